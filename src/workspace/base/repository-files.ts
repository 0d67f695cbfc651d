import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withoutByteOrderMark } from '../../core/text/byte-order-mark.ts';
import type { RepositoryFiles } from '../../ports/base-files.ts';
import { ifMissing } from '../../system/error-code.ts';
import { existsOnDisk } from '../../system/on-disk.ts';
import { readIfFile } from '../../system/read-if-file.ts';
import { type GitObject, readObjects } from '../git/objects.ts';
import type { GitPlace } from '../git/run-git.ts';
import { type Repository, repositoryPlace } from './repository.ts';

/** Whose files are asked for; `revision` is any name of a commit, the last one where it is left out. */
export interface RepositoryPlace {
  top: string;
  repository: Repository | null;
  revision?: string;
}

/**
 * The files of the repository's commit; without a repository or a commit, those on disk. `expected` are paths that
 * will be asked for, or may be: they are read at once, as a git command for each would take longer than all of them.
 */
export async function openRepositoryFiles(
  { top, repository, revision = 'HEAD' }: RepositoryPlace,
  searchPath: string,
  expected: readonly string[],
): Promise<RepositoryFiles> {
  if (repository === null) return filesOnDisk(top);
  const place = repositoryPlace(repository, searchPath);
  const names = [`${revision}^{commit}`, ...expected.map((path) => `${revision}:${path}`)];
  // Where git can't read the repository, the start of a run says why.
  const [commit, ...found] = await readObjects(place, names).catch(() => []);
  if (!commit) return filesOnDisk(top);
  const known = new Map(expected.map((path, index) => [path, Promise.resolve(found[index] ?? null)]));
  return committedFiles(place, commit.id, top, known);
}

function committedFiles(
  place: GitPlace,
  commit: string,
  top: string,
  known: Map<string, Promise<GitObject | null>>,
): RepositoryFiles {
  const idBytes = commit.length / 2;
  const read = (path: string) => {
    const object = known.get(path) ?? ask(path);
    known.set(path, object);
    return object;
  };
  /** What the listing of its folder does not name need not be asked for: most that is looked for is not there. */
  async function ask(path: string): Promise<GitObject | null> {
    const [, folder = '', name] = /^(?:(.+)\/)?([^/]+)$/.exec(path) ?? [];
    const listing = await known.get(folder);
    const isListed = listing?.type === 'tree' && namesInTree(listing.content, idBytes).includes(name ?? '');
    if (name !== undefined && listing !== undefined && !isListed) return null;
    const [found] = await readObjects(place, [`${commit}:${path}`]);
    return found ?? null;
  }
  return {
    async names(folder) {
      const found = await read(folder);
      return found?.type === 'tree' ? namesInTree(found.content, idBytes) : [];
    },
    async text(path) {
      const found = await read(path);
      return found?.type === 'blob' ? withoutByteOrderMark(found.content.toString()) : null;
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
    text: (path) =>
      readIfFile(join(top, path))
        .then((found) => (found === null ? null : withoutByteOrderMark(found.toString())))
        .catch(nothingThere(null)),
    isOnDisk: (path) => existsOnDisk(join(top, path)),
  };
}

function nothingThere<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  const orElse = ifMissing(value);
  return (error) => (error.code === 'EISDIR' ? value : orElse(error));
}
