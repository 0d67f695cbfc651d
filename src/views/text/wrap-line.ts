import { characterColumns, columnsOf } from './fit-columns.ts';

/** What stands before the text that a line continues: spaces, a label with two spaces after it, a gate's mark. */
const beforeText = /^(?: *\S+ {2,}(?=\S)| +)?(?:\[.\] )?/;

/**
 * The line in rows of at most `columns`, broken between words; later rows stand below the text, not below its label. A
 * word that is longer than a row, such as a path, stays whole.
 */
export function wrapLine(line: string, columns: number): string[] {
  if (columnsOf(line) <= columns) return [line];
  const prefix = beforeText.exec(line)?.[0] ?? '';
  const hanging = prefix === '' ? '  ' : ' '.repeat(columnsOf(prefix));
  const rows: string[] = [];
  let row = prefix;
  let isEmpty = true;
  for (const word of line.slice(prefix.length).split(/(?<=\S)(?=\s)/)) {
    if (!isEmpty && columnsOf(row + word) > columns) {
      rows.push(row);
      row = hanging + word.trimStart();
    } else row += word;
    isEmpty = false;
  }
  return [...rows, row];
}

/** A row that is too long for its columns in rows that are not, broken wherever that is. */
export function brokenRows(row: string, columns: number): string[] {
  if (columnsOf(row) <= columns) return [row];
  const rows: string[] = [];
  let current = '';
  let taken = 0;
  for (const character of row) {
    const width = characterColumns(character);
    if (taken + width > columns && current !== '') {
      rows.push(current);
      current = '';
      taken = 0;
    }
    current += character;
    taken += width;
  }
  return [...rows, current];
}
