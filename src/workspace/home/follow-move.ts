import { realpath } from 'node:fs/promises';
import { findRepository, type Repository, repositoryPlace } from '../base/repository.ts';
import { tryGit } from '../git/run-git.ts';
import { borrowObjects } from '../git/run-repository.ts';
import { gitFolder, readRecord, type WorkspaceRecord, writeRecord } from './run-home.ts';

/**
 * Writes into a run's home that its repository lies at `place` by now. Rejects with a sentence where that is another
 * repository, or none.
 */
export async function followMove(home: string, place: string, searchPath: string): Promise<void> {
  const record = await readRecord(home);
  const folder = await realpath(place).catch(() => {
    throw new Error(`There is no folder ${place}: nothing was done.`);
  });
  if (record.repository === null) {
    await writeRecord(home, { ...record, workspace: folder });
    return;
  }
  const repository = await findRepository(folder);
  if (repository === null) throw new Error(`${place} is no git repository: nothing was done.`);
  await requireBase(repository, record, searchPath);
  borrowObjects(gitFolder(home), repository.commonDir);
  await writeRecord(home, { ...record, repository, workspace: repository.top });
}

async function requireBase(
  repository: Repository,
  { baseCommit }: WorkspaceRecord,
  searchPath: string,
): Promise<void> {
  if (baseCommit === null) return;
  const there = await tryGit(repositoryPlace(repository, searchPath), ['cat-file', '-e', baseCommit]);
  if (there.exitCode === 0) return;
  throw new Error(
    `${repository.top} does not hold the commit ${baseCommit.slice(0, 10)} that the run began with, so it is another repository: nothing was done.`,
  );
}
