import type { Summary } from '../../core/summary-schema.ts';
import { durationText, moneyText } from '../text/amounts.ts';
import { firstLine } from '../text/first-line.ts';
import { columnsOf, fitColumns, padColumns } from '../text/fit-columns.ts';
import { plainLine } from '../text/plain-text.ts';
import { outcomeWord } from './outcome.ts';

/** A run of the list. */
export interface RunRow {
  summary: Summary;
  /** When it started, in milliseconds since the epoch. */
  startedAt: number;
  /** Of a judgement its verdict in words; null for a run. */
  judged: string | null;
  /** Whether a process works on it. */
  isRunning: boolean;
  /** Absolute path of the checkout that it works for. */
  workspace: string;
}

const header = ['run', 'started', 'repository', 'outcome', 'iterations', 'cost', 'task'];
const gap = '  ';
/** What of a run stands in the first of two lines. */
const firstLineCells = 4;
/** Part of the task that is shown however wide the other columns are. */
const leastTaskColumns = 20;

/**
 * The table of `proofloop runs`: a header and a line for each run, in the order given; in a screen too narrow for that
 * two lines each, so that no column is lost. `now` is epoch milliseconds; where there is no screen (`columns` is null)
 * nothing is cut.
 */
export function runsTable(rows: readonly RunRow[], now: number, columns: number | null = null): string[] {
  const cells = [header, ...rows.map((row) => rowCells(row, now))];
  const lines = tableLines(cells, columns);
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

function tableLines(cells: readonly (readonly string[])[], columns: number | null): string[] {
  const widths = header.map((_, column) => Math.max(...cells.map((row) => columnsOf(row[column] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + gap.length, 0);
  const taskColumns =
    columns === null ? Number.POSITIVE_INFINITY : Math.max(leastTaskColumns, columns - before);
  return cells.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? fitColumns(cell, taskColumns) : padColumns(cell, widths[column] ?? 0),
      )
      .join(gap)
      .trimEnd(),
  );
}

function rowCells(row: RunRow, now: number): string[] {
  const { summary, startedAt, judged, workspace } = row;
  return [
    plainLine(summary.run_id),
    ageText(now - startedAt),
    repositoryName(workspace),
    outcomeOf(row),
    judged === null ? `${summary.iteration}/${summary.max_iterations}` : '-',
    moneyText(summary.usage.cost_usd),
    firstLine(summary.task),
  ];
}

/** The last part of a checkout's path, as a person calls it. */
export function repositoryName(workspace: string): string {
  return plainLine(workspace.split('/').findLast((part) => part !== '') ?? '/');
}

function outcomeOf({ summary, isRunning, judged }: RunRow): string {
  if (judged === null) return outcomeWord(summary, isRunning);
  return isRunning ? 'judging' : judged;
}

/** Whether each of the words stands in what the table says of a run: its id, repository, outcome or task. */
export function isFound(row: RunRow, words: readonly string[]): boolean {
  const { summary, workspace } = row;
  const text = [summary.run_id, workspace, outcomeOf(row), plainLine(summary.task)].join('\n').toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}

/** `just now`, `5m ago`, `3h ago`, `12d ago` */
function ageText(ageMs: number): string {
  if (ageMs < 60_000) return 'just now';
  return `${durationText(ageMs).split(' ')[0]} ago`;
}
