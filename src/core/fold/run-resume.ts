import type { Payload } from '../events.ts';
import type { CandidateTrees } from '../evidence/facts.ts';
import type { RunOptions } from '../options.ts';
import { isClosed } from '../phase.ts';
import { fingerprint } from '../progress/fingerprint.ts';
import { noUnchangedFailures } from '../progress/no-progress.ts';
import { isContent } from '../role.ts';
import { takesOver, testerAnswer } from '../standing-answer.ts';
import type { RunState } from '../state.ts';
import { withIteration } from './open-step.ts';
import { untried } from './role-turns.ts';

/**
 * A new process goes on, perhaps with other limits, or with other commands that measure its result. After a closing
 * event the counts that ended the run start again; after a crash they stay, so that the run ends as it would have
 * without one. `at` is when the process began, in milliseconds since the epoch.
 */
export function resumeRun(state: RunState, resumed: Payload<'loop_resumed'>, at: number): RunState {
  const next: RunState = {
    ...state,
    options: resumed.options,
    notes: resumed.note === null ? state.notes : [...state.notes, resumed.note],
    stopReason: null,
    ceiling: null,
    stopRequested: null,
    workedMs: state.workedMs + (state.lastEventAt - state.processStartedAt),
    processStartedAt: at,
    // What was made may be gone; what is still there is found at once.
    setups: new Map(),
    // They ended with the process that had started them.
    openChecks: [],
    accepting: state.accepting && !isClosed(state.phase),
  };
  if (resumed.accepted_changes !== null) return reopenForReview(next);
  const isNewMeasure = measuresOtherwise(state.options, resumed.options);
  const measurable = isNewMeasure ? forgetVerdicts(state, next) : next;
  const standing = resumed.note === null ? measurable : forgetAnswers(measurable);
  // Which step is open depends on the answers and verdicts that still stand.
  const placed = { ...standing, phase: phaseOfOpenStep(standing) };
  const counted = isClosed(state.phase) ? { ...placed, ...noCounts } : placed;
  // Only an answer that holds without the counts can be judged again: they are what ended the run.
  const measured = isNewMeasure && resumed.note === null ? reopenToMeasure(counted) : counted;
  const call = state.iteration?.roleCall;
  return isClosed(state.phase) && call
    ? withIteration(measured, { roleCall: { ...call, ...untried } })
    : measured;
}

const noCounts = {
  consecutiveFailures: 0,
  noProgressIterations: 0,
  blockedPlans: 0,
  unchangedFailures: noUnchangedFailures,
  reviewableIterations: 0,
};

/** An instruction was added: no role that has answered knew of it, and none of its words completes the run. */
function forgetAnswers(state: RunState): RunState {
  const { iteration } = state;
  const planner = iteration?.planner ? { ...iteration.planner, done_flag: false } : null;
  return {
    ...state,
    doneFlag: false,
    testerAnswers: new Map(),
    iteration: iteration ? { ...iteration, planner, gates: null } : null,
  };
}

/** Whether a result is measured by something else from here on: other commands, another level, other files allowed. */
function measuresOtherwise(before: RunOptions, after: RunOptions): boolean {
  const measure = ({ verify, setup, evidence, allow_changes }: RunOptions) =>
    JSON.stringify([verify, setup, evidence, allow_changes]);
  return measure(before) !== measure(after);
}

/**
 * No verdict stands, nor a gate that was met by one; what commands came to does, unless other dependencies lie beside
 * them from here on.
 */
function forgetVerdicts(before: RunState, state: RunState): RunState {
  const isSetUpAlike = JSON.stringify(before.options.setup) === JSON.stringify(state.options.setup);
  return {
    ...state,
    verifications: new Map(),
    evidenceTrees: new Map<string, CandidateTrees>(),
    checkRuns: isSetUpAlike ? state.checkRuns : new Map(),
    iteration: state.iteration ? { ...state.iteration, gates: null } : null,
  };
}

/**
 * Where the tester was content, the last iteration is judged again before a model is asked: good work may have been
 * refused by nothing but a slip in its commands. Its close is taken back, so that the next one is no repetition of it.
 */
function reopenToMeasure(state: RunState): RunState {
  const { iteration } = state;
  if (iteration?.closed !== 'finished') return state;
  const tester = testerAnswer(state, iteration);
  if (tester === null || !isContent(tester)) return state;
  const closingFingerprints = new Set(state.closingFingerprints);
  closingFingerprints.delete(fingerprint(state));
  const reopened = { ...iteration, gates: null, closed: null };
  return { ...state, phase: 'testing', closingFingerprints, iteration: reopened };
}

/** The last iteration is judged again: its tree is measured with other files put back, all else stands. */
function reopenForReview(state: RunState): RunState {
  const verifications = new Map(state.verifications);
  verifications.delete(state.tree);
  const reopened = {
    ...state,
    // What was blocked for want of this very word is open no longer.
    items: state.items.map((item) =>
      state.blockedForReview.has(item.task_id) ? { ...item, status: 'done' as const } : item,
    ),
    phase: 'testing',
    verifications,
    evidenceTrees: new Map<string, CandidateTrees>(),
    accepting: true,
  } as const;
  if (!state.iteration) throw new Error('a run without an iteration has nothing to review');
  return {
    ...reopened,
    iteration: { ...state.iteration, roleCall: null, failure: null, gates: null, closed: null },
  };
}

function phaseOfOpenStep(state: RunState): RunState['phase'] {
  const { iteration } = state;
  if (!iteration) return 'idle';
  if (iteration.closed === 'failed' || !iteration.planner) return 'planning';
  return iteration.coder || state.accepting || takesOver(state, iteration) ? 'testing' : 'coding';
}
