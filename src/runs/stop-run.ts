import { setTimeout as sleep } from 'node:timers/promises';
import { summarize } from '../core/summary.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { outcomeLine } from '../views/summary/outcome.ts';
import { readRun } from './read-run.ts';
import { UsageError } from './usage-error.ts';
import { writerOf } from './writer-of-run.ts';

const pollMs = 100;

/** Asks the process that works on a run to stop; resolves with its id. A UsageError where there is none to be asked. */
export async function askToStop(run: RunPlace): Promise<number> {
  const writer = await writerOf(run);
  if (writer === null) {
    const { state } = await readRun(run);
    throw new UsageError(
      `run ${run.runId} is not running (${outcomeLine(summarize(state))}), so there is nothing to stop`,
    );
  }
  interrupt(writer.pid, run.runId);
  return writer.pid;
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

/** Whether the process lets go of the run within `patienceMs`. */
export async function isLetGo(run: RunPlace, pid: number, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if ((await writerOf(run))?.pid !== pid) return true;
    await sleep(pollMs);
  }
  return false;
}
