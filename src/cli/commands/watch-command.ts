import { readSurroundings } from '../../config/surroundings.ts';
import { isClosed } from '../../core/phase.ts';
import type { RunState } from '../../core/state.ts';
import type { RunPlace } from '../../ports.ts';
import { findRun } from '../../runs/find-run.ts';
import { followRun } from '../../runs/follow-run.ts';
import { isOwn } from '../../runs/own-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { catchUpLines } from '../../views/progress/catch-up-lines.ts';
import { progressLines } from '../../views/progress/progress-lines.ts';
import { columnsFor, print, printText } from '../output.ts';
import { printSummary } from '../run-output.ts';

/** `proofloop watch`: resolves with the exit code. */
export async function watchCommand(name: string, json: boolean): Promise<number> {
  const run = await findRun(name, readSurroundings());
  const read = await readRun(run);
  const columns = columnsFor(process.stdout);
  const interrupted = new AbortController();
  const onInterrupt = () => interrupted.abort();
  process.on('SIGINT', onInterrupt);
  // Without a reader there is nobody to watch.
  process.stdout.once('error', onInterrupt);
  if (!json) printText(catchUpLines(read.state, read.events, columns));
  let { state } = read;
  try {
    for await (const { line, event, before, after } of followRun(run, interrupted.signal)) {
      state = after;
      if (json) print([line]);
      else if (event.seq > read.events.length) print(progressLines(before, after, event, columns));
    }
  } finally {
    process.off('SIGINT', onInterrupt);
    process.stdout.off('error', onInterrupt);
  }
  if (!json) {
    await printEnding(run, state, {
      interrupted: interrupted.signal.aborted,
      isOwn: await isOwn(run, read),
    });
  }
  return 0;
}

async function printEnding(
  run: RunPlace,
  state: RunState,
  { interrupted, isOwn }: { interrupted: boolean; isOwn: boolean },
): Promise<void> {
  if (isClosed(state.phase)) {
    printText(['']);
    await printSummary(run, state, { applied: false, isOwn });
  } else if (interrupted) {
    printText(['', `you no longer watch; the run goes on: proofloop watch ${state.runId}`]);
  } else if (!isOwn) {
    printText(['', `this log is not that of a run which was started here, so it can only be read`]);
  } else {
    printText(['', `no process works on this run; go on with it: proofloop resume ${state.runId}`]);
  }
}
