import { afterAnswer, afterCut, afterModelSwitch, afterText } from './context/call-context.ts';
import type { LoggedEvent, Payload } from './events.ts';
import { addRuns } from './evidence/check.ts';
import type { CandidateTrees } from './evidence/facts.ts';
import { fingerprint } from './fingerprint.ts';
import { priceOf } from './options.ts';
import { isClosed, transition } from './phase.ts';
import { addToolFact, type ToolFact, told } from './repetition.ts';
import { startRoleCall } from './role-call.ts';
import { hasSucceeded } from './setup.ts';
import { afterIteration, noStandstill } from './standstill.ts';
import type { Iteration, RoleCall, RunState, Turn } from './state.ts';
import { chargeReservation, nothingSpent, openRequest, releaseReservation, takeUsage } from './usage.ts';
import { addFollowUps, type ItemsChange, isOpen, planItems, reportItems } from './work-item.ts';

/** The part of a logged event that state depends on. */
export type FoldedEvent = Pick<LoggedEvent, 'event' | 'payload' | 'ts'>;

/** How many errors a summary keeps; older ones stay in the log. */
const keptErrors = 20;

/** State after the whole log; null for an empty one. Throws where an event can't follow the ones before. */
export function foldAll(events: Iterable<LoggedEvent>): RunState | null {
  let state: RunState | null = null;
  for (const event of events) state = fold(state, event);
  return state;
}

/** State after one more event; only `loop_started` may be first. */
export function fold(state: RunState | null, logged: LoggedEvent): RunState {
  const at = Date.parse(logged.ts);
  if (logged.event === 'loop_started') {
    if (state) throw new Error('loop_started can only be the first event');
    return begin(logged.payload, at);
  }
  if (!state) throw new Error(`the log begins with ${logged.event} instead of loop_started`);
  // Written by a later process, before its loop_resumed: the time in between is not time worked.
  if (logged.event === 'log_recovered') return state;
  return { ...apply(state, logged, at), lastEventAt: at };
}

function begin(started: Payload<'loop_started'>, at: number): RunState {
  return {
    runId: started.run_id,
    task: started.task,
    notes: [],
    options: started.options,
    guidance: started.guidance,
    baseCommit: started.base_commit,
    baseTree: started.base_tree,
    phase: 'idle',
    stopReason: null,
    stopRequested: null,
    workedMs: 0,
    processStartedAt: at,
    lastEventAt: at,
    items: [],
    doneFlag: false,
    testsPassed: false,
    failingTests: [],
    tree: started.base_tree,
    refused: [],
    checkpointTree: started.base_tree,
    baseDependenciesKey: started.dependencies_key,
    dependenciesKey: started.dependencies_key,
    setups: new Map(),
    commit: null,
    branch: null,
    artifacts: [],
    consecutiveFailures: 0,
    noProgressIterations: 0,
    standstill: noStandstill,
    blockedPlans: 0,
    closingFingerprints: new Set(),
    verifications: new Map(),
    evidenceTrees: new Map(),
    checkRuns: new Map(),
    reviewableIterations: 0,
    accepting: false,
    iteration: null,
    previousIteration: null,
    spending: nothingSpent,
    errors: [],
  };
}

