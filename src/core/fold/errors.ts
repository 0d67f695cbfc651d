import type { RunState } from '../state.ts';

/** How many errors a summary keeps; older ones stay in the log. */
const keptErrors = 20;

/** State with the errors of an iteration added; only the last ones of the run are kept. */
export function withErrors(state: RunState, iteration: number, errors: readonly string[]): RunState {
  if (errors.length === 0) return state;
  const added = errors.map((error) => `iteration ${iteration}: ${error}`);
  return { ...state, errors: [...state.errors, ...added].slice(-keptErrors) };
}
