import type { LoggedEvent } from '../../core/events.ts';
import { fold } from '../../core/fold/fold.ts';
import type { RunState } from '../../core/state.ts';
import { type CostCourse, costFold } from '../../views/course/costs.ts';
import { type EventFold, growing, type Shown } from '../../views/course/event-fold.ts';
import { type GateCourse, gateFold } from '../../views/course/gate-course.ts';
import { type MeasuredTests, testFold } from '../../views/course/tests-by-iteration.ts';
import { type Timeline, timelineFold } from '../../views/course/timeline.ts';

/** A state keeps what only it holds: with more of them the tab grows, with fewer the slider lags. */
const eventsBetweenMarks = 256;

/** What the last events of some kinds say. */
export interface LastSaid {
  /** The last iteration that has closed; null for none. */
  closedIteration: number | null;
  /** Changed tests and configuration. */
  markedPaths: ReadonlySet<string>;
}

/** A run's events, and what they come to after the first `count` of them. */
export interface Course {
  events: readonly LoggedEvent[];
  add(event: LoggedEvent): void;
  /** Null for no events. */
  stateAfter(count: number): RunState | null;
  timelineAfter(count: number): Shown<Timeline>;
  costsAfter(count: number): Shown<CostCourse>;
  gatesAfter(count: number): Shown<GateCourse>;
  testsAfter(count: number): Shown<MeasuredTests>;
  lastSaidAfter(count: number): Shown<LastSaid>;
}

/**
 * Folds each event once while the run is followed, and keeps a state now and then, so that each moment is near to one.
 */
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
    timelineAfter: growing(timelineFold, events),
    costsAfter: growing(costFold, events),
    gatesAfter: growing(gateFold, events),
    testsAfter: growing(testFold, events),
    lastSaidAfter: growing(lastSaidFold, events),
  };
}

const lastSaidFold: EventFold<LastSaid> = {
  begin: () => ({ closedIteration: null, markedPaths: new Set() }),
  take: (said, { event, payload }) => {
    if (event === 'iteration_finished') said.closedIteration = payload.iteration;
    else if (event !== 'evidence_trees') return false;
    else said.markedPaths = new Set(payload.protected_changes.map(({ path }) => path));
    return true;
  },
};
