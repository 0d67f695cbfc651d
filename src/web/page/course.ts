import type { LoggedEvent } from '../../core/events.ts';
import { fold } from '../../core/fold/fold.ts';
import type { RunState } from '../../core/state.ts';

const eventsBetweenMarks = 64;

/** A run's events with the state after each of them. */
export interface Course {
  events: readonly LoggedEvent[];
  /** The state after the first `count` events; null for none. */
  stateAfter(count: number): RunState | null;
  add(event: LoggedEvent): void;
}

/** Folds the events once, and keeps a state now and then, so that each moment is near to one. */
export function courseOf(first: readonly LoggedEvent[]): Course {
  const events: LoggedEvent[] = [];
  const marks: (RunState | null)[] = [null];
  let last: RunState | null = null;
  const add = (event: LoggedEvent) => {
    last = fold(last, event);
    events.push(event);
    if (events.length % eventsBetweenMarks === 0) marks.push(last);
  };
  for (const event of first) add(event);
  return {
    events,
    add,
    stateAfter: (count) => {
      if (count >= events.length) return last;
      const mark = Math.floor(count / eventsBetweenMarks);
      let state = marks[mark] ?? null;
      for (const event of events.slice(mark * eventsBetweenMarks, count)) state = fold(state, event);
      return state;
    },
  };
}
