import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeId } from '../../ports/view.ts';
import { hashFiles } from '../git/blobs.ts';
import { type PathBytes, toPathBytes } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { type NewEntry, treeWithEntries } from './scratch-tree.ts';

/** The tree with the files of a folder on disk laid over it; links stay links, `.git` is left out. */
export async function treeWithFolder(run: Run, tree: TreeId, folder: string): Promise<TreeId> {
  const found = await listFolder(folder, '').catch((error: Error) => {
    throw new Error(`The files of ${folder} could not be laid over the checkout (${error.message}).`);
  });
  const files = found.filter(({ target }) => target === null);
  const hashed = await hashFiles(
    runPlace(run),
    files.map(({ path }) => join(folder, path)),
  );
  const ids = hashed.values();
  const entries = found.map(({ path, mode, target }): NewEntry => {
    if (target !== null) return { path: toPathBytes(path), mode, text: target };
    return { path: toPathBytes(path), mode, objectId: ids.next().value ?? '' };
  });
  return treeWithEntries(run, tree, entries);
}

/** The paths of a folder's files, below it. */
export async function filesOfFolder(folder: string): Promise<Set<PathBytes>> {
  const found = await listFolder(folder, '');
  return new Set(found.map(({ path }) => toPathBytes(path)));
}

interface FoundFile {
  path: string;
  mode: string;
  /** Where a link leads, one character a byte; null for a file. */
  target: string | null;
}

async function listFolder(folder: string, below: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    const full = join(folder, path);
    if (/[\n\r\ufffd]/.test(entry.name))
      throw new Error(`${JSON.stringify(full)} has a line break or broken characters in its name: rename it`);
    if (entry.name === '.git') continue;
    if (entry.isDirectory()) found.push(...(await listFolder(folder, path)));
    else if (entry.isSymbolicLink())
      found.push({
        path,
        mode: '120000',
        target: (await readlink(full, { encoding: 'buffer' })).toString('latin1'),
      });
    else if (entry.isFile()) {
      const isExecutable = ((await lstat(full)).mode & 0o100) !== 0;
      found.push({ path, mode: isExecutable ? '100755' : '100644', target: null });
    }
  }
  return found;
}
