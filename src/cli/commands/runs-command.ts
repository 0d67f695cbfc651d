import { readSurroundings } from '../../config/surroundings.ts';
import { listRuns } from '../../runs/list-runs.ts';
import { runsTable } from '../../views/summary/runs-table.ts';
import { print, tell } from '../output.ts';

/** `proofloop runs`: resolves with the exit code. */
export async function runsCommand(json: boolean): Promise<number> {
  const { runs, notes, madeAt } = await listRuns(readSurroundings());
  tell(notes);
  if (json) {
    const list = runs.map(({ summary, startedAt, isRunning, workspace, judged }) => ({
      ...summary,
      kind: judged === null ? 'run' : 'judgement',
      running: isRunning,
      started_at: new Date(startedAt).toISOString(),
      workspace,
    }));
    print([JSON.stringify(list, null, 2)]);
  } else if (runs.length === 0) {
    print(['no runs yet; start one with: proofloop --task "..."']);
  } else {
    print(runsTable(runs, madeAt, process.stdout.isTTY ? process.stdout.columns : null));
  }
  return 0;
}
