import { proofloopHome } from '../../config/home-paths.ts';
import { readSurroundings } from '../../config/surroundings.ts';
import { summarize } from '../../core/summary.ts';
import { listRunIds, runById } from '../../runs/find-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { writerOf } from '../../runs/writer-of-run.ts';
import { type RunRow, runsTable } from '../../views/summary/runs-table.ts';
import { fitColumns } from '../../views/text/fit-columns.ts';
import { systemClock } from '../../wire.ts';
import { print, tell } from '../output.ts';

/** `proofloop runs`: resolves with the exit code. */
export async function runsCommand(json: boolean): Promise<number> {
  const home = proofloopHome(readSurroundings());
  const rows: (RunRow & { workspace: string })[] = [];
  for (const id of await listRunIds(home)) {
    try {
      const run = runById(home, id);
      const isRunning = (await writerOf(run)) !== null;
      const { state, events } = await readRun(run);
      const startedAt = Date.parse(events[0]?.ts ?? '');
      rows.push({ summary: summarize(state), startedAt, isRunning, workspace: state.options.workspace });
    } catch (error) {
      tell([`warning: run ${id} is left out: ${(error as Error).message}`]);
    }
  }
  if (json) {
    const list = rows.map(({ summary, startedAt, isRunning, workspace }) => ({
      ...summary,
      running: isRunning,
      started_at: new Date(startedAt).toISOString(),
      workspace,
    }));
    print([JSON.stringify(list, null, 2)]);
  } else if (rows.length === 0) {
    print(['no runs yet; start one with: proofloop --task "..."']);
  } else {
    const table = runsTable(rows, systemClock.now());
    print(process.stdout.isTTY ? table.map((line) => fitColumns(line, process.stdout.columns)) : table);
  }
  return 0;
}
