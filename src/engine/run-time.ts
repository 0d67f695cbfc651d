import { deadlineOf } from '../core/guards.ts';
import type { RunState } from '../core/state.ts';
import type { Clock } from '../ports/clock.ts';

/** The time of a run, for what is decided and for what is cut short alike. */
export interface RunTime {
  /** Milliseconds since the epoch; never goes back, nor before an event of the log. */
  now(): number;
  /** Aborts when the run's time is over. From then on `now` is beyond its end: the guard surely agrees. */
  readonly signal: AbortSignal;
  /** Ends the watch over the run's time. */
  cancel(): void;
}

const longestTimerMs = 2 ** 31 - 1;

/**
 * Watches over the time of a run. Whatever the clock does, a step is cut short only where the next decision ends the
 * run: a step that is cut short and then decided anew would be paid for twice.
 */
export function watchTime(clock: Clock, state: () => RunState): RunTime {
  // The clock may have been set back since an earlier process wrote to the log.
  const behindMs = Math.max(0, state().lastEventAt - clock.now());
  let latest = 0;
  const now = () => {
    latest = Math.max(latest, clock.now() + behindMs, state().lastEventAt);
    return latest;
  };
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const deadline = deadlineOf(state());
    if (deadline === null) return;
    const leftMs = deadline - now();
    if (leftMs <= 0) controller.abort(new Error('the time limit is reached'));
    else timer = setTimeout(look, Math.min(Math.ceil(leftMs), longestTimerMs));
  };
  look();
  return { now, signal: controller.signal, cancel: () => clearTimeout(timer) };
}