function apply(state: RunState, logged: LoggedEvent, at: number): RunState {
  switch (logged.event) {
    case 'loop_started':
    case 'log_recovered':
    case 'setup_started':
    case 'check_started':
    case 'tool_call':
      return state;
    case 'loop_resumed':
      return resume(state, logged.payload, at);
    case 'stop_requested':
      return { ...state, stopRequested: logged.payload.signal };
    case 'iteration_started':
      return startIteration(state, logged.payload.iteration);
    case 'role_started':
      return inIteration(state, {
        roleCall: startRoleCall(logged.payload.role, logged.payload.model, logged.payload.tree, state),
      });
    case 'model_request':
      return inRoleCall({ ...state, spending: openRequest(state.spending, logged.payload.reserved) }, () => ({
        attempts: logged.payload.attempt,
        notBefore: null,
      }));
    case 'model_response':
      return takeAnswer(state, logged.payload);
    case 'model_error':
      return takeModelError(state, logged.payload);
    case 'context_cut':
      return inRoleCall(state, ({ context }) => ({
        context: afterCut(context, logged.payload),
        unhandledError: null,
      }));
    case 'model_fallback':
      return inRoleCall(state, (call) => ({
        model: logged.payload.to,
        turnsOfOtherModel: call.turns.length,
        context: afterModelSwitch(call.context),
        ...untried,
      }));
    case 'role_retry':
      return retryRole(state, logged.payload, at);
    case 'tool_result':
      return takeToolResult(state, logged.payload);
    case 'repetition_noticed': {
      const { message: text, ends_tools: endsTools } = logged.payload;
      return inRoleCall(state, (call) => ({
        turns: [...call.turns, { kind: 'notice', text, endsTools }],
        context: afterText(call.context, text),
        repetition: told(call.repetition),
      }));
    }
    case 'planner_output':
      return takePlan(state, logged.payload);
    case 'coder_output':
      return takeCoderOutput(state, logged.payload);
    case 'tester_output':
      return takeTesterOutput(state, logged.payload);
    case 'step_failed':
      return inIteration(state, {
        roleCall: null,
        failure: logged.payload.error,
        ...(logged.payload.step === 'checkpoint' ? { checkpointFailed: true } : {}),
      });
    case 'checkpoint':
      return {
        ...state,
        checkpointTree: logged.payload.tree,
        commit: logged.payload.commit ?? state.commit,
        branch: logged.payload.branch ?? state.branch,
        artifacts: logged.payload.files,
        dependenciesKey: logged.payload.dependencies_key,
      };
    case 'setup_result':
      return takeSetup(state, logged.payload);
    case 'evidence_trees': {
      const { tree, restored_tree, undone_tree, protected_changes, base_has_tests, go_packages } =
        logged.payload;
      const goPackages = go_packages.map(({ import_path, folder, name }) => {
        return { importPath: import_path, folder, name };
      });
      const trees = {
        restored: restored_tree,
        undone: undone_tree,
        changes: protected_changes,
        baseHasTests: base_has_tests,
        goPackages,
        changedLines: logged.payload.changed_lines,
      };
      return { ...state, evidenceTrees: new Map(state.evidenceTrees).set(tree, trees) };
    }
    case 'check_result': {
      const { check, tree, commands, runs } = logged.payload;
      return { ...state, checkRuns: addRuns(state.checkRuns, check, tree, commands, runs) };
    }
    case 'verification_result':
      return {
        ...state,
        verifications: new Map(state.verifications).set(logged.payload.tree, logged.payload),
        failingTests: logged.payload.failing_tests,
      };
    case 'gate_evaluated': {
      const testsPassed = logged.payload.gates.some((gate) => gate.name === 'tests_passed' && gate.met);
      return { ...inIteration(state, { gates: logged.payload.gates }), testsPassed };
    }
    case 'iteration_finished':
      return finishIteration(state, logged.payload);
    case 'iteration_failed':
      return failIteration(state, logged.payload);
    case 'loop_completed':
    case 'loop_stopped':
    case 'loop_failed':
      return {
        ...state,
        phase: transition(state.phase, logged.payload.phase),
        stopReason: logged.payload.stop_reason,
      };
  }
}

/**
 * A new process goes on, perhaps with other limits. After a closing event the counts that ended the run start again;
 * after a crash they stay, so that the run ends as it would have without one.
 */
function resume(state: RunState, resumed: Payload<'loop_resumed'>, at: number): RunState {
  const next: RunState = {
    ...state,
    options: resumed.options,
    notes: resumed.note === null ? state.notes : [...state.notes, resumed.note],
    phase: phaseOfOpenStep(state.iteration),
    stopReason: null,
    stopRequested: null,
    workedMs: state.workedMs + (state.lastEventAt - state.processStartedAt),
    processStartedAt: at,
    // What was made may be gone; what is still there is found at once.
    setups: new Map(),
    accepting: state.accepting && !isClosed(state.phase),
  };
  if (resumed.accepted_changes !== null) return reopenForReview(next);
  if (!isClosed(state.phase)) return next;
  const call = state.iteration?.roleCall;
  const counts = {
    consecutiveFailures: 0,
    noProgressIterations: 0,
    blockedPlans: 0,
    standstill: noStandstill,
    reviewableIterations: 0,
  };
  if (!call) return { ...next, ...counts };
  return inIteration({ ...next, ...counts }, { roleCall: { ...call, ...untried } });
}

