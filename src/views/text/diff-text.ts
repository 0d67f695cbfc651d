import { plainText } from './plain-text.ts';

const escapeCharacter = String.fromCharCode(0x1b);

/** Colours of a line, as git has them: what is added, what is removed, where, and of which file. */
const colors = {
  '+': `${escapeCharacter}[32m`,
  '-': `${escapeCharacter}[31m`,
  '@': `${escapeCharacter}[36m`,
  head: `${escapeCharacter}[1m`,
};

const reset = `${escapeCharacter}[m`;

/**
 * A diff without colours, as git gives it, for a terminal: nothing that the files hold can steer it or turn the direction
 * of a line, and each line of the diff is one line. The colours are ours alone.
 */
export function terminalDiff(diff: string, color: boolean): string {
  const left = { old: 0, new: 0 };
  return diff
    .split('\n')
    .map((line) => {
      const kind = kindOf(line, left);
      // A break that git does not count would make a line of the file look like one of the diff.
      const plain = plainText(line.replace(/\r$/, '')).replaceAll('\n', ' ');
      return color && kind !== null && plain !== '' ? `${colors[kind]}${plain}${reset}` : plain;
    })
    .join('\n');
}

/** What a line is; `left` counts the lines of the hunk that are still to come, in the old file and in the new one. */
function kindOf(line: string, left: { old: number; new: number }): keyof typeof colors | null {
  if (left.old > 0 || left.new > 0) {
    if (line.startsWith('\\')) return null;
    if (!line.startsWith('+')) left.old -= 1;
    if (!line.startsWith('-')) left.new -= 1;
    return line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : null;
  }
  const [, oldCount = '1', newCount = '1'] = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line) ?? [];
  if (!line.startsWith('@@ ')) return line.startsWith('\\') ? null : 'head';
  left.old = Number(oldCount);
  left.new = Number(newCount);
  return '@';
}
