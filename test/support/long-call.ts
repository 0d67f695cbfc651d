import { decide } from '../../src/core/decide.ts';
import type { LoggedEvent, NewEvent, Payload } from '../../src/core/events.ts';
import { fold } from '../../src/core/fold/fold.ts';
import type { ModelAnswer, ModelError, ModelRequest } from '../../src/core/model/model-wire.ts';
import type { RunOptions } from '../../src/core/options.ts';
import type { RunState } from '../../src/core/state.ts';
import { logged, loopStarted, modelEvent } from './pure-run.ts';

export interface PlayedCall {
  /** In the order in which they went out. */
  requests: ModelRequest[];
  /** For each request, the cuts that were made since the one before. */
  cuts: Payload<'context_cut'>[][];
  events: LoggedEvent[];
  state: RunState;
}

/** Plays a planner's call without any I/O until it ends. `outputOf` gives what the n-th tool call of the call prints. */
export function playCall(
  options: RunOptions,
  answer: (request: ModelRequest, step: number) => ModelAnswer | ModelError,
  outputOf: (call: number) => string,
): PlayedCall {
  const played: Omit<PlayedCall, 'state'> = { requests: [], cuts: [], events: [] };
  let state: RunState | null = null;
  let calls = 0;
  let now = 0;
  let cuts: Payload<'context_cut'>[] = [];
  const record = (event: NewEvent): RunState => {
    const line = logged(event, played.events.length + 1, now);
    played.events.push(line);
    return fold(state, line);
  };
  state = record(loopStarted(options));
  for (;;) {
    const decision = decide(state, now);
    if (decision.kind === 'record') {
      const { event } = decision;
      state = record(event);
      if (event.event === 'context_cut') cuts.push(event.payload);
      if (event.event === 'planner_output' || event.event === 'step_failed') return { ...played, state };
      if (event.event === 'loop_stopped') throw new Error('the budget of the run is used up');
    } else if (decision.kind === 'call_model') {
      const { request, intent, place } = decision;
      played.requests.push(request);
      played.cuts.push(cuts);
      cuts = [];
      state = record(intent);
      state = record(modelEvent(decision, answer(request, place.step)));
    } else if (decision.kind === 'run_tool') {
      calls += 1;
      state = record({
        event: 'tool_result',
        payload: {
          ...decision.place,
          output: outputOf(calls),
          exit_code: 0,
          timed_out: false,
          duration_ms: 1,
          tree: null,
          refused: [],
          undelivered: [],
          dependencies_key: null,
        },
      });
    } else if (decision.kind === 'wait') now = decision.until;
    else throw new Error(`a planner's call does not come to ${decision.kind}`);
  }
}