/** What a role call's failed tries have used up, given back. */
const untried = { retriesUsed: 0, waitedMs: 0, waitsInARow: 0, notBefore: null, unhandledError: null };

/** The last iteration is judged again: its tree is measured with other files put back, all else stands. */
function reopenForReview(state: RunState): RunState {
  const verifications = new Map(state.verifications);
  verifications.delete(state.tree);
  const reopened = {
    ...state,
    phase: 'testing',
    verifications,
    evidenceTrees: new Map<string, CandidateTrees>(),
    accepting: true,
  } as const;
  if (!state.iteration) throw new Error('a run without an iteration has nothing to review');
  return { ...reopened, iteration: { ...state.iteration, failure: null, gates: null, closed: null } };
}

function phaseOfOpenStep(iteration: Iteration | null): RunState['phase'] {
  if (!iteration) return 'idle';
  if (iteration.closed === 'failed' || !iteration.planner) return 'planning';
  return iteration.coder ? 'testing' : 'coding';
}

function startIteration(state: RunState, number: number): RunState {
  return {
    ...state,
    phase: transition(state.phase, 'planning'),
    previousIteration: state.iteration,
    iteration: {
      number,
      openingFingerprint: fingerprint(state),
      planner: null,
      coder: null,
      tester: null,
      roleCall: null,
      failure: null,
      checkpointFailed: false,
      gates: null,
      closed: null,
    },
  };
}

function takeAnswer(state: RunState, answer: Payload<'model_response'>): RunState {
  const call = openRoleCall(state);
  const spending = takeUsage(state.spending, answer.usage, priceOf(state.options, call.model));
  return inRoleCall({ ...state, spending }, () => ({
    turns: [...call.turns, { kind: 'answer', answer }],
    context: afterAnswer(call.context, answer, call.turns.length === 0),
    unhandledError: null,
    waitsInARow: 0,
  }));
}

function takeModelError(state: RunState, error: Payload<'model_error'>): RunState {
  const settle = error.may_be_billed ? chargeReservation : releaseReservation;
  return inRoleCall({ ...state, spending: settle(state.spending) }, () => ({ unhandledError: error }));
}

function retryRole(state: RunState, retry: Payload<'role_retry'>, at: number): RunState {
  return inRoleCall(state, (call) => {
    const correction: Turn[] = call.unhandledError ? [] : [{ kind: 'correction', error: retry.error }];
    return {
      turns: [...call.turns, ...correction],
      context: correction.length > 0 ? afterText(call.context, retry.error) : call.context,
      unhandledError: null,
      notBefore: retry.delay_ms > 0 ? at + retry.delay_ms : null,
      retriesUsed: call.retriesUsed + (retry.waits ? 0 : 1),
      waitedMs: call.waitedMs + (retry.waits ? retry.delay_ms : 0),
      waitsInARow: call.waitsInARow + (retry.waits ? 1 : 0),
    };
  });
}

function takeToolResult(state: RunState, result: Payload<'tool_result'>): RunState {
  const next = inRoleCall(state, (call) => ({
    turns: [...call.turns, { kind: 'tool_result', callId: result.call_id, output: result.output }],
    context: afterText(call.context, result.output),
    repetition: addToolFact(call.repetition, toolFact(call, result)),
    tree: result.tree ?? call.tree,
  }));
  if (result.role !== 'coder' || result.tree === null) return next;
  const failingTests = result.tree === state.tree ? state.failingTests : [];
  return { ...next, tree: result.tree, refused: result.refused, failingTests };
}

/** A tester's files are thrown away, and what its commands leave among them is no progress. */
function toolFact(call: RoleCall, result: Payload<'tool_result'>): ToolFact {
  const answer = call.turns.findLast((turn) => turn.kind === 'answer');
  const asked = answer?.answer.output.find(
    (item) => item.type === 'function_call' && item.call_id === result.call_id,
  );
  const { name, arguments: text } = asked?.type === 'function_call' ? asked : { name: '', arguments: '' };
  const tree = call.role === 'coder' ? result.tree : null;
  return { name, arguments: text, output: result.output, exitCode: result.exit_code, tree };
}

