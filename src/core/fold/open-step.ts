import type { Iteration, RoleCall, RunState } from '../state.ts';

/** The iteration that is under way; throws where none is. */
export function openIteration(state: RunState): Iteration {
  if (!state.iteration || state.iteration.closed)
    throw new Error('an event of an iteration stands outside of one');
  return state.iteration;
}

/** The role call that is under way; throws where none is. */
export function openRoleCall(state: RunState): RoleCall {
  const call = openIteration(state).roleCall;
  if (!call) throw new Error('an event of a role call stands outside of one');
  return call;
}

/** State with a change in the iteration that is under way; throws where none is. */
export function withIteration(state: RunState, change: Partial<Iteration>): RunState {
  return { ...state, iteration: { ...openIteration(state), ...change } };
}

/** State with a change in the role call that is under way; throws where none is. */
export function inRoleCall(state: RunState, change: (call: RoleCall) => Partial<RoleCall>): RunState {
  const call = openRoleCall(state);
  return withIteration(state, { roleCall: { ...call, ...change(call) } });
}
