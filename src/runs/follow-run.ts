import { fold } from '../core/fold/fold.ts';
import { isClosed } from '../core/phase.ts';
import type { RunState } from '../core/state.ts';
import type { RunPlace } from '../ports/run-place.ts';
import type { LogLine } from '../ports/store.ts';
import { openStore } from '../wire.ts';
import { UsageError } from './usage-error.ts';
import { writerOf } from './writer-of-run.ts';

/** A line of a run's log, with the run before it and after it. */
export interface FollowedLine extends LogLine {
  before: RunState | null;
  after: RunState;
}

/**
 * The lines of a run from its first one on, as they come, until it has ended, no process works on it, or `signal`
 * aborts. Only reads, so that nothing it does reaches the run. Rejects with a UsageError where the log can't be followed.
 */
export async function* followRun(run: RunPlace, signal: AbortSignal): AsyncGenerator<FollowedLine> {
  let state: RunState | null = null;
  const isOver = async () => (state !== null && isClosed(state.phase)) || (await writerOf(run)) === null;
  const lines = openStore(run).follow(isOver, signal);
  try {
    for await (const { line, event } of lines) {
      const before: RunState | null = state;
      const after = fold(before, event);
      state = after;
      yield { line, event, before, after };
    }
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
