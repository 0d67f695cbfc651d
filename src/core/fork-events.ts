import type { LoggedEvent, NewEvent } from './events.ts';

/** An event of the parent's log as the fork's log carries it, with the time it had. */
export interface CopiedEvent {
  event: NewEvent;
  /** Milliseconds since the epoch. */
  at: number;
}

/** What a fork has of its own. */
export interface ForkNames {
  runId: string;
  /** Null where it has none. */
  branch: string | null;
  logPath: string;
}

/**
 * The beginning of a fork's log: the parent's events up to the close of `iteration`, under the fork's own name. Null
 * where the parent did not close that iteration.
 */
export function forkEvents(
  parent: readonly LoggedEvent[],
  iteration: number,
  fork: ForkNames,
): CopiedEvent[] | null {
  const end = parent.findIndex((logged) => closes(logged, iteration));
  if (end === -1) return null;
  const parentId = parent[0]?.event === 'loop_started' ? parent[0].payload.run_id : '';
  return parent.slice(0, end + 1).map((logged) => ({
    at: Date.parse(logged.ts),
    event: renamed(logged, {
      ...fork,
      parentId,
      iteration,
      head: parent[end + 1]?.prev ?? null,
    }),
  }));
}

/** The commit that a run's branch ended with when an iteration closed; null where there was none yet. */
export function commitAtClose(events: readonly LoggedEvent[], iteration: number): string | null {
  let commit: string | null = null;
  for (const logged of events) {
    if (logged.event === 'checkpoint') commit = logged.payload.commit ?? commit;
    if (closes(logged, iteration)) break;
  }
  return commit;
}

function closes({ event, payload }: LoggedEvent, iteration: number): boolean {
  return (event === 'iteration_finished' || event === 'iteration_failed') && payload.iteration === iteration;
}

interface Names extends ForkNames {
  parentId: string;
  iteration: number;
  head: string | null;
}

function renamed(logged: LoggedEvent, names: Names): NewEvent {
  const { runId, branch } = names;
  switch (logged.event) {
    case 'loop_started': {
      const forked_from = { run_id: names.parentId, iteration: names.iteration, log_head: names.head };
      const options = { ...logged.payload.options, log_path: names.logPath };
      return { event: logged.event, payload: { ...logged.payload, run_id: runId, options, forked_from } };
    }
    case 'loop_resumed': {
      const options = { ...logged.payload.options, log_path: names.logPath };
      return { event: logged.event, payload: { ...logged.payload, run_id: runId, options } };
    }
    case 'iteration_started': {
      const { state } = logged.payload;
      const own = { ...state, run_id: runId, branch: state.branch === null ? null : branch };
      return { event: logged.event, payload: { ...logged.payload, state: own } };
    }
    case 'checkpoint':
      return { event: logged.event, payload: { ...logged.payload, branch } };
    case 'loop_stopped':
    case 'loop_failed':
    case 'loop_completed': {
      const { payload } = logged;
      const own = { ...payload, run_id: runId, branch: payload.branch === null ? null : branch };
      return { event: logged.event, payload: own };
    }
    default: {
      const { event, payload } = logged;
      return { event, payload } as NewEvent;
    }
  }
}
