import type { CommandResult } from '../events.ts';

/** What npm and Python say of a script or a module that they do not have. */
const saysMissing = /^npm (?:error|ERR!) Missing script: |^(?:\S*\/)?python[\d.]*: No module named /m;

/** Whether a command was never running: its program, script or module is not there, or can't be run. */
export function didNotStart({ exit_code, tests, output }: CommandResult): boolean {
  if (tests !== null || exit_code === 0) return false;
  return exit_code === 126 || exit_code === 127 || saysMissing.test(output);
}
