import { readSurroundings, type Surroundings } from '../../config/surroundings.ts';
import { checkoutAt } from '../../runs/find-run.ts';
import { listRuns } from '../../runs/list-runs.ts';
import { costSums, costTable } from '../../views/summary/cost-sums.ts';
import { isFound, type RunRow, runsTable } from '../../views/summary/runs-table.ts';
import { terminalJson } from '../../views/text/terminal-json.ts';
import { print, tell } from '../output.ts';

/** Which runs are listed, and how. */
export interface RunsChoice {
  /** Each must stand in what is told of a run. */
  words: readonly string[];
  /** Those of the repository that the person stands in alone. */
  here: boolean;
  /** What they came to by day and repository, in place of themselves. */
  costs: boolean;
  json: boolean;
}

/** `proofloop runs`: resolves with the exit code. */
export async function runsCommand({ words, here, costs, json }: RunsChoice): Promise<number> {
  const surroundings = readSurroundings();
  const { runs: all, notes, madeAt } = await listRuns(surroundings);
  const isHere = here ? await hereOnly(surroundings) : () => true;
  const runs = all.filter((row) => isFound(row, words) && isHere(row));
  tell(notes);
  if (json) print([terminalJson(costs ? costSums(runs).map(sumReport) : runs.map(runReport))]);
  else if (runs.length === 0) print([nothingText(all.length)]);
  else if (costs) print(costTable(runs));
  else print(runsTable(runs, madeAt, process.stdout.isTTY ? process.stdout.columns : null));
  return 0;
}

function nothingText(all: number): string {
  return all === 0
    ? 'no runs yet; start one with: proofloop --task "..."'
    : `none of ${all} runs is meant; proofloop runs lists all`;
}

async function hereOnly({ currentFolder }: Surroundings): Promise<(row: RunRow) => boolean> {
  const checkout = await checkoutAt(currentFolder);
  return ({ workspace }) => workspace === checkout;
}

function runReport({ summary, startedAt, isRunning, workspace, judged }: RunRow) {
  return {
    ...summary,
    kind: judged === null ? 'run' : 'judgement',
    running: isRunning,
    started_at: new Date(startedAt).toISOString(),
    workspace,
  };
}

function sumReport({ day, workspace, runs, tokens, costUsd, unknown }: ReturnType<typeof costSums>[number]) {
  return { day, workspace, runs, tokens, cost_usd: costUsd, runs_of_unknown_cost: unknown };
}
