import { cp } from 'node:fs/promises';
import { existsOnDisk } from '../../system/on-disk.ts';
import { repositoryPlace } from '../base/repository.ts';
import { runGit } from '../git/run-git.ts';
import {
  branchOf,
  dependenciesFolder,
  filteredFolder,
  gitFolder,
  readRecord,
  submodulesFolder,
  writeRecord,
} from './run-home.ts';

export interface WorkspaceFork {
  /** Homes of the run that is forked and of the new one, which exists; absolute. */
  parentHome: string;
  home: string;
  /** Of the new run. */
  runId: string;
  /** Commit that the new run's branch begins with; null where the parent had none yet. */
  commit: string | null;
  searchPath: string;
}

/**
 * Gives a new run its own copy of all that another one took at its start, and a branch that begins with `commit`.
 * Resolves with the branch's name; null where there is none yet. The parent is only read.
 */
export async function forkWorkspace(fork: WorkspaceFork): Promise<string | null> {
  const { parentHome, home, runId, commit, searchPath } = fork;
  const record = await readRecord(parentHome);
  await copyParts(parentHome, home);
  await writeRecord(home, { ...record, runId });
  if (commit === null || record.repository === null) return null;
  const branch = branchOf(runId);
  const users = repositoryPlace(record.repository, searchPath);
  const created = ['update-ref', '-m', `proofloop: run ${runId}`, `refs/heads/${branch}`, commit];
  await runGit(users, [...created, '0'.repeat(commit.length)]);
  return branch;
}

/**
 * Gives a replay its own copy of all that a run took at its start. The copy knows of no repository of the user's, so
 * that nothing can be delivered from it; the run is only read.
 */
export async function copyForReplay(runHome: string, home: string): Promise<void> {
  const record = await readRecord(runHome);
  await copyParts(runHome, home);
  await writeRecord(home, { ...record, repository: null });
}

async function copyParts(from: string, to: string): Promise<void> {
  for (const part of [gitFolder, dependenciesFolder, submodulesFolder, filteredFolder]) {
    // Only the parts that the repository needed are there.
    if (!(await existsOnDisk(part(from)))) continue;
    await cp(part(from), part(to), { recursive: true, verbatimSymlinks: true });
  }
}
