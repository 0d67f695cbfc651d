import { reserve } from '../core/budget.ts';
import { answerRoom } from '../core/context/cut-context.ts';
import type { NewEvent } from '../core/events.ts';
import { inputBound } from '../core/input-bound.ts';
import type { ModelRequest } from '../core/model-wire.ts';
import { nextStep } from '../core/role-call.ts';
import type { RoleCall, RunState } from '../core/state.ts';
import { summarizeEnd } from '../core/summary.ts';
import { hashRequest } from '../roles/prompt-hash.ts';
import { buildRequest } from '../roles/request.ts';

type RequestEvent = Extract<NewEvent, { event: 'model_request' }>;

/** The next request of a role call, with the event that is written before it goes out; or the end of the run. */
export type NextRequest =
  | { kind: 'send'; request: ModelRequest; event: RequestEvent }
  | { kind: 'stop'; event: NewEvent };

/** Where in the run the next request of a role call stands. */
export function placeOf(call: RoleCall, state: RunState) {
  return {
    iteration: state.iteration?.number ?? 0,
    role: call.role,
    step: nextStep(call),
    attempt: call.attempts + 1,
    model: call.model,
  };
}

/** Builds the next request and reserves the most that it can come to; pure. It is not made where a budget could break. */
export function nextRequest(call: RoleCall, state: RunState): NextRequest {
  const content = buildRequest(call);
  const admission = reserve(
    state.spending,
    state.options,
    call.model,
    inputBound(call, content),
    answerRoom(call, state.options),
  );
  if (!admission.ok) {
    const payload = summarizeEnd(state, admission.reason);
    return { kind: 'stop', event: { event: 'loop_stopped', payload } };
  }
  const { reserved } = admission;
  const request = { ...content, max_output_tokens: reserved.output_tokens };
  const payload = { ...placeOf(call, state), request_sha256: hashRequest(request), reserved };
  return { kind: 'send', request, event: { event: 'model_request', payload } };
}
