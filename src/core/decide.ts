import { agentStep } from './agent/agent-step.ts';
import { cutBeforeRequest } from './context/cut-context.ts';
import { besideStep, checkStep, type Decision, setupStep, toolStep, treeStep } from './decision.ts';
import type { NewEvent } from './events.ts';
import { stepBeforeAnswer } from './evidence/asked-check.ts';
import { baseAhead } from './evidence/base-ahead.ts';
import { mustSetUp } from './evidence/dependency-setup.ts';
import { evidenceFacts, proposedCommand } from './evidence/evidence-facts.ts';
import type { Check } from './evidence/next-evidence.ts';
import { nothing } from './evidence/overlay.ts';
import { reasonsNotToRun } from './evidence/reasons-not-to-run.ts';
import { runsOf } from './evidence/suite-runs.ts';
import { evaluateGates } from './gates.ts';
import { deadlineOf, endAfterIteration, isRefused, stopNow, stopSpending } from './guards.ts';
import { decideJudgement, judgementOnFullDisk } from './judgement.ts';
import { repairRequest } from './model/repair-request.ts';
import { afterModelError, afterUnusableAnswer, type RetryDecision } from './model/retry.ts';
import { isClosed } from './phase.ts';
import { fingerprint } from './progress/fingerprint.ts';
import { noticeDue, noticeText } from './progress/repetition.ts';
import { type CoderOutput, isContent, type PlannerOutput, type Role, type TesterOutput } from './role.ts';
import { currentStep, openToolCalls, readAgentReport, readAnswer, toolsAllowed } from './role-call.ts';
import { nextRequest } from './roles/next-request.ts';
import { takesOver, testerAnswer } from './standing-answer.ts';
import type { Iteration, RoleCall, RunState } from './state.ts';
import { phaseOfEnd, summarizeEnd, summarizeOpening } from './summary.ts';
import type { BudgetReason, StopReason } from './summary-schema.ts';
import { verificationStep } from './verification-step.ts';

/** Names the next step; pure, `now` in milliseconds since the epoch. */
export function decide(state: RunState, now: number): Decision {
  if (isClosed(state.phase)) return { kind: 'end' };
  if (state.judgement !== null) return decideJudgement(state, now);
  const iteration = state.iteration;
  if (iteration?.closed) {
    const reason = endAfterIteration(state);
    if (reason) return end(state, reason);
  }
  const stop = stopNow(state, now);
  if (stop) return end(state, stop);
  if (!iteration || iteration.closed) return nextIteration(state, (iteration?.number ?? 0) + 1);
  return goOn(state, iteration, now);
}

/** The last event of a log whose disk is full: it is so whenever it is, but what is then said follows from the state. */
export function endOnFullDisk(state: RunState, now: number): NewEvent {
  if (state.judgement !== null) return { event: 'judge_finished', payload: judgementOnFullDisk(state, now) };
  return { event: 'loop_stopped', payload: summarizeEnd(state, 'disk_full') };
}

/** The last event of a log whose next request the fleet's ceiling of the day has no room for. */
export function endOnFleetCeiling(state: RunState, reason: BudgetReason): NewEvent {
  return { event: 'loop_stopped', payload: summarizeEnd({ ...state, ceiling: 'fleet' }, reason) };
}

function goOn(state: RunState, iteration: Iteration, now: number): Decision {
  const number = iteration.number;
  if (iteration.failure !== null) {
    if (mustCheckpoint(state, iteration)) return treeStep('checkpoint', state);
    const consecutive_failures = state.consecutiveFailures + 1;
    return record({
      event: 'iteration_failed',
      payload: { iteration: number, error: iteration.failure, consecutive_failures },
    });
  }
  if (mustSetUp(state, number)) return setupStep(state, state.tree, state.dependenciesKey);
  const base = baseAhead(state);
  if (base) return besideStep(base, state);
  if (!iteration.planner && !state.accepting) return advanceRole(state, iteration, 'planner', now);
  const needsRoles = !state.accepting && state.blockedPlans < 2 && !takesOver(state, iteration);
  if (needsRoles) {
    if (!iteration.coder) return advanceRole(state, iteration, 'coder', now);
    if (mustCheckpoint(state, iteration)) return treeStep('checkpoint', state);
    if (!iteration.tester) return advanceRole(state, iteration, 'tester', now);
    if (mustVerify(state, iteration)) return verificationStep(state, number);
    const measurement = measureRefused(state, iteration.tester);
    if (measurement) return checkStep(measurement, state);
  } else if ((state.accepting || iteration.isTakenOver) && mustVerify(state, iteration)) {
    return verificationStep(state, number);
  }
  // What was begun for this iteration is told in it.
  if (state.openChecks.length > 0) return besideStep({ kind: 'await_check' }, state);
  if (!iteration.gates) {
    return record({
      event: 'gate_evaluated',
      payload: { iteration: number, gates: evaluateGates(state, iteration) },
    });
  }
  return record({
    event: 'iteration_finished',
    payload: { iteration: number, fingerprint: fingerprint(state), tree: state.tree },
  });
}

function nextIteration(state: RunState, number: number): Decision {
  return record({
    event: 'iteration_started',
    payload: { iteration: number, state: summarizeOpening(state, number) },
  });
}

function mustCheckpoint(state: RunState, iteration: Iteration): boolean {
  return state.tree !== state.checkpointTree && !iteration.checkpointFailed;
}

