import type { Surroundings } from '../config/surroundings.ts';
import type { RunPlace } from '../ports/run-place.ts';
import type { RemovedBranches } from '../workspace/delivery/remove-branches.ts';
import { removeBranchesOf, removeHome } from '../workspace/home/remove-home.ts';
import { claimRun } from './claim-run.ts';
import { readRun } from './read-run.ts';
import { UsageError } from './usage-error.ts';
import { withClaim } from './with-claim.ts';
import { writerOf } from './writer-of-run.ts';

/** A run that can be removed. */
export interface Removal {
  run: RunPlace;
  /** The branch that holds its result; null where there is none. */
  branch: string | null;
  commit: string | null;
}

/** What goes with a run; a UsageError while a process works on it. A run whose log can't be read goes as well. */
export async function planRemoval(run: RunPlace): Promise<Removal> {
  const writer = await writerOf(run);
  if (writer !== null) {
    throw new UsageError(
      `process ${writer.pid} works on run ${run.runId}, so nothing was removed; stop it first: proofloop stop ${run.runId}`,
    );
  }
  const state = await readRun(run).then(
    (read) => read.state,
    () => null,
  );
  return { run, branch: state?.branch ?? null, commit: state?.commit ?? null };
}

/** Removes a run whole. What of its branches is not its own any more is left, and told. */
export async function removeRun(
  { run, commit }: Removal,
  { environment }: Surroundings,
): Promise<RemovedBranches> {
  const branches = await withClaim(claimRun(run), async (claim) => {
    const removed = await removeBranchesOf(run.runHome, commit, environment.PATH ?? '').catch(
      (error: Error): RemovedBranches => ({
        removed: [],
        left: [{ name: 'its branch', reason: error.message }],
      }),
    );
    await claim.remove();
    return removed;
  });
  await removeHome(run.runHome);
  return branches;
}
