import { isTestFile } from '../protected/test-paths.ts';
import { directStart } from '../runners/direct-start.ts';
import { filesOfRunner } from './expected-report.ts';
import type { CandidateTrees, EvidenceFacts } from './facts.ts';
import { withAddedTests } from './imagined-check.ts';
import { nextRepeats, type RepeatRuns } from './repeat-check.ts';

/**
 * The repeats that new tests are expected to need while the suites that will name them still run: by the test files that
 * the change has added or touched. Their lines say what they run, so that what they come to counts only where the very same
 * ones come to be due. Null where no file can be named, or they have been made.
 */
export function repeatsAhead(imagined: EvidenceFacts, trees: CandidateTrees): RepeatRuns | null {
  if (imagined.rules < 8) return null;
  const paths = trees.changes.flatMap(({ kind, change, path }) =>
    kind === 'test' && change !== 'deleted' && isTestFile(path) ? [path] : [],
  );
  const filesOf = (index: number) => {
    const start = directStart(imagined.commands[index] ?? '', trees.packageScripts);
    return start === null ? [] : filesOfRunner(paths, start.runner, imagined.options.folder);
  };
  return nextRepeats(withAddedTests(imagined, filesOf), trees);
}
