import type { LoggedEvent, NewEvent, Payload } from '../events.ts';
import { foldAll } from '../fold/fold.ts';
import { buildRequest } from '../roles/request.ts';
import { summarize } from '../summary.ts';
import { leastTokens } from '../usage/budget.ts';
import { inputBound } from '../usage/input-bound.ts';

/** The tokens that a run's first request may come to at most, with the least room for its answer. */
export function tokensOfFirstRequest(started: Payload<'loop_started'>): number {
  const opening: NewEvent = { event: 'loop_started', payload: started };
  const idle = foldAll([logged(opening, 1)]);
  if (idle === null) return 0;
  const { task: _task, tasks, ...rest } = summarize(idle);
  const state = { ...rest, tasks: tasks.map(({ notes: _notes, ...item }) => item) };
  const model = started.options.models.planner;
  const call = foldAll([
    logged(opening, 1),
    logged({ event: 'iteration_started', payload: { iteration: 1, state } }, 2),
    logged(
      { event: 'role_started', payload: { iteration: 1, role: 'planner', model, tree: started.base_tree } },
      3,
    ),
  ])?.iteration?.roleCall;
  if (!call) return 0;
  return leastTokens(started.options, model, inputBound(call, buildRequest(call)));
}

/** The place and time of an event decide nothing here. */
function logged(event: NewEvent, seq: number): LoggedEvent {
  return { ...event, ts: new Date(0).toISOString(), seq, prev: '' };
}
