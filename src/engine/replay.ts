import { isDeepStrictEqual } from 'node:util';
import { type Decision, decide } from '../core/decide.ts';
import type { LoggedEvent } from '../core/events.ts';
import { fold, foldAll } from '../core/fold/fold.ts';
import { nextStep } from '../core/role-call.ts';
import type { RunState } from '../core/state.ts';
import { summarizeEnd } from '../core/summary.ts';
import { hashPrompts } from '../roles/prompt-hash.ts';
import { nextRequest, placeOf } from './next-request.ts';
import { setupIntent } from './set-up.ts';

/** Where a replay comes to something else than the log says. */
export interface Divergence {
  seq: number;
  event: string;
  recorded: unknown;
  /** What the replay comes to at this place. */
  replayed: unknown;
}

export interface ReplayReport {
  events: number;
  /** Requests whose content was built again and compared. */
  requestsCompared: number;
  /** Requests that were left out, since they were made by other prompts than this version's. */
  requestsOfOtherPrompts: number;
  /** Null where everything is identical. */
  divergence: Divergence | null;
}

/**
 * Plays a run again from its log alone: every decision, request, fingerprint, verdict and gate is computed anew and
 * compared with what was recorded. What the world said (answers, tool results, trees, exit codes) is taken as it is.
 */
export function replay(events: readonly LoggedEvent[]): ReplayReport {
  const report: ReplayReport = {
    events: events.length,
    requestsCompared: 0,
    requestsOfOtherPrompts: 0,
    divergence: null,
  };
  const ownPrompts = hashPrompts();
  let state = foldAll(events.slice(0, 1));
  let samePrompts = false;
  for (const [index, logged] of events.entries()) {
    if (logged.event === 'loop_started' || logged.event === 'loop_resumed') {
      samePrompts = logged.payload.prompts_sha256 === ownPrompts;
    }
    if (logged.event === 'model_request') {
      if (samePrompts) report.requestsCompared += 1;
      else report.requestsOfOtherPrompts += 1;
    }
    if (index === 0 || state === null) continue;
    const expected = expectedAt(state, logged, events[index - 1], samePrompts);
    const recorded = { event: logged.event, payload: logged.payload };
    if (expected !== 'anything' && !isDeepStrictEqual(expected, recorded)) {
      return { ...report, divergence: { ...recordedSide(logged), replayed: expected } };
    }
    state = fold(state, logged);
  }
  return report;
}

function recordedSide(logged: LoggedEvent): Pick<Divergence, 'seq' | 'event' | 'recorded'> {
  return { seq: logged.seq, event: logged.event, recorded: { event: logged.event, payload: logged.payload } };
}

/** The event that must stand here; `anything` where the world decides what it says. */
function expectedAt(
  state: RunState,
  logged: LoggedEvent,
  previous: LoggedEvent | undefined,
  samePrompts: boolean,
): unknown {
  switch (logged.event) {
    // These come from outside, at any time.
    case 'stop_requested':
    case 'log_recovered':
    case 'loop_resumed':
      return 'anything';
    // These tell of the world; they must follow the step that asked for them.
    case 'model_response':
    case 'model_error':
      return previous?.event === 'model_request'
        ? 'anything'
        : decidedBy(decide(state, state.lastEventAt), state);
    case 'tool_result':
      return previous?.event === 'tool_call'
        ? 'anything'
        : decidedBy(decide(state, state.lastEventAt), state);
    case 'checkpoint':
      return decide(state, state.lastEventAt).kind === 'checkpoint'
        ? 'anything'
        : decidedBy(decide(state, Date.parse(logged.ts)), state);
    case 'setup_result':
      return previous?.event === 'setup_started'
        ? 'anything'
        : decidedBy(decide(state, state.lastEventAt), state);
    case 'check_result':
      return previous?.event === 'check_started'
        ? 'anything'
        : decidedBy(decide(state, state.lastEventAt), state);
    case 'evidence_trees':
      return decide(state, state.lastEventAt).kind === 'build_trees'
        ? 'anything'
        : decidedBy(decide(state, Date.parse(logged.ts)), state);
    case 'loop_stopped':
      // The disk is full whenever it is, but what the run then says follows from its state.
      if (logged.payload.stop_reason === 'disk_full') {
        return { event: logged.event, payload: summarizeEnd(state, 'disk_full') };
      }
      if (!samePrompts) return stopOfOtherPrompts(state, logged);
      break;
    case 'step_failed':
      if (isOutcome(state, logged.payload.step, previous)) return 'anything';
      break;
    case 'model_request':
      if (!samePrompts) return requestOfOtherPrompts(state, logged);
      break;
    default:
      break;
  }
  return decidedBy(decide(state, Date.parse(logged.ts)), state);
}

/** Whether a failed step tells of the world (a tool, git, the verification) and not of a decision about answers. */
function isOutcome(state: RunState, step: string, previous: LoggedEvent | undefined): boolean {
  if (step === 'checkpoint') return decide(state, state.lastEventAt).kind === 'checkpoint';
  if (step === 'setup') return previous?.event === 'setup_started';
  if (step === 'verification') {
    const builds = decide(state, state.lastEventAt).kind === 'build_trees';
    return builds || previous?.event === 'check_started';
  }
  return previous?.event === 'tool_call';
}

/** Other prompts make other requests, and with that other reservations. */
function requestOfOtherPrompts(
  state: RunState,
  { payload, ts }: Extract<LoggedEvent, { event: 'model_request' }>,
): unknown {
  const decision = decide(state, Date.parse(ts));
  if (decision.kind !== 'call_model') return decidedBy(decision, state);
  const { request_sha256, reserved } = payload;
  return { event: 'model_request', payload: { ...placeOf(decision.call, state), request_sha256, reserved } };
}

/** The end of a run that could not afford a request of other prompts. */
function stopOfOtherPrompts(
  state: RunState,
  { payload, ts }: LoggedEvent & { event: 'loop_stopped' },
): unknown {
  const decision = decide(state, Date.parse(ts));
  const { stop_reason: reason } = payload;
  const isBudget = reason === 'token_budget_exhausted' || reason === 'cost_budget_exhausted';
  if (decision.kind !== 'call_model' || !isBudget) return decidedBy(decision, state);
  return { event: 'loop_stopped', payload: summarizeEnd(state, reason) };
}

/** The event that a decision leads to next, or the decision itself where no event follows at once. */
function decidedBy(decision: Decision, state: RunState): unknown {
  const iteration = state.iteration?.number ?? 0;
  switch (decision.kind) {
    case 'record':
      return decision.event;
    case 'call_model':
      return nextRequest(decision.call, state).event;
    case 'run_tool': {
      const { call, toolCall } = decision;
      const { call_id, name, arguments: text } = toolCall;
      const step = nextStep(call) - 1;
      return {
        event: 'tool_call',
        payload: { iteration, role: call.role, step, call_id, name, arguments: text },
      };
    }
    case 'set_up':
      return { event: 'setup_started', payload: setupIntent(decision, iteration) };
    case 'check': {
      const { check, tree, commands } = decision;
      return { event: 'check_started', payload: { iteration, check, tree, commands: [...commands] } };
    }
    default:
      return { decision: decision.kind };
  }
}
