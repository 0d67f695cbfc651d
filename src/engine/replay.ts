import { isDeepStrictEqual } from 'node:util';
import { decide, endOnFleetCeiling, endOnFullDisk } from '../core/decide.ts';
import { eventOf } from '../core/decision.ts';
import type { LoggedEvent, NewEvent } from '../core/events.ts';
import { type CheckPlace, isSameCheck } from '../core/evidence/suite-runs.ts';
import { fold, foldAll } from '../core/fold/fold.ts';
import { stopSpending } from '../core/guards.ts';
import { mayFollowCheck } from '../core/may-follow-check.ts';
import { requestPlace } from '../core/roles/next-request.ts';
import { hashPrompts } from '../core/roles/prompt-hash.ts';
import type { RunState } from '../core/state.ts';
import {
  announcedBy,
  isFromOutside,
  isOutcomeOf,
  isToldMeanwhile,
  isUnannouncedOutcome,
  mayBeToldMeanwhile,
  steps,
} from '../core/steps.ts';
import { summarizeEnd } from '../core/summary.ts';
import type { BudgetReason } from '../core/summary-schema.ts';

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
    if (logged.event === 'model_request' || logged.event === 'agent_request') {
      if (samePrompts) report.requestsCompared += 1;
      else report.requestsOfOtherPrompts += 1;
    }
    if (index === 0 || state === null) continue;
    const { event, payload } = logged;
    if (!isFromOutside(event) && !isToldByTheWorld(state, logged, precedingStep(events, index))) {
      const replayed = expectedAt(state, logged, samePrompts);
      const recorded = { event, payload };
      if (!isDeepStrictEqual(replayed, recorded)) {
        return { ...report, divergence: { seq: logged.seq, event, recorded, replayed } };
      }
    }
    state = fold(state, logged);
  }
  return report;
}

/** The event before this one, past what was told of a step while it was under way: that may be what announced the step. */
function precedingStep(events: readonly LoggedEvent[], index: number): LoggedEvent | undefined {
  let at = index - 1;
  while (mayBeToldMeanwhile(events[at])) at -= 1;
  const announcing = events[at];
  const kind = announcing ? announcedBy(announcing.event) : null;
  return announcing && kind ? announcing : events[index - 1];
}

/** Whether an event is the outcome of the step that stands open: of the one just announced, or of one that never is. */
function isToldByTheWorld(state: RunState, logged: LoggedEvent, previous: LoggedEvent | undefined): boolean {
  const announced = previous === undefined ? null : announcedBy(previous.event);
  if (previous && announced && steps[announced].outcomes.length > 0) {
    const { payload } = previous;
    return isToldMeanwhile(announced, payload, logged) || isOutcomeOf(announced, payload, logged);
  }
  const isOpen = (open: readonly CheckPlace[], result: CheckPlace) =>
    open.some((one) => isSameCheck(one, result));
  if (!isUnannouncedOutcome(logged)) return false;
  // It was written later than it was decided.
  const decision = decide(state, state.lastEventAt);
  if (logged.event === 'check_result' && mayFollowCheck(state, decision))
    return isOpen(state.openChecks, logged.payload);
  if (!('place' in decision) || !isOutcomeOf(decision.kind, decision.place, logged)) return false;
  if (decision.kind !== 'await_check' || logged.event !== 'check_result') return true;
  return isOpen(decision.open, logged.payload);
}

/** The event that must stand here. */
function expectedAt(state: RunState, logged: LoggedEvent, samePrompts: boolean): unknown {
  const isEnd = logged.event === 'loop_stopped' || logged.event === 'judge_finished';
  if (isEnd && logged.payload.stop_reason === 'disk_full') return endOnFullDisk(state, Date.parse(logged.ts));
  const decision = decide(state, Date.parse(logged.ts));
  const endedByFleet = logged.event === 'loop_stopped' && logged.payload.ceiling === 'fleet';
  const reason = endedByFleet ? budgetReason(logged) : null;
  const isPaid = decision.kind === 'call_model' || decision.kind === 'call_agent';
  if (reason !== null && isPaid) return endOnFleetCeiling(state, reason);
  const expected = samePrompts ? eventOf(decision) : ofOtherPrompts(eventOf(decision), state, logged);
  return expected ?? { decision: decision.kind };
}

/**
 * The event that must stand here, where the requests were other prompts': with another hash and another reservation,
 * or none where the budget had no room for it, or had room where it has none for this version's.
 */
function ofOtherPrompts(expected: NewEvent | null, state: RunState, logged: LoggedEvent): NewEvent | null {
  const call = state.iteration?.roleCall;
  if (!call || !dependsOnPrompts(expected, state)) return expected;
  if (logged.event === 'agent_request' && expected?.event === 'agent_request') {
    const { prompt_sha256 } = logged.payload;
    return { event: logged.event, payload: { ...expected.payload, prompt_sha256 } };
  }
  if (logged.event === 'model_request') {
    const { request_sha256, reserved } = logged.payload;
    const place = { ...requestPlace(call, state), model: call.model };
    return { event: logged.event, payload: { ...place, request_sha256, reserved } };
  }
  const reason = budgetReason(logged);
  return reason === null ? expected : { event: 'loop_stopped', payload: summarizeEnd(state, reason) };
}

/** Whether an event is a request, or stands in the place of one that there was no budget for. */
function dependsOnPrompts(expected: NewEvent | null, state: RunState): boolean {
  if (expected?.event === 'model_request' || expected?.event === 'agent_request') return true;
  return expected !== null && budgetReason(expected) !== null && stopSpending(state) === null;
}

/** The budget that ended the run by this event; null for any other. */
function budgetReason({ event, payload }: NewEvent): BudgetReason | null {
  if (event !== 'loop_stopped') return null;
  const { stop_reason: reason } = payload;
  return reason === 'token_budget_exhausted' || reason === 'cost_budget_exhausted' ? reason : null;
}
