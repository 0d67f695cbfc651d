const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;
const withoutWidth = /^(?:\p{M}|\p{Cf})/u;

/** How many columns of a terminal a line of plain text takes. */
export function columnsOf(line: string): number {
  return [...line].reduce((sum, character) => sum + characterColumns(character), 0);
}

/** How many columns one character takes. */
export function characterColumns(character: string): number {
  if (character >= ' ' && character <= '~') return 1;
  if (withoutWidth.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** The line, cut with `...` where it takes more than `columns`. */
export function fitColumns(line: string, columns: number): string {
  let taken = 0;
  let offset = 0;
  let cutAt = 0;
  for (const character of line) {
    taken += characterColumns(character);
    offset += character.length;
    if (taken > columns) return `${line.slice(0, cutAt).trimEnd()}...`;
    if (taken <= columns - 3) cutAt = offset;
  }
  return line;
}

/** The line with spaces after it up to `columns`. */
export function padColumns(line: string, columns: number): string {
  return line + ' '.repeat(Math.max(0, columns - columnsOf(line)));
}