function mustVerify(state: RunState, iteration: Iteration): boolean {
  const tester = testerAnswer(state, iteration);
  if (state.options.evidence === 'claimed' || tester === null || !isContent(tester)) return false;
  const last = state.verifications.get(state.tree);
  return last === undefined || last.proposed_command !== proposedCommand(state);
}

/**
 * What is measured about a tree that the tester is not content with, once: facts for the next planner, and no verdict.
 * Null where it is known, or can't be had.
 */
function measureRefused(state: RunState, tester: TesterOutput): Check | null {
  const { options, tree, checkRuns } = state;
  if (isContent(tester) || options.evidence === 'claimed' || options.verify.length === 0) return null;
  if (reasonsNotToRun(evidenceFacts(state)).length > 0) return null;
  if (runsOf(checkRuns, 'candidate', tree, options.verify).length > 0) return null;
  return { check: 'candidate', tree, commands: options.verify, overlay: nothing };
}

function advanceRole(state: RunState, iteration: Iteration, role: Role, now: number): Decision {
  const call = iteration.roleCall;
  if (!call) {
    const { models, agents } = state.options;
    const who = { role, model: models[role], ...(agents[role] === null ? {} : { agent: agents[role] }) };
    return record({
      event: 'role_started',
      payload: { iteration: iteration.number, ...who, tree: state.tree },
    });
  }
  if (call.unhandledError) {
    const mend = repairRequest(call, call.unhandledError, iteration.number, state.options);
    if (mend) return record(mend);
    if (isRefused(call.unhandledError)) return end(state, 'endpoint_refused');
    const decision = afterModelError(call, call.unhandledError, state.options);
    return retryOrFail(iteration, call, decision, call.unhandledError.message);
  }
  if (call.agent !== null) return advanceAgent(state, iteration, call, now);
  const last = call.turns.at(-1);
  if (last?.kind === 'answer') {
    const reading = readAnswer(role, last.answer, toolsAllowed(call, call.turns.length - 1));
    if (reading.kind === 'output') return record(roleOutput(role, iteration.number, reading.output));
    if (reading.kind === 'unusable') {
      const decision = afterUnusableAnswer(call, reading.error, state.options);
      return retryOrFail(iteration, call, decision, reading.error);
    }
  }
  const [toolCall] = openToolCalls(call);
  if (toolCall) return stepBeforeAnswer(call, toolCall, state) ?? toolStep(call, toolCall, state);
  const notice = toolsAllowed(call, call.turns.length) ? noticeDue(call.repetition) : null;
  if (notice) return record(repetitionNotice(iteration, call, notice));
  const hold = stopOrWait(state, call, now);
  if (hold) return hold;
  const cut = cutBeforeRequest(call, state.options);
  if (cut) {
    return record({ event: 'context_cut', payload: { iteration: iteration.number, role, ...cut } });
  }
  return nextRequest(call, state);
}

/** What keeps a further request from going out now: a budget that is used up, or a wait; null for nothing. */
function stopOrWait(state: RunState, call: RoleCall, now: number): Decision | null {
  const exhausted = stopSpending(state);
  if (exhausted) return end(state, exhausted);
  if (call.notBefore === null || now >= call.notBefore) return null;
  return { kind: 'wait', until: Math.min(call.notBefore, deadlineOf(state) ?? call.notBefore) };
}

function advanceAgent(state: RunState, iteration: Iteration, call: RoleCall, now: number): Decision {
  if (call.agentReport === null) return stopOrWait(state, call, now) ?? agentStep(call, state);
  const reading = readAgentReport(call.role, call.agentReport);
  if (reading.kind === 'output') return record(roleOutput(call.role, iteration.number, reading.output));
  const error = reading.kind === 'unusable' ? reading.error : 'the agent asks for tools';
  return retryOrFail(iteration, call, afterUnusableAnswer(call, error, state.options), error);
}

function repetitionNotice(iteration: Iteration, call: RoleCall, notice: 'tell' | 'end'): NewEvent {
  const { repeats } = call.repetition;
  return {
    event: 'repetition_noticed',
    payload: {
      iteration: iteration.number,
      role: call.role,
      step: currentStep(call),
      repeats,
      ends_tools: notice === 'end',
      message: noticeText(notice, repeats),
    },
  };
}

function retryOrFail(iteration: Iteration, call: RoleCall, decision: RetryDecision, error: string): Decision {
  if (decision.kind === 'again') {
    const { delayMs, waits, stated } = decision;
    return record({
      event: 'role_retry',
      payload: {
        iteration: iteration.number,
        role: call.role,
        attempt: call.attempts,
        error,
        delay_ms: delayMs,
        waits,
        stated,
      },
    });
  }
  return record({
    event: 'step_failed',
    payload: { iteration: iteration.number, step: call.role, error: `${call.role}: ${decision.error}` },
  });
}

/** The role's event; `output` has passed the role's schema. */
function roleOutput(role: Role, iteration: number, output: unknown): NewEvent {
  switch (role) {
    case 'planner':
      return { event: 'planner_output', payload: { iteration, ...(output as PlannerOutput) } };
    case 'coder':
      return { event: 'coder_output', payload: { iteration, ...(output as CoderOutput) } };
    case 'tester':
      return { event: 'tester_output', payload: { iteration, ...(output as TesterOutput) } };
  }
}

function end(state: RunState, reason: StopReason): Decision {
  const payload = summarizeEnd(state, reason);
  const phase = phaseOfEnd(reason);
  return record({ event: `loop_${phase}`, payload } as NewEvent);
}

function record(event: NewEvent): Decision {
  return { kind: 'record', event };
}
