import type { Payload } from '../events.ts';
import type { CandidateTrees } from '../evidence/facts.ts';
import { isClosed } from '../phase.ts';
import { noStandstill } from '../standstill.ts';
import type { Iteration, RunState } from '../state.ts';
import { inIteration } from './open-step.ts';
import { untried } from './role-call.ts';

/**
 * A new process goes on, perhaps with other limits. After a closing event the counts that ended the run start again;
 * after a crash they stay, so that the run ends as it would have without one. `at` is when the process
 * began, in milliseconds since the epoch.
 */
export function resumeRun(state: RunState, resumed: Payload<'loop_resumed'>, at: number): RunState {
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
