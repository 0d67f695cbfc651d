import type { CommandResult } from '../events.ts';
import { isOfTheCommand } from '../runners/report.ts';

/** What npm and Python say of a script or a module that they do not have. */
const saysMissing = /^npm (?:error|ERR!) Missing script: |^(?:\S*\/)?python[\d.]*: No module named /m;

/** Whether a command was never running: its program, script or module is not there, or can't be run. */
export const didNotStart = (result: CommandResult): boolean => result.tests === null && saysSo(result);

const saysSo = ({ exit_code, output }: CommandResult): boolean =>
  exit_code === 126 || exit_code === 127 || (exit_code !== 0 && saysMissing.test(output));

/**
 * What is wrong with a command that failed without a word on any test, and did the same in each run of the base, as the
 * rest of a sentence about it; null for any other. What its report lacks follows from that, and is not what is to be mended.
 */
export function silenceOf(result: CommandResult, baseResults: readonly CommandResult[]): string | null {
  const results = [result, ...baseResults];
  if (baseResults.length === 0 || !results.every(failedInSilence)) return null;
  const { exit_code, tests } = result;
  const how = exit_code === 127 ? notFound(result) : `exited with ${exit_code}${quoted(lastLine(result))}`;
  const means =
    '; install what is missing, have it installed with --setup, or name another command with --verify';
  if (results.every(saysSo))
    return `${how}, and does not start at the base either: nothing can be measured of the change${means}`;
  // A script that reports nothing may have found what the task is about.
  if (tests === null)
    return `${how}, as it did at the base, without a test report; where it does not even start, install what is missing, or name another command with --verify`;
  return `${how} before any test was reported, at the base too: nothing can be measured of the change${means}`;
}

/** A command that the shell did not find, as the rest of a sentence. */
export function notFound({ output }: CommandResult): string {
  const said = output.split('\n').findLast((line) => /not found/i.test(line));
  return `exited with 127: a command was not found${quoted(said)}`;
}

function failedInSilence({ exit_code, timed_out, tests }: CommandResult): boolean {
  if (timed_out || exit_code === null || exit_code === 0) return false;
  if (tests?.problems.some(isOfTheCommand)) return false;
  return tests === null || tests.passed.length + tests.failed.length + tests.skipped.length === 0;
}

const saysWhatIsMissing =
  /not found|cannot find|no module|no such file|getaddrinfo|could not determine executable/i;

/** What a command said of a thing that it lacks, else what it said last. */
function lastLine({ output }: CommandResult): string | undefined {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => saysWhatIsMissing.test(line)) ?? lines.at(-1);
}

const quoted = (line: string | undefined): string =>
  line === undefined ? '' : ` (${line.trim().slice(0, 200)})`;
