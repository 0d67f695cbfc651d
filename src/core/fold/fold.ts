import type { LoggedEvent } from '../events.ts';
import type { Role } from '../role.ts';
import type { RunState } from '../state.ts';
import { takeAgentRequest, takeAgentResult } from './agent-work.ts';
import { takeCheckpoint } from './checkpoint.ts';
import {
  takeCheckResult,
  takeChecksAhead,
  takeChecksDropped,
  takeEvidenceTrees,
  takeVerification,
} from './evidence.ts';
import { failIteration, failStep, finishIteration, takeGates, takeIterationStart } from './iteration.ts';
import { takeJudgementEnd, takeJudgementStart } from './judgement-life.ts';
import { takeCoderOutput, takePlan, takeTesterOutput } from './role-output.ts';
import {
  cutContext,
  retryRole,
  switchModel,
  takeAnswer,
  takeModelError,
  takeRequest,
  takeRoleStart,
} from './role-turns.ts';
import { endRun, requestStop } from './run-end.ts';
import { resumeRun } from './run-resume.ts';
import { takeRunStart } from './run-start.ts';
import { takeSetup } from './setup.ts';
import { noticeRepetition, takeToolResult } from './tool-result.ts';

/** State after the whole log; null for an empty one. Throws where an event can't follow the ones before. */
export function foldAll(events: Iterable<LoggedEvent>): RunState | null {
  let state: RunState | null = null;
  for (const event of events) state = fold(state, event);
  return state;
}

/** State after one more event; only `loop_started` or `judge_started` may be first. */
export function fold(state: RunState | null, logged: LoggedEvent): RunState {
  const at = Date.parse(logged.ts);
  if (logged.event === 'loop_started') {
    if (state) throw new Error('loop_started can only be the first event');
    return takeRunStart(logged.payload, at);
  }
  if (logged.event === 'judge_started') {
    if (state) throw new Error('judge_started can only be the first event');
    return takeJudgementStart(logged.payload, at);
  }
  if (!state) throw new Error(`the log begins with ${logged.event} instead of loop_started`);
  // Written by a later process, before its loop_resumed: the time in between is not time worked.
  if (logged.event === 'log_recovered') return state;
  return { ...apply(state, logged, at), lastEventAt: at };
}

/** An event that neither begins a log nor is about the log itself. */
type LaterEvent = Exclude<LoggedEvent, { event: 'loop_started' | 'judge_started' | 'log_recovered' }>;

/** An event of a role call. */
type CallEvent = Extract<LaterEvent, { payload: { role: Role } }>;

function isOfCall(logged: LaterEvent): logged is CallEvent {
  return 'role' in logged.payload;
}

function applyInCall(state: RunState, logged: CallEvent, at: number): RunState {
  switch (logged.event) {
    case 'tool_call':
    case 'agent_update':
      return state;
    case 'role_started':
      return takeRoleStart(state, logged.payload);
    case 'model_request':
      return takeRequest(state, logged.payload);
    case 'model_response':
      return takeAnswer(state, logged.payload);
    case 'model_error':
      return takeModelError(state, logged.payload);
    case 'context_cut':
      return cutContext(state, logged.payload);
    case 'model_fallback':
      return switchModel(state, logged.payload);
    case 'role_retry':
      return retryRole(state, logged.payload, at);
    case 'tool_result':
      return takeToolResult(state, logged.payload);
    case 'repetition_noticed':
      return noticeRepetition(state, logged.payload);
    case 'agent_request':
      return takeAgentRequest(state, logged.payload);
    case 'agent_result':
      return takeAgentResult(state, logged.payload);
  }
}

function apply(state: RunState, logged: LaterEvent, at: number): RunState {
  if (isOfCall(logged)) return applyInCall(state, logged, at);
  switch (logged.event) {
    case 'setup_started':
    case 'check_started':
      return state;
    case 'loop_resumed':
      return resumeRun(state, logged.payload, at);
    case 'stop_requested':
      return requestStop(state, logged.payload);
    case 'iteration_started':
      return takeIterationStart(state, logged.payload);
    case 'planner_output':
      return takePlan(state, logged.payload);
    case 'coder_output':
      return takeCoderOutput(state, logged.payload);
    case 'tester_output':
      return takeTesterOutput(state, logged.payload);
    case 'step_failed':
      return failStep(state, logged.payload);
    case 'checkpoint':
      return takeCheckpoint(state, logged.payload);
    case 'setup_result':
      return takeSetup(state, logged.payload);
    case 'evidence_trees':
      return takeEvidenceTrees(state, logged.payload);
    case 'checks_ahead':
      return takeChecksAhead(state, logged.payload);
    case 'checks_dropped':
      return takeChecksDropped(state, logged.payload);
    case 'check_result':
      return takeCheckResult(state, logged.payload);
    case 'verification_result':
      return takeVerification(state, logged.payload);
    case 'gate_evaluated':
      return takeGates(state, logged.payload);
    case 'iteration_finished':
      return finishIteration(state, logged.payload);
    case 'iteration_failed':
      return failIteration(state, logged.payload);
    case 'judge_finished':
      return takeJudgementEnd(state, logged.payload);
    case 'loop_completed':
    case 'loop_stopped':
    case 'loop_failed':
      return endRun(state, logged.payload);
  }
}
