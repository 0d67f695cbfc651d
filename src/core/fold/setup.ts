import type { Payload } from '../events.ts';
import { hasSucceeded } from '../evidence/dependency-setup.ts';
import type { RunState } from '../state.ts';

/** The setup commands have run. A refusal for want of dependencies says nothing any more once they are installed. */
export function takeSetup(state: RunState, result: Payload<'setup_result'>): RunState {
  const verifications = new Map(state.verifications);
  const neverRan = verifications.get(state.tree)?.commands.length === 0;
  if (neverRan && hasSucceeded(result)) verifications.delete(state.tree);
  return { ...state, verifications, setups: new Map(state.setups).set(result.dependencies_key, result) };
}
