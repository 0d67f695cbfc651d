import { readCommandLine } from '../config/sources/command-line-source.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { globMatcher } from '../core/protected/glob-matcher.ts';
import type { SensitiveFile } from '../core/sensitive-path.ts';
import type { RunState } from '../core/state.ts';
import type { RunPlace } from '../ports/run-place.ts';
import type { ApplyOutcome } from '../workspace/delivery/apply-to-checkout.ts';
import type { RunWorkspace } from '../workspace/workspace.ts';
import { openWorkspaceOf } from './open-workspace-of.ts';
import { requireRun } from './require-run.ts';
import { UsageError } from './usage-error.ts';

/** A result that can be brought into the user's files. */
export interface Appliable {
  /** The files that the run changed. */
  files: readonly string[];
  /** Those of them that can have an effect without being run by name, and that nobody has allowed. */
  sensitive: readonly SensitiveFile[];
  /** Brings them into the user's files as uncommitted changes, all or none. */
  apply(): Promise<ApplyOutcome>;
}

/** A UsageError where a glob of --take is none. */
export function requireGlobs(take: readonly string[]): void {
  const { errors } = readCommandLine({ take });
  if (errors.length > 0) throw new UsageError(errors.join('\nerror: '));
}

/** A run's result, or its work so far; `take` are globs of files that may be taken although they run by themselves. */
export async function appliableRun(
  run: RunPlace,
  state: RunState,
  take: readonly string[],
  surroundings: Surroundings,
): Promise<Appliable> {
  requireRun(state);
  const workspace = await openWorkspaceOf(run, surroundings);
  const files = await workspace.changedFiles(state.baseTree, state.tree);
  const sensitive = await untaken(workspace, state, take);
  return { files, sensitive, apply: () => workspace.applyToCheckout(state.tree) };
}

/** What the result has that can run by itself and that no glob of `take`, nor of the run's own options, allows. */
export async function untaken(
  workspace: RunWorkspace,
  { tree, options }: RunState,
  take: readonly string[],
): Promise<SensitiveFile[]> {
  const isTaken = globMatcher([...options.take, ...take]);
  return (await workspace.sensitiveChanges(tree)).filter(({ path }) => !isTaken(path));
}
