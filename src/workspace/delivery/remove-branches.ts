import { repositoryPlace } from '../base/repository.ts';
import { tryGit } from '../git/run-git.ts';
import { branchOf, type Run } from '../home/run-home.ts';
import { releaseBase } from './base-reference.ts';
import { type Branch, deliveredBranches } from './branches.ts';

type RecordedRun = Pick<Run, 'searchPath' | 'record'>;

/** What became of a run's branches. */
export interface RemovedBranches {
  removed: string[];
  /** Those that hold more than the run's work, or that a checkout stands on, each with the reason for a person. */
  left: { name: string; reason: string }[];
}

/**
 * Removes the branches that hold a run's result from the user's repository, with what keeps its base there; only where
 * they end as the run has left them, at `commit` or at another commit of its own.
 */
export async function removeBranches(run: RecordedRun, commit: string | null): Promise<RemovedBranches> {
  const { record, searchPath } = run;
  const outcome: RemovedBranches = { removed: [], left: [] };
  if (record.repository === null) return outcome;
  const users = repositoryPlace(record.repository, searchPath);
  for (const branch of await deliveredBranches(users, branchOf(record.runId))) {
    const reason = await reasonToLeave(run, branch, commit);
    if (reason !== null) {
      outcome.left.push({ name: branch.name, reason });
      continue;
    }
    const deleted = await tryGit(users, ['update-ref', '-d', `refs/heads/${branch.name}`, branch.tip]);
    if (deleted.exitCode === 0) outcome.removed.push(branch.name);
    else outcome.left.push({ name: branch.name, reason: `git says: ${deleted.stderr}` });
  }
  await releaseBase(run);
  return outcome;
}

async function reasonToLeave(
  { record, searchPath }: RecordedRun,
  { tip, isCheckedOut }: Branch,
  commit: string | null,
): Promise<string | null> {
  if (isCheckedOut) return 'it is checked out';
  if (tip === commit || record.repository === null) return null;
  const users = repositoryPlace(record.repository, searchPath);
  const shown = await tryGit(users, ['show', '--no-patch', '--format=%B', tip]);
  const isOwn = shown.stdout.toString().split('\n').includes(`Proofloop-Run: ${record.runId}`);
  return isOwn ? null : `it ends with a commit that is not the run's (${tip.slice(0, 10)})`;
}
