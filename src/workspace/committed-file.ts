import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryGit } from './git.ts';
import { type Repository, repositoryPlace } from './repository.ts';

/**
 * The text of a file of the repository's top folder as it stands at its last commit; null where it has none. Without
 * a repository or a commit, the file on disk speaks.
 */
export async function readCommittedFile(
  top: string,
  repository: Repository | null,
  name: string,
  searchPath: string,
): Promise<string | null> {
  if (repository !== null) {
    const place = repositoryPlace(repository, searchPath);
    const head = await tryGit(place, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
    if (head.exitCode === 0) {
      const file = await tryGit(place, ['cat-file', 'blob', `${head.stdout.toString().trim()}:${name}`]);
      return file.exitCode === 0 ? file.stdout.toString() : null;
    }
  }
  return readFile(join(top, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
