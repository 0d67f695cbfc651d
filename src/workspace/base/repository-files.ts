import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryFiles } from '../../ports.ts';
import { existsOnDisk } from '../disk/on-disk.ts';
import { fromPathBytes, splitNul } from '../git/path-bytes.ts';
import { type GitPlace, tryGit } from '../git/run-git.ts';
import { type Repository, repositoryPlace } from './repository.ts';

/** The files of the repository's last commit; without a repository or a commit, those on disk. */
export async function openRepositoryFiles(
  top: string,
  repository: Repository | null,
  searchPath: string,
): Promise<RepositoryFiles> {
  if (repository !== null) {
    const place = repositoryPlace(repository, searchPath);
    const head = await tryGit(place, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
    if (head.exitCode === 0) return committedFiles(place, head.stdout.toString().trim(), top);
  }
  return filesOnDisk(top);
}

function committedFiles(place: GitPlace, commit: string, top: string): RepositoryFiles {
  return {
    async names(folder) {
      const listing = await tryGit(place, ['ls-tree', '-z', '--name-only', `${commit}:${folder}`]);
      return listing.exitCode === 0
        ? splitNul(listing.stdout).map((name) => fromPathBytes(name).toString())
        : [];
    },
    async text(path) {
      const file = await tryGit(place, ['cat-file', 'blob', `${commit}:${path}`]);
      return file.exitCode === 0 ? file.stdout.toString() : null;
    },
    isOnDisk: (path) => existsOnDisk(join(top, path)),
  };
}

function filesOnDisk(top: string): RepositoryFiles {
  return {
    names: (folder) => readdir(join(top, folder)).catch(nothingThere([])),
    text: (path) => readFile(join(top, path), 'utf8').catch(nothingThere(null)),
    isOnDisk: (path) => existsOnDisk(join(top, path)),
  };
}

function nothingThere<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return value;
    throw error;
  };
}
