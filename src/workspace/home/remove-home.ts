import { rm } from 'node:fs/promises';
import { removeFolder } from '../../system/on-disk.ts';
import { repositoryPlace } from '../base/repository.ts';
import { deliveredBranches } from '../delivery/branches.ts';
import { type RemovedBranches, removeBranches } from '../delivery/remove-branches.ts';
import { branchOf, readRecord } from './run-home.ts';

/** As `removeBranches`, of the run with this home. */
export async function removeBranchesOf(
  home: string,
  commit: string | null,
  searchPath: string,
): Promise<RemovedBranches> {
  return removeBranches({ searchPath, record: await readRecord(home) }, commit);
}

/** The branches that hold a run's result; none where they are gone, or there is no repository. */
export async function branchesOf(home: string, searchPath: string): Promise<string[]> {
  const { repository, runId } = await readRecord(home);
  if (repository === null) return [];
  const found = await deliveredBranches(repositoryPlace(repository, searchPath), branchOf(runId));
  return found.map(({ name }) => name);
}

/** Removes all that is kept of a run, its home last. */
export async function removeHome(home: string): Promise<void> {
  await removeFolder(home);
  await rm(home, { recursive: true, force: true });
}
