import { type BigIntStats, chmodSync, type Dirent, lstatSync, rmSync } from 'node:fs';
import { onDisk, type PathBytes, pathIn, pathOf, topPath } from '../git/path-bytes.ts';
import { folderEntries } from './folder-entries.ts';
import { isSettled } from './settled.ts';

/** The files that git opens wherever it comes by; in a folder that is a repository of its own, it opens any. */
const readByGit = ['.gitignore', '.gitattributes'];

/** A folder without such pipes, as it was when it was read. */
interface SeenFolder {
  /** Equal ones say that no name has come or gone since. */
  mark: string;
  /** The folders in it. */
  folders: readonly PathBytes[];
  /** Whether it holds a `.git` that is no folder, by which git goes on in another one, of any name. */
  leadsElsewhere: boolean;
}

/** What a look has found, by path: of a folder that is as it was then, the next look need not read the names. */
export type SeenFolders = ReadonlyMap<PathBytes, SeenFolder>;

/**
 * Removes the named pipes below `root` that stand in the place of such a file: git would wait for ever for somebody to
 * write into them. No tree can hold one. `seen` is what the last look at this root has resolved with, empty for the first
 * one; `nowMs` is the time in milliseconds since the epoch. A folder that can't be read is passed over, as git does;
 * throws for one that lies so deep that it can't be opened from here, though git can.
 */
export function removePipes(root: string, seen: SeenFolders, nowMs: number): SeenFolders {
  const first = removeWhere(isPipeForGit, { root, seen, nowMs });
  return first.leadsElsewhere ? removeWhere(isPipe, { root, seen: new Map(), nowMs }).found : first.found;
}

type IsRemoved = (entry: Dirent<Buffer>, folder: PathBytes) => boolean;

function removeWhere(
  isRemoved: IsRemoved,
  { root, seen, nowMs }: { root: string; seen: SeenFolders; nowMs: number },
): { found: SeenFolders; leadsElsewhere: boolean } {
  const now = BigInt(Math.floor(nowMs)) * 1_000_000n;
  const found = new Map<PathBytes, SeenFolder>();
  const folders: PathBytes[] = [topPath];
  let leads = false;
  for (const folder of folders) {
    // Before its names are read: a name that comes meanwhile changes the mark.
    const stats = statsOf(onDisk(root, folder));
    const mark = stats === null ? '' : markOf(stats);
    const before = seen.get(folder);
    const { isKept, ...names } =
      before?.mark === mark ? { ...before, isKept: true } : look(root, folder, isRemoved);
    for (const one of names.folders) folders.push(one);
    leads ||= names.leadsElsewhere;
    if (stats !== null && isKept && isSettled(stats.ctimeNs, now)) found.set(folder, { ...names, mark });
  }
  return { found, leadsElsewhere: leads };
}

/** Null where it can't be looked at: opening it then tells why. */
function statsOf(path: Buffer): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return null;
  }
}

/** What is in a folder, and whether it was read and left as it is. */
function look(root: string, folder: PathBytes, isRemoved: IsRemoved) {
  const folders: PathBytes[] = [];
  let [leadsElsewhere, isKept] = [false, true];
  try {
    for (const entry of folderEntries(onDisk(root, folder))) {
      const path = pathIn(folder, pathOf(entry.name));
      if (entry.isDirectory() && path !== '.git') folders.push(path);
      else if (isRemoved(entry, folder)) {
        isKept = false;
        removeFrom(onDisk(root, folder), onDisk(root, path));
      } else if (path.endsWith('/.git')) leadsElsewhere = true;
    }
  } catch (error) {
    refuseTooDeep(error, folder);
    isKept = false;
  }
  return { folders, leadsElsewhere, isKept };
}

const isPipe = (entry: Dirent<Buffer>) => entry.isFIFO();

const isPipeForGit = (entry: Dirent<Buffer>, folder: PathBytes) =>
  isPipe(entry) &&
  (readByGit.includes(entry.name.toString('latin1').toLowerCase()) || folder.split('/').includes('.git'));

const markOf = ({ dev, ino, mtimeNs, ctimeNs }: BigIntStats) => [dev, ino, mtimeNs, ctimeNs].join(' ');

/** What a path can have at most, in bytes: git's begin at the work tree. */
const pathBytesMax = 4095;

function refuseTooDeep(error: unknown, folder: PathBytes): void {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENAMETOOLONG' && folder.length < pathBytesMax)
    throw new Error('A folder lies so deep that it can not be looked into: remove it.');
  if (!['EACCES', 'ENOENT', 'ENAMETOOLONG'].includes(code ?? '')) throw error;
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
