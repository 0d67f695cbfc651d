import { columnsOf } from '../text/fit-columns.ts';
import type { LiveLine } from './live-lines.ts';

/** Rows that lines take beyond one each, when a terminal has become so narrow that it has wrapped them. */
export function rewrappedRows(lines: readonly LiveLine[], columns: number): number {
  const rows = lines.map(({ text }) => Math.max(1, Math.ceil(columnsOf(text) / Math.max(1, columns))));
  return rows.reduce((sum, count) => sum + count - 1, 0);
}
