import { readSurroundings, type Surroundings } from '../../config/surroundings.ts';
import { isClosed } from '../../core/phase.ts';
import type { RunState } from '../../core/state.ts';
import type { RunPlace } from '../../ports/run-place.ts';
import { readFaceSettings } from '../../runs/face-settings.ts';
import { findRun } from '../../runs/find-run.ts';
import { followRun } from '../../runs/follow-run.ts';
import { isOwn } from '../../runs/own-run.ts';
import { type ReadRun, readRun } from '../../runs/read-run.ts';
import { askToStop } from '../../runs/stop-run.ts';
import { catchUpLines } from '../../views/progress/catch-up-lines.ts';
import { columnsFor, print, printText } from '../output.ts';
import { openProgress } from '../progress/open-progress.ts';
import type { Progress } from '../progress/progress-place.ts';
import { ring } from '../progress/terminal-title.ts';
import { printSummary } from '../run-output.ts';

/** `proofloop watch`: resolves with the exit code. `progress` is how it is shown, null where the command line says nothing. */
export async function watchCommand(name: string, json: boolean, progress: string | null): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  const read = await readRun(run);
  const left = new AbortController();
  const leave = () => left.abort();
  process.on('SIGINT', leave);
  // Without a reader there is nobody to watch.
  process.stdout.once('error', leave);
  const watched = { run, read, surroundings, left };
  if (!json) printText(catchUpLines(read.state, read.events, columnsFor(process.stdout)));
  const shown = json ? null : await openWatchProgress(watched, progress);
  let { state } = read;
  try {
    for await (const { line, event, before, after } of followRun(run, left.signal)) {
      state = after;
      if (shown === null) print([line]);
      else if (event.seq > read.events.length) shown.follow(event, before, after);
    }
  } finally {
    await shown?.close();
    process.off('SIGINT', leave);
    process.stdout.off('error', leave);
  }
  if (!json) {
    await printEnding(run, state, { interrupted: left.signal.aborted, isOwn: await isOwn(run, read) });
    ring(process.stdout);
  }
  return 0;
}

interface WatchedRun {
  run: RunPlace;
  read: ReadRun;
  surroundings: Surroundings;
  left: AbortController;
}

async function openWatchProgress(
  { run, read, surroundings, left }: WatchedRun,
  progress: string | null,
): Promise<Progress> {
  const commandLine = progress === null ? {} : { progress };
  const { progress: choice } = await readFaceSettings(commandLine, surroundings);
  const isOver = isClosed(read.state.phase);
  return openProgress({
    // Nothing happens any more in a run that has ended.
    choice: isOver && choice !== 'quiet' ? 'plain' : choice,
    surroundings,
    run,
    earlier: read,
    stream: process.stdout,
    tell: print,
    stop: () => void askToStop(run).catch((error: Error) => print([error.message])),
    leave: () => left.abort(),
    isEndTold: true,
  });
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
