import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gitVersion, keepsFromFetching, oldestGitForPromises } from '../git/git-version.ts';
import type { Repository } from './repository.ts';

/**
 * Rejects a partial clone where git is too old to be kept from fetching what such a clone lacks, which can run what the
 * clone's settings name. To be asked before any git command looks at an object. Settings that are in other files count
 * too, as they may say so.
 */
export async function refusePromisedObjects(repository: Repository, searchPath: string): Promise<void> {
  const files = [
    join(repository.commonDir, 'config'),
    join(repository.commonDir, 'config.worktree'),
    join(repository.gitDir, 'config.worktree'),
  ];
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')));
  if (!texts.some((text) => /promisor|partialclone|\[\s*include/i.test(text))) return;
  const version = await gitVersion(searchPath);
  if (version === null || keepsFromFetching(version)) return;
  throw new Error(
    `${repository.top} is or may be a partial clone, and git ${version} can't be kept from fetching what it lacks, by whatever program its settings name: install git ${oldestGitForPromises} or later, or work on a whole clone.`,
  );
}
