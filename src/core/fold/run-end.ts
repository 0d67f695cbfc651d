import type { Payload } from '../events.ts';
import { transition } from '../phase.ts';
import type { RunState } from '../state.ts';

/** The run is asked to end; what is under way ends first. */
export function requestStop(state: RunState, requested: Payload<'stop_requested'>): RunState {
  return { ...state, stopRequested: requested.signal };
}

/** The run has ended, in one of the three ways. */
export function endRun(
  state: RunState,
  ended: Payload<'loop_completed' | 'loop_stopped' | 'loop_failed'>,
): RunState {
  const { stop_reason: stopReason, ceiling = null } = ended;
  return { ...state, phase: transition(state.phase, ended.phase), stopReason, ceiling };
}
