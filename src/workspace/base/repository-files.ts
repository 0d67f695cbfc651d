import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryFiles } from '../../ports.ts';
import { existsOnDisk } from '../disk/on-disk.ts';
import { type GitObject, readObjects } from '../git/objects.ts';
import type { GitPlace } from '../git/run-git.ts';
import { type Repository, repositoryPlace } from './repository.ts';

/** The files of the repository's last commit; without a repository or a commit, those on disk. */
export async function openRepositoryFiles(
  top: string,
  repository: Repository | null,
  searchPath: string,
): Promise<RepositoryFiles> {
  if (repository === null) return filesOnDisk(top);
  const place = repositoryPlace(repository, searchPath);
  // Where git can't read the repository, the start of a run says why.
  const [head] = await readObjects(place, ['HEAD^{commit}']).catch(() => []);
  return head ? committedFiles(place, head.id, top) : filesOnDisk(top);
}

function committedFiles(place: GitPlace, commit: string, top: string): RepositoryFiles {
  const asked = new Map<string, Promise<(GitObject | null)[]>>();
  const read = async (path: string) => {
    const known = asked.get(path) ?? readObjects(place, [`${commit}:${path}`]);
    asked.set(path, known);
    return (await known)[0] ?? null;
  };
  return {
    async names(folder) {
      const found = await read(folder);
      return found?.type === 'tree' ? namesInTree(found.content, commit.length / 2) : [];
    },
    async text(path) {
      const found = await read(path);
      return found?.type === 'blob' ? found.content.toString() : null;
    },
    isOnDisk: (path) => existsOnDisk(join(top, path)),
  };
}

/** A tree object is a row of entries: mode, a space, name, a zero byte and the id as bytes. */
function namesInTree(tree: Buffer, idBytes: number): string[] {
  const names: string[] = [];
  for (let at = 0; at < tree.length; ) {
    const name = tree.indexOf(' ', at) + 1;
    const end = tree.indexOf(0, name);
    names.push(tree.toString('utf8', name, end));
    at = end + 1 + idBytes;
  }
  return names;
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
