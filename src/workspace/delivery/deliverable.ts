import { accessSync, constants } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Repository, repositoryPlace } from '../base/repository.ts';
import { tryGit } from '../git/run-git.ts';
import { deliveredBranches } from './branches.ts';
import { obstacle } from './obstacle.ts';

/** A branch that is going to be written. */
export interface WrittenBranch {
  name: string;
  /** The commit that it ends with; null for a branch that must not be there. */
  tip: string | null;
}

/**
 * Rejects, with a sentence, where the run's branch could not be written to the user's repository: found before anything
 * is paid for.
 */
export async function refuseUndeliverable(
  repository: Repository,
  branch: string,
  searchPath: string,
): Promise<void> {
  const delivered = await deliveredBranches(repositoryPlace(repository, searchPath), branch);
  await refuseUnwritable(repository, delivered.at(-1) ?? { name: branch, tip: null }, searchPath);
}

/** As `refuseUndeliverable`, of the branch that would be written: git locks it as if to do so, and lets go. */
export async function refuseUnwritable(
  repository: Repository,
  branch: WrittenBranch,
  searchPath: string,
): Promise<void> {
  const closed = await unwritableFolder(repository.commonDir);
  if (closed !== null)
    throw new Error(
      `The result could not be delivered: ${closed.folder} can't be written (${closed.code}). Make the git folder yours (sudo chown -R "$USER" ${repository.commonDir}) or writable, or work on a clone.`,
    );
  const users = repositoryPlace(repository, searchPath);
  const { name, tip } = branch;
  const verified = tip === null ? `refs/heads/${name}` : `refs/heads/${name} ${tip}`;
  const transaction = `start\nverify ${verified}\nprepare\nabort\n`;
  const tried = await tryGit(users, ['update-ref', '--no-deref', '--stdin'], transaction);
  // Git leaves the folder in which it has locked the branch.
  await rmdir(join(repository.commonDir, 'refs/heads', dirname(name))).catch(() => {});
  if (tried.exitCode !== 0) throw new Error(`The result could not be delivered: ${obstacle(tried.stderr)}`);
}

/** The first folder for objects that this user can't write; null where all can be. */
async function unwritableFolder(commonDir: string): Promise<{ folder: string; code: string } | null> {
  const objects = join(commonDir, 'objects');
  const known = await readdir(objects).catch(() => []);
  const folders = known.filter((name) => /^([0-9a-f]{2}|pack)$/.test(name));
  for (const folder of [commonDir, objects, ...folders.map((name) => join(objects, name))]) {
    const code = obstacleToWriting(folder);
    if (code !== null) return { folder, code };
  }
  return null;
}

/** The code of the error that a write in this folder would meet; null where it would meet none. */
function obstacleToWriting(folder: string): string | null {
  try {
    // Of up to 258 folders, for each of which a wait for a thread would take longer than the answer.
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
