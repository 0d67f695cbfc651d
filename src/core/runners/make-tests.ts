import { inFolder } from './folders.ts';
import type { Detect } from './test-runner.ts';

/** The tests of a Makefile that has a rule for them. */
export const makeTests: Detect = ({ folder, names, text }) => {
  if (!names(folder).includes('Makefile')) return null;
  const lines = (text(inFolder(folder, 'Makefile')) ?? '').split('\n');
  return lines.some(isTestRule) ? { command: 'make test', file: 'Makefile' } : null;
};

/** A rule for `test`, alone or among other targets; no assignment to a variable of that name. */
function isTestRule(line: string): boolean {
  const [, targets = '', rest = ''] = /^([\w./ \t-]*)::?(.?)/.exec(line) ?? [];
  return (
    !/^[\s]/.test(line) &&
    !/[:=]/.test(rest) &&
    targets
      .trim()
      .split(/[ \t]+/)
      .includes('test')
  );
}
