import { setTimeout as sleep } from 'node:timers/promises';
import { readSurroundings } from '../../config/surroundings.ts';
import { summarize } from '../../core/summary.ts';
import { type FoundRun, findRun, isAnyFile } from '../../runs/find-run.ts';
import { requireOwn } from '../../runs/own-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { UsageError } from '../../runs/usage-error.ts';
import { writerOf } from '../../runs/writer-of-run.ts';
import { outcomeLine } from '../../views/summary/outcome.ts';
import { printText } from '../output.ts';

const patienceMs = 30_000;
const pollMs = 100;

/** `proofloop stop`: resolves with the exit code. */
export async function stopCommand(name: string): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  if (isAnyFile(run, surroundings)) await requireOwn(run, await readRun(run));
  const writer = await writerOf(run);
  if (writer === null) {
    const { state } = await readRun(run);
    throw new UsageError(
      `run ${run.runId} is not running (${outcomeLine(summarize(state))}), so there is nothing to stop`,
    );
  }
  interrupt(writer.pid, run.runId);
  printText([`asked process ${writer.pid} to stop run ${run.runId}`]);
  if (!(await isLetGo(run, writer.pid))) {
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

function interrupt(pid: number, runId: string): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return;
    throw new UsageError(`process ${pid}, which works on run ${runId}, can't be asked to stop (${code})`);
  }
}

async function isLetGo(run: FoundRun, pid: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if ((await writerOf(run))?.pid !== pid) return true;
    await sleep(pollMs);
  }
  return false;
}
