/** What was left out of an output. Lines are counted from 1. */
export interface LeftOut {
  bytes: number;
  /** Of the whole output. */
  lines: number;
  /** The first line of which something is left out, and how many of its bytes are kept before the cut. */
  firstLine: number;
  keptOfFirstLine: number;
  /** The line that the output goes on with, and whether it does so from that line's start on. */
  tailLine: number;
  tailIsWhole: boolean;
}

/** So much of a long line is shown at once by the command that the note names. */
const partBytes = 4000;

/** Says what was left out, and how to see it. */
export function cutNote(cut: LeftOut): string {
  const { firstLine, keptOfFirstLine, tailLine, tailIsWhole, lines } = cut;
  const lastLine = tailIsWhole ? tailLine - 1 : tailLine;
  const range = firstLine === lastLine ? `${firstLine}` : `${firstLine}-${lastLine}`;
  const what = firstLine === lastLine ? `line ${range}` : `lines ${range}`;
  if (keptOfFirstLine === 0 && tailIsWhole) {
    const numbers = firstLine === lastLine ? `${firstLine}p` : `${firstLine},${lastLine}p`;
    return `[${what} of ${lines} left out; see them with a narrower command, such as sed -n ${numbers} <file>]`;
  }
  const from = keptOfFirstLine + 1;
  const part = `sed -n ${firstLine}p <file> | cut -b ${from}-${keptOfFirstLine + partBytes}`;
  return `[${cut.bytes} bytes of ${what} of ${lines} left out; see a line that is so long in parts, such as ${part}]`;
}