function takePlan(state: RunState, plan: Payload<'planner_output'>): RunState {
  const next = withItems(state, plan.iteration, planItems(state.items, plan.tasks));
  const open = next.items.filter(isOpen);
  const allBlocked = open.length > 0 && open.every((item) => item.status === 'blocked');
  return {
    ...inIteration(next, { planner: plan, roleCall: null }),
    phase: transition(state.phase, 'coding'),
    doneFlag: plan.done_flag,
    blockedPlans: allBlocked ? state.blockedPlans + 1 : 0,
  };
}

function takeCoderOutput(state: RunState, output: Payload<'coder_output'>): RunState {
  const change = reportItems(state.items, output.completed_task_ids, output.pending_task_ids);
  return {
    ...inIteration(withItems(state, output.iteration, change), { coder: output, roleCall: null }),
    phase: transition(state.phase, 'testing'),
  };
}

function takeTesterOutput(state: RunState, output: Payload<'tester_output'>): RunState {
  const change = addFollowUps(state.items, output.follow_up_tasks);
  return inIteration(withItems(state, output.iteration, change), { tester: output, roleCall: null });
}

/** A refusal for want of dependencies says nothing any more once they are installed. */
function takeSetup(state: RunState, result: Payload<'setup_result'>): RunState {
  const verifications = new Map(state.verifications);
  const neverRan = verifications.get(state.tree)?.commands.length === 0;
  if (neverRan && hasSucceeded(result)) verifications.delete(state.tree);
  return { ...state, verifications, setups: new Map(state.setups).set(result.dependencies_key, result) };
}

function finishIteration(state: RunState, finished: Payload<'iteration_finished'>): RunState {
  const iteration = openIteration(state);
  const standstill = afterIteration(state.standstill, state, state.verifications.has(state.tree));
  const stuck =
    state.closingFingerprints.has(finished.fingerprint) ||
    finished.fingerprint === iteration.openingFingerprint ||
    standstill.iterations > state.options.max_no_progress_iterations;
  return {
    ...inIteration(state, { closed: 'finished' }),
    closingFingerprints: new Set(state.closingFingerprints).add(finished.fingerprint),
    noProgressIterations: stuck ? state.noProgressIterations + 1 : 0,
    standstill,
    consecutiveFailures: 0,
    reviewableIterations: onlyReviewOpen(state, iteration) ? state.reviewableIterations + 1 : 0,
  };
}

/** Whether nothing but changes that a person can allow keeps the gates closed. */
function onlyReviewOpen(state: RunState, iteration: Iteration): boolean {
  const unmet = (iteration.gates ?? []).filter((gate) => !gate.met);
  const onlyTests = unmet.length === 1 && unmet[0]?.name === 'tests_passed';
  return onlyTests && iteration.tester?.tests_passed === true && reviewIsAllThatIsMissing(state);
}

function reviewIsAllThatIsMissing(state: RunState): boolean {
  return state.refused.length === 0 && state.verifications.get(state.tree)?.reviewable === true;
}

function failIteration(state: RunState, failed: Payload<'iteration_failed'>): RunState {
  return {
    ...inIteration(withErrors(state, failed.iteration, [failed.error]), { closed: 'failed' }),
    phase: transition(state.phase, 'planning'),
    consecutiveFailures: failed.consecutive_failures,
  };
}

function withItems(state: RunState, iteration: number, change: ItemsChange): RunState {
  return { ...withErrors(state, iteration, change.errors), items: change.items };
}

function withErrors(state: RunState, iteration: number, errors: readonly string[]): RunState {
  if (errors.length === 0) return state;
  const added = errors.map((error) => `iteration ${iteration}: ${error}`);
  return { ...state, errors: [...state.errors, ...added].slice(-keptErrors) };
}

function openIteration(state: RunState): Iteration {
  if (!state.iteration || state.iteration.closed)
    throw new Error('an event of an iteration stands outside of one');
  return state.iteration;
}

function openRoleCall(state: RunState): RoleCall {
  const call = openIteration(state).roleCall;
  if (!call) throw new Error('an event of a role call stands outside of one');
  return call;
}

function inIteration(state: RunState, change: Partial<Iteration>): RunState {
  return { ...state, iteration: { ...openIteration(state), ...change } };
}

function inRoleCall(state: RunState, change: (call: RoleCall) => Partial<RoleCall>): RunState {
  const call = openRoleCall(state);
  return inIteration(state, { roleCall: { ...call, ...change(call) } });
}
