import type { CommandResult } from '../events.ts';
import { runsOf } from '../evidence/suite-runs.ts';
import type { RunState } from '../state.ts';

const listedTests = 10;
const lastCharacters = 600;

/**
 * What already fails before anything is changed, for whoever plans and works: which tests, else how a command ended.
 * Undefined where nothing does, or nobody knows yet.
 */
export function describeBase({ checkRuns, baseTree, options }: RunState) {
  const [run = []] = runsOf(checkRuns, 'baseline', baseTree, options.verify);
  const failed = run.filter(({ exit_code }) => exit_code !== 0);
  return failed.length === 0 ? undefined : failed.map(describeResult);
}

function describeResult({ command, exit_code, timed_out, tests, output }: CommandResult) {
  if (tests !== null && tests.failed.length > 0) {
    const more = tests.failed.length - listedTests;
    return {
      command,
      failed: [...tests.failed.slice(0, listedTests), ...(more > 0 ? [`... and ${more} more`] : [])],
    };
  }
  const ended = timed_out ? 'ended at its time limit' : `exit code ${exit_code}`;
  return { command, ended, output: output.trimEnd().slice(-lastCharacters) };
}
