import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryFiles } from '../../ports.ts';
import { existsOnDisk } from '../disk/on-disk.ts';
import { type ObjectReader, openObjects } from '../git/object-reader.ts';
import { type Repository, repositoryPlace } from './repository.ts';

export interface OpenRepositoryFiles extends RepositoryFiles {
  /** Ends the git process that reads them; to be called once. */
  close(): void;
}

/** The files of the repository's last commit; without a repository or a commit, those on disk. */
export async function openRepositoryFiles(
  top: string,
  repository: Repository | null,
  searchPath: string,
): Promise<OpenRepositoryFiles> {
  if (repository === null) return filesOnDisk(top);
  const objects = openObjects(repositoryPlace(repository, searchPath));
  // Where git can't read the repository, the start of a run says why.
  const head = await objects.read('HEAD^{commit}').catch(() => null);
  if (head !== null) return committedFiles(objects, head.id, top);
  objects.close();
  return filesOnDisk(top);
}

function committedFiles(objects: ObjectReader, commit: string, top: string): OpenRepositoryFiles {
  return {
    async names(folder) {
      const found = await objects.read(`${commit}:${folder}`);
      return found?.type === 'tree' ? namesInTree(found.content, commit.length / 2) : [];
    },
    async text(path) {
      const found = await objects.read(`${commit}:${path}`);
      return found?.type === 'blob' ? found.content.toString() : null;
    },
    isOnDisk: (path) => existsOnDisk(join(top, path)),
    close: () => objects.close(),
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

function filesOnDisk(top: string): OpenRepositoryFiles {
  return {
    names: (folder) => readdir(join(top, folder)).catch(nothingThere([])),
    text: (path) => readFile(join(top, path), 'utf8').catch(nothingThere(null)),
    isOnDisk: (path) => existsOnDisk(join(top, path)),
    close: () => {},
  };
}

function nothingThere<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return value;
    throw error;
  };
}
