import type { Decision } from './decision.ts';
import { isClosed } from './phase.ts';
import type { RunState } from './state.ts';

/**
 * Whether what one of the running checks has come to may be told before this is done: a role's work goes on beside them,
 * and trees that are built before a remembered base is told would be built a second time.
 */
export function mayFollowCheck(state: RunState, { kind }: Decision): boolean {
  if (isClosed(state.phase)) return false;
  return Boolean(state.iteration?.roleCall) || kind === 'build_trees';
}
