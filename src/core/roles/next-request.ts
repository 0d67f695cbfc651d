import { answerRoom } from '../context/cut-context.ts';
import type { Step } from '../decision.ts';
import { nextStep } from '../role-call.ts';
import type { RoleCall, RunState } from '../state.ts';
import { summarizeEnd } from '../summary.ts';
import { reserve } from '../usage/budget.ts';
import { inputBound } from '../usage/input-bound.ts';
import { hashRequest } from './prompt-hash.ts';
import { buildRequest } from './request.ts';

/** The next request of a role call, with the most that it can come to reserved; or the end of the run, where a budget could break. */
export function nextRequest(call: RoleCall, state: RunState): Step<'call_model' | 'record'> {
  const content = buildRequest(call);
  const admission = reserve(state.spending, state.options, {
    model: call.model,
    inputTokens: inputBound(call, content),
    answerRoom: answerRoom(call, state.options),
  });
  if (!admission.ok) {
    const payload = summarizeEnd(state, admission.reason);
    return { kind: 'record', event: { event: 'loop_stopped', payload } };
  }
  const { reserved } = admission;
  const request = { ...content, max_output_tokens: reserved.output_tokens };
  const place = requestPlace(call, state);
  const payload = { ...place, model: call.model, request_sha256: hashRequest(request), reserved };
  return { kind: 'call_model', place, intent: { event: 'model_request', payload }, request };
}

/** Where in the run the next request of a role call stands. */
export function requestPlace(call: RoleCall, state: RunState) {
  return {
    iteration: state.iteration?.number ?? 0,
    role: call.role,
    step: nextStep(call),
    attempt: call.attempts + 1,
  };
}
