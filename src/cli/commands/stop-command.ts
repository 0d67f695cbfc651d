import { readSurroundings } from '../../config/surroundings.ts';
import { summarize } from '../../core/summary.ts';
import { findRunHere, isAnyFile } from '../../runs/find-run.ts';
import { requireOwn } from '../../runs/own-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { askToStop, isLetGo } from '../../runs/stop-run.ts';
import { outcomeLine } from '../../views/summary/outcome.ts';
import { printText } from '../output.ts';

const patienceMs = 30_000;

/** `proofloop stop`: resolves with the exit code. */
export async function stopCommand(name: string): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRunHere(name, surroundings);
  if (isAnyFile(run, surroundings)) await requireOwn(run, await readRun(run), surroundings);
  const pid = await askToStop(run);
  printText([`asked process ${pid} to stop run ${run.runId}`]);
  if (!(await isLetGo(run, pid, patienceMs))) {
    printText([
      `it has not ended within ${patienceMs / 1000} s: it is still ending its open step`,
      `once more ends it at once, and keeps what is recorded: proofloop stop ${run.runId}`,
    ]);
    return 0;
  }
  const summary = summarize((await readRun(run)).state);
  printText([outcomeLine(summary)]);
  if (summary.phase !== 'completed') printText([`go on from here: proofloop resume ${run.runId}`]);
  return 0;
}
