import type { Summary } from '../../core/summary-schema.ts';
import { durationText, moneyText } from '../text/amounts.ts';
import { columnsOf, fitColumns, padColumns } from '../text/fit-columns.ts';
import { plainLine } from '../text/plain-text.ts';
import { outcomeWord } from './outcome.ts';
import { firstLine } from './summary-text.ts';

/** A run of the list. */
export interface RunRow {
  summary: Summary;
  /** When it started, in milliseconds since the epoch. */
  startedAt: number;
  /** Of a judgement its verdict in words; null for a run. */
  judged: string | null;
  /** Whether a process works on it. */
  isRunning: boolean;
}

const header = ['run', 'started', 'outcome', 'iterations', 'cost', 'task'];
const gap = '  ';
const tableColumns = 80;
/** What of a run stands in the first of two lines. */
const firstLineCells = 3;
/** Part of the task that is shown however wide the other columns are. */
const leastTaskColumns = 20;

/**
 * The table of `proofloop runs`: a header and a line for each run, in the order given; in a screen too narrow for that
 * two lines each, so that no column is lost. `now` is epoch milliseconds, `columns` null where there is no screen.
 */
export function runsTable(rows: readonly RunRow[], now: number, columns: number | null = null): string[] {
  const cells = [header, ...rows.map((row) => rowCells(row, now))];
  const lines = tableLines(cells);
  if (columns === null) return lines;
  const isNarrow = lines.some((line) => columnsOf(line) > columns);
  const shown = isNarrow
    ? [
        ...cells.flatMap((row) => [
          row.slice(0, firstLineCells).join(gap),
          `${gap}${row.slice(firstLineCells).join(gap)}`,
        ]),
      ]
    : lines;
  return shown.map((line) => fitColumns(line, columns));
}

function tableLines(cells: readonly (readonly string[])[]): string[] {
  const widths = header.map((_, column) => Math.max(...cells.map((row) => columnsOf(row[column] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + gap.length, 0);
  const taskColumns = Math.max(leastTaskColumns, tableColumns - before);
  return cells.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? fitColumns(cell, taskColumns) : padColumns(cell, widths[column] ?? 0),
      )
      .join(gap)
      .trimEnd(),
  );
}

function rowCells({ summary, startedAt, isRunning, judged }: RunRow, now: number): string[] {
  return [
    plainLine(summary.run_id),
    ageText(now - startedAt),
    judged === null ? outcomeWord(summary, isRunning) : isRunning ? 'judging' : judged,
    judged === null ? `${summary.iteration}/${summary.max_iterations}` : '-',
    moneyText(summary.usage.cost_usd),
    firstLine(summary.task),
  ];
}

/** `just now`, `5m ago`, `3h ago`, `12d ago` */
function ageText(ageMs: number): string {
  if (ageMs < 60_000) return 'just now';
  return `${durationText(ageMs).split(' ')[0]} ago`;
}
