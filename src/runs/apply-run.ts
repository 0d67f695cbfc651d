import type { Surroundings } from '../config/surroundings.ts';
import type { RunState } from '../core/state.ts';
import type { ApplyOutcome } from '../workspace/delivery/apply.ts';
import type { FoundRun } from './find-run.ts';
import { openWorkspaceOf } from './open-workspace-of.ts';

/** What bringing a result into the user's files came to. */
export interface AppliedRun {
  outcome: ApplyOutcome;
  /** The files that the run changed. */
  files: readonly string[];
}

/** Brings a run's result, or its work so far, into the user's files as uncommitted changes, all or none. */
export async function applyRun(
  run: FoundRun,
  state: RunState,
  surroundings: Surroundings,
): Promise<AppliedRun> {
  const workspace = await openWorkspaceOf(run, surroundings);
  const files = await workspace.changedFiles(state.baseTree, state.tree);
  return { outcome: await workspace.applyToCheckout(state.tree), files };
}
