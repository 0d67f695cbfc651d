import { chmodSync, type Dirent, rmSync } from 'node:fs';
import { onDisk, type PathBytes, pathIn, pathOf, topPath } from '../git/path-bytes.ts';
import { folderEntries } from './folder-entries.ts';

/** The files that git opens wherever it comes by. */
const readByGit = ['.gitignore', '.gitattributes'];

/**
 * Removes the named pipes below `root` that stand in the place of such a file: git would wait for ever for somebody to
 * write into them. No tree can hold one. A folder that can't be read is passed over, as git does; throws for one that
 * lies so deep that it can't be opened from here, though git can.
 */
export function removePipes(root: string): void {
  const folders: PathBytes[] = [topPath];
  for (const folder of folders) {
    for (const entry of readableEntries(root, folder)) {
      const path = pathIn(folder, pathOf(entry.name));
      if (entry.isDirectory() && path !== '.git') folders.push(path);
      else if (entry.isFIFO() && readByGit.includes(entry.name.toString('latin1').toLowerCase()))
        removeFrom(onDisk(root, folder), onDisk(root, path));
    }
  }
}

/** What a path can have at most, in bytes: git's begin at the work tree. */
const pathBytesMax = 4095;

function* readableEntries(root: string, folder: PathBytes): Generator<Dirent<Buffer>> {
  try {
    yield* folderEntries(onDisk(root, folder));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENAMETOOLONG' && folder.length < pathBytesMax)
      throw new Error('A folder lies so deep that it can not be looked into: remove it.');
    if (!['EACCES', 'ENOENT', 'ENAMETOOLONG'].includes(code ?? '')) throw error;
  }
}

/** A folder that was made read-only is given back to its owner: git does not keep its mode. */
function removeFrom(folder: Buffer, pipe: Buffer): void {
  try {
    rmSync(pipe);
  } catch {
    chmodSync(folder, 0o700);
    rmSync(pipe);
  }
}
