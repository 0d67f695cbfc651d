import type { LoggedEvent } from '../core/events.ts';
import { foldAll } from '../core/fold/fold.ts';
import type { RunState } from '../core/state.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { plainLine } from '../views/text/plain-text.ts';
import { openStore } from '../wire.ts';
import { UsageError } from './usage-error.ts';

/** A run as its log tells it. */
export interface ReadRun {
  state: RunState;
  events: LoggedEvent[];
  /** The log's lines, one an event. */
  lines: string[];
  /** What the run's head file finds wrong with the log, as sentences; null for nothing. */
  damage: string | null;
}

/** Reads and folds a run's log without changing it; a UsageError where it can't be read or begins with no run. */
export async function readRun(run: RunPlace): Promise<ReadRun> {
  const { logPath } = run;
  const { events, lines, damage } = await openStore(run)
    .read()
    .catch((error: Error) => {
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(
        code === undefined ? error.message : `the log ${logPath} can't be opened (${code})`,
      );
    });
  const state = foldRun(events, logPath);
  // Whatever is done by a log is done in the folder of its run, which the id names.
  if (state.runId !== run.runId) {
    throw new UsageError(
      `the log ${logPath} is that of another run (${plainLine(state.runId)}), not of ${run.runId}; nothing was done`,
    );
  }
  return { state, events, lines, damage };
}

/** State of a run from its events; a UsageError where they do not tell of one. */
function foldRun(events: readonly LoggedEvent[], logPath: string): RunState {
  let state: RunState | null;
  try {
    state = foldAll(events);
  } catch (error) {
    throw new UsageError(`the log ${logPath} can't be followed: ${(error as Error).message}`);
  }
  if (state === null) {
    throw new UsageError(`the log ${logPath} has no loop_started: nothing was begun, so start a new run`);
  }
  return state;
}
