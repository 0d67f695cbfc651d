import type { TreeId } from '../ports/view.ts';
import type { ReadRun } from './read-run.ts';

/** The trees that a run's iteration began and ended with; those of the whole run where `iteration` is null. */
export function iterationTrees({ state, events }: ReadRun, iteration: number | null): [TreeId, TreeId] {
  if (iteration === null) return [state.baseTree, state.tree];
  let tree = state.baseTree;
  let opening = tree;
  for (const { event, payload } of events) {
    if (event === 'iteration_started') {
      if (payload.iteration === iteration + 1) break;
      if (payload.iteration === iteration) opening = tree;
    }
    if (event === 'tool_result' && payload.role === 'coder') tree = payload.tree ?? tree;
  }
  return [opening, tree];
}
