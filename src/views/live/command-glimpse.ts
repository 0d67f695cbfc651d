import { plainLine } from '../text/plain-text.ts';

/** What a command that runs now has said so far. */
export interface CommandGlimpse {
  /** When it began, in milliseconds since the epoch. */
  since: number;
  /** Its last line with words on it. */
  lastLine: string;
  /** Lines that say of a test that it passed, or failed. */
  passed: number;
  failed: number;
  /** The line that tells of the first failure; '' for none. */
  firstFailed: string;
  /** The beginning of a line whose end is still to come. */
  open: string;
}

const longestLine = 500;

const passes = /^\s*(?:ok \d|[✓✔√]|--- PASS:|test .* \.\.\. ok$|.*\sPASSED\b)/;
const fails = /^\s*(?:not ok \d|[✗✖×]|--- FAIL:|test .* \.\.\. FAILED$|.*\sFAILED\b)/;

export function noGlimpse(since: number): CommandGlimpse {
  return { since, lastLine: '', passed: 0, failed: 0, firstFailed: '', open: '' };
}

/** The glimpse after more output; nothing in it can steer a terminal. */
export function glimpseAfter(glimpse: CommandGlimpse, output: string): CommandGlimpse {
  const lines = (glimpse.open + output).split(/\r\n?|\n/);
  const open = (lines.pop() ?? '').slice(-longestLine);
  return lines.reduce(takeLine, { ...glimpse, open });
}

function takeLine(glimpse: CommandGlimpse, line: string): CommandGlimpse {
  const words = plainLine(line.slice(0, longestLine));
  if (words === '') return glimpse;
  const isFailure = fails.test(words);
  return {
    ...glimpse,
    lastLine: words,
    passed: glimpse.passed + (!isFailure && passes.test(words) ? 1 : 0),
    failed: glimpse.failed + (isFailure ? 1 : 0),
    firstFailed: isFailure && glimpse.firstFailed === '' ? words : glimpse.firstFailed,
  };
}
