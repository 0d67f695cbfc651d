import { afterAnswer, afterCut, afterModelSwitch, afterText } from '../context/call-context.ts';
import type { Payload } from '../events.ts';
import { priceOf } from '../options.ts';
import { startRoleCall } from '../role-call.ts';
import type { RunState, Turn } from '../state.ts';
import { chargeReservation, openRequest, releaseReservation, takeUsage } from '../usage/usage.ts';
import { inRoleCall, openRoleCall, withIteration } from './open-step.ts';

/** What a role call's failed tries have used up, given back. */
export const untried = {
  retriesUsed: 0,
  waitedMs: 0,
  waitsInARow: 0,
  notBefore: null,
  unhandledError: null,
};

/** A role call is under way, and knows the state in which it began. */
export function takeRoleStart(state: RunState, started: Payload<'role_started'>): RunState {
  return withIteration(state, { roleCall: startRoleCall(started, state) });
}

/** A request goes out, with its worst case reserved. */
export function takeRequest(state: RunState, request: Payload<'model_request'>): RunState {
  return inRoleCall({ ...state, spending: openRequest(state.spending, request.reserved) }, () => ({
    attempts: request.attempt,
    notBefore: null,
  }));
}

/** The request's answer is a turn of the call, and what it used is spent. */
export function takeAnswer(state: RunState, answer: Payload<'model_response'>): RunState {
  const call = openRoleCall(state);
  const spending = takeUsage(state.spending, answer.usage, priceOf(state.options, call.model));
  return inRoleCall({ ...state, spending }, () => ({
    turns: [...call.turns, { kind: 'answer', answer }],
    context: afterAnswer(call.context, answer, call.turns.length === 0),
    unhandledError: null,
    waitsInARow: 0,
  }));
}

/** The request brought no answer; what was reserved for it counts as spent where it may be billed. */
export function takeModelError(state: RunState, error: Payload<'model_error'>): RunState {
  const settle = error.may_be_billed ? chargeReservation : releaseReservation;
  return inRoleCall({ ...state, spending: settle(state.spending) }, () => ({ unhandledError: error }));
}

/** The call's context was cut; an error that this was decided about needs nothing more. */
export function cutContext(state: RunState, cut: Payload<'context_cut'>): RunState {
  return inRoleCall(state, ({ context }) => ({ context: afterCut(context, cut), unhandledError: null }));
}

/** Another model takes the call over, and has all tries again. */
export function switchModel(state: RunState, fallback: Payload<'model_fallback'>): RunState {
  return inRoleCall(state, (call) => ({
    model: fallback.to,
    turnsOfOtherModel: call.turns.length,
    context: afterModelSwitch(call.context),
    ...untried,
  }));
}

/** The call is tried again; `at` is when that was decided, in milliseconds since the epoch. */
export function retryRole(state: RunState, retry: Payload<'role_retry'>, at: number): RunState {
  // What it came to says how often that was.
  if (openRoleCall(state).agentIsAtWork) return state;
  return inRoleCall(state, (call) => {
    const correction: Turn[] = call.unhandledError ? [] : [{ kind: 'correction', error: retry.error }];
    return {
      turns: [...call.turns, ...correction],
      context: correction.length > 0 ? afterText(call.context, retry.error) : call.context,
      unhandledError: null,
      agentReport: null,
      notBefore: retry.delay_ms > 0 ? at + retry.delay_ms : null,
      retriesUsed: call.retriesUsed + (retry.waits ? 0 : 1),
      waitedMs: call.waitedMs + (retry.waits && !retry.stated ? retry.delay_ms : 0),
      waitsInARow: call.waitsInARow + (retry.waits ? 1 : 0),
    };
  });
}
