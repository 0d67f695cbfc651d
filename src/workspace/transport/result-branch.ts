import { branchOf } from '../home/run-home.ts';
import { type UsersGitCall, usersOwnGit } from './own-git.ts';

/** Gives a clone the branch of a run as it stands. */
export async function restoreBranch(clone: UsersGitCall, runId: string, commit: string): Promise<void> {
  await usersOwnGit(clone, ['update-ref', `refs/heads/${branchOf(runId)}`, commit]);
}

/** Brings a run's branch to its repository; the same call twice leaves it as it is. */
export async function pushBranch(clone: UsersGitCall, repository: string, runId: string): Promise<void> {
  const reference = `refs/heads/${branchOf(runId)}`;
  await usersOwnGit(clone, ['push', '--quiet', repository, `${reference}:${reference}`]);
}

/** Brings a run's branch from its repository. */
export async function fetchBranch(clone: UsersGitCall, repository: string, runId: string): Promise<void> {
  const reference = `refs/heads/${branchOf(runId)}`;
  await usersOwnGit(clone, ['fetch', '--quiet', '--no-tags', repository, `+${reference}:${reference}`]);
}
