import { fileOfTest, type TestReport } from './evidence/test-report.ts';
import { runnerNamed } from './runners/runner-table.ts';
import { canaryTitle } from './runners/script-canary.ts';
import type { RuledPlace } from './runners/test-runner.ts';
import { sha256Hex } from './text/sha256-hex.ts';

/** A test that must fail, at the end of a test file of the base: where it does not, no result there can be believed. */
export interface Canary {
  /** The file below the top that it is put into, at its end or at its start; for Go a file of its own. */
  path: string;
  addition: string;
  at?: 'start';
  /** Stands in the name of the test, and in no other. */
  title: string;
}

export type CanaryOutcome = 'failed' | 'passed' | 'skipped' | 'missing';

/** So many files get a canary, the first ones by name. */
const canariesMax = 200;

/**
 * A canary for each test file in which a test passed; none where the runner is not known. The place's folder is where the verify
 * commands run, from which the report names its files. The same seed gives the same canaries by the same rules.
 */
export function canaries(report: TestReport, seed: string, place: RuledPlace): Canary[] {
  const files = [...new Set(report.passed.map(fileOfTest))].toSorted().slice(0, canariesMax);
  return files.flatMap((file): Canary[] => {
    const hash = sha256Hex(JSON.stringify([seed, file])).slice(0, 16);
    const made = runnerNamed(report.runner).canary?.(file, hash, place) ?? null;
    return made === null ? [] : [{ ...made, title: canaryTitle(hash) }];
  });
}

/** How each canary ended. */
export function canaryOutcomes(
  placed: readonly Canary[],
  report: TestReport,
): { path: string; outcome: CanaryOutcome }[] {
  const isIn = (ids: readonly string[], title: string) => ids.some((id) => id.includes(title));
  return placed.map(({ path, title }) => {
    // One that is reported twice, in two ways, has not plainly failed.
    if (isIn(report.passed, title)) return { path, outcome: 'passed' };
    if (isIn(report.skipped, title)) return { path, outcome: 'skipped' };
    return { path, outcome: isIn(report.failed, title) ? 'failed' : 'missing' };
  });
}

/** Whether the id is that of a canary, and no test of the repository's own. */
export const isCanaryId = (id: string, placed: readonly Canary[]): boolean =>
  placed.some(({ title }) => id.includes(title));
