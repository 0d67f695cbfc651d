import type { Payload } from '../events.ts';
import { transition } from '../phase.ts';
import { fingerprint } from '../progress/fingerprint.ts';
import { afterIteration } from '../progress/no-progress.ts';
import { isOpen } from '../progress/work-item.ts';
import { isContent } from '../role.ts';
import { takesOver, testerAnswer, waitsForReview } from '../standing-answer.ts';
import type { Iteration, RunState } from '../state.ts';
import { withErrors } from './errors.ts';
import { openIteration, withIteration } from './open-step.ts';

/** An iteration with nothing done yet; the one before is kept. */
export function takeIterationStart(
  state: RunState,
  started: Pick<Payload<'iteration_started'>, 'iteration'>,
): RunState {
  return {
    ...state,
    phase: transition(state.phase, 'planning'),
    previousIteration: state.iteration,
    iteration: {
      number: started.iteration,
      openingFingerprint: fingerprint(state),
      planner: null,
      coder: null,
      tester: null,
      roleCall: null,
      failure: null,
      checkpointFailed: false,
      gates: null,
      isTakenOver: false,
      closed: null,
    },
  };
}

/** A step has failed for good, so that the iteration is going to fail. */
export function failStep(state: RunState, failed: Payload<'step_failed'>): RunState {
  const next = withIteration(state, {
    roleCall: null,
    failure: failed.error,
    ...(failed.step === 'checkpoint' ? { checkpointFailed: true } : {}),
  });
  return { ...next, openChecks: [] };
}

/** The gates of the iteration, as they were found; what was taken over for it counts as coded and tested. */
export function takeGates(state: RunState, evaluated: Payload<'gate_evaluated'>): RunState {
  const testsPassed = evaluated.gates.some((gate) => gate.name === 'tests_passed' && gate.met);
  const isTakenOver = takesOver(state, openIteration(state));
  const phase = isTakenOver && state.phase === 'coding' ? transition(state.phase, 'testing') : state.phase;
  return { ...withIteration(state, { gates: evaluated.gates, isTakenOver }), testsPassed, phase };
}

/** The iteration has done all its steps; whether it got the run any further is counted. */
export function finishIteration(state: RunState, finished: Payload<'iteration_finished'>): RunState {
  const iteration = openIteration(state);
  const unchangedFailures = afterIteration(
    state.unchangedFailures,
    state,
    state.verifications.has(state.tree),
  );
  const stuck =
    state.closingFingerprints.has(finished.fingerprint) ||
    finished.fingerprint === iteration.openingFingerprint ||
    unchangedFailures.iterations > state.options.max_no_progress_iterations;
  return {
    ...withIteration(state, { closed: 'finished' }),
    closingFingerprints: new Set(state.closingFingerprints).add(finished.fingerprint),
    noProgressIterations: stuck ? state.noProgressIterations + 1 : 0,
    unchangedFailures,
    consecutiveFailures: 0,
    reviewableIterations: onlyReviewOpen(state, iteration) ? state.reviewableIterations + 1 : 0,
  };
}

/** The iteration has ended early, and planning begins again. */
export function failIteration(state: RunState, failed: Payload<'iteration_failed'>): RunState {
  return {
    ...withIteration(withErrors(state, failed.iteration, [failed.error]), { closed: 'failed' }),
    phase: transition(state.phase, 'planning'),
    consecutiveFailures: failed.consecutive_failures,
  };
}

/** Whether nothing but changes that a person can allow, and items that wait for that, keeps the gates closed. */
function onlyReviewOpen(state: RunState, iteration: Iteration): boolean {
  const unmet = (iteration.gates ?? []).filter((gate) => !gate.met).map(({ name }) => name);
  const isBlocked = state.items.filter(isOpen).every((item) => item.status === 'blocked');
  const others = unmet.filter(
    (name) => name !== 'tests_passed' && !(name === 'no_open_work_items' && isBlocked),
  );
  if (others.length > 0 || !unmet.includes('tests_passed') || !waitsForReview(state)) return false;
  const tester = testerAnswer(state, iteration);
  return tester !== null && isContent(tester);
}
