import { plainLine } from './plain-text.ts';

const shownLines = 5;

/** The end of what a command printed, where the reason of a failure mostly stands: its last lines with words on them. */
export function lastLines(output: string): string[] {
  const lines = output.split(/\r\n?|\n/).map(plainLine);
  return lines.filter((line) => line !== '').slice(-shownLines);
}
