import type { Payload } from '../events.ts';
import type { RunState } from '../state.ts';

/** The work so far is on the run's branch; where nothing was committed, commit and branch stay as they were. */
export function takeCheckpoint(state: RunState, checkpoint: Payload<'checkpoint'>): RunState {
  return {
    ...state,
    checkpointTree: checkpoint.tree,
    commit: checkpoint.commit ?? state.commit,
    branch: checkpoint.branch ?? state.branch,
    artifacts: checkpoint.files,
    shortDiff: checkpoint.short_diff,
    dependenciesKey: checkpoint.dependencies_key,
    treeDependenciesKey: checkpoint.dependencies_key,
  };
}
