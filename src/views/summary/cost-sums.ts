import { countText, moneyText } from '../text/amounts.ts';
import { columnsOf, padColumns } from '../text/fit-columns.ts';
import { type RunRow, repositoryName } from './runs-table.ts';

/** What the runs of one day in one repository came to. */
export interface CostSum {
  /** Of their start, in the local time of the machine: `2026-10-20`. */
  day: string;
  workspace: string;
  runs: number;
  tokens: number;
  /** Of the runs whose cost is known. */
  costUsd: number;
  /** Runs whose cost nobody knows. */
  unknown: number;
}

/** The sums by day and repository, the last day first, the dearest repository of a day first. */
export function costSums(rows: readonly RunRow[]): CostSum[] {
  const sums = new Map<string, CostSum>();
  for (const { summary, startedAt, workspace } of rows) {
    const day = dayText(startedAt);
    const key = JSON.stringify([day, workspace]);
    const sum = sums.get(key) ?? { day, workspace, runs: 0, tokens: 0, costUsd: 0, unknown: 0 };
    const { cost_usd, input_tokens, output_tokens } = summary.usage;
    sums.set(key, {
      ...sum,
      runs: sum.runs + 1,
      tokens: sum.tokens + input_tokens + output_tokens,
      costUsd: sum.costUsd + (cost_usd ?? 0),
      unknown: sum.unknown + (cost_usd === null ? 1 : 0),
    });
  }
  return [...sums.values()].toSorted(
    (one, other) => other.day.localeCompare(one.day) || other.costUsd - one.costUsd,
  );
}

/** The table of `proofloop runs --costs`, with the sum of all at its end. */
export function costTable(rows: readonly RunRow[]): string[] {
  const sums = costSums(rows);
  const all = { day: 'all', workspace: '', runs: 0, tokens: 0, costUsd: 0, unknown: 0 };
  const total = sums.reduce(
    (sum, { runs, tokens, costUsd, unknown }) => ({
      ...all,
      runs: sum.runs + runs,
      tokens: sum.tokens + tokens,
      costUsd: sum.costUsd + costUsd,
      unknown: sum.unknown + unknown,
    }),
    all,
  );
  const cells = [['day', 'repository', 'runs', 'tokens', 'cost'], ...[...sums, total].map(sumCells)];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => columnsOf(row[column] ?? '')))) ?? [];
  return cells.map((row) =>
    row
      .map((cell, column) => padColumns(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function sumCells({ day, workspace, runs, tokens, costUsd, unknown }: CostSum): string[] {
  const more = unknown > 0 ? `, and ${unknown} of unknown cost` : '';
  const repository = workspace === '' ? '' : repositoryName(workspace);
  return [day, repository, countText(runs), countText(tokens), `${moneyText(costUsd)}${more}`];
}

function dayText(moment: number): string {
  const date = new Date(moment);
  const part = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
}
