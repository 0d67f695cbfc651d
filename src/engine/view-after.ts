import type { Role } from '../core/role.ts';
import type { Snapshot, View } from '../ports/view.ts';
import type { StepContext } from './step-context.ts';

/** The files of a view after work in it; the planner's keeps nothing, so there is nothing to measure in it. */
export async function snapshotOf(view: View, written: readonly string[]): Promise<Snapshot | null> {
  return view.kind === 'planner' ? null : view.snapshot(written);
}

/** What the coder's changed files say about dependencies, where setup commands could make others; null elsewhere. */
export async function dependenciesKeyAfter(
  role: Role,
  { state, world }: StepContext,
  snapshot: Snapshot | null,
): Promise<string | null> {
  const isChanged = role === 'coder' && snapshot !== null && snapshot.tree !== state.tree;
  if (!isChanged || state.options.setup.length === 0) return null;
  return world.workspace.dependenciesKey(snapshot.tree);
}
