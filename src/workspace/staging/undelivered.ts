import { lstatSync } from 'node:fs';
import type { RefusedPath } from '../../core/events.ts';
import { existsOnDisk } from '../../system/on-disk.ts';
import { folderEntries } from '../disk/folder-entries.ts';
import {
  isBelowAny,
  onDisk,
  type PathBytes,
  pathIn,
  pathOf,
  shownPath,
  splitPaths,
  toPathBytes,
  withoutSlash,
} from '../git/path-bytes.ts';
import { type GitPlace, runGit } from '../git/run-git.ts';
import { isCachePath } from './excludes.ts';

/** Paths of a view that no tree takes, whatever becomes of them. */
export interface OutsidePaths {
  /** Every submodule of the base. */
  submodules: readonly PathBytes[];
  /** Those whose files are in the view, with the time of the newest change when they were put there. */
  filledSubmodules: ReadonlyMap<PathBytes, bigint>;
  /** Dependency folders that were put into the view. */
  placed: readonly PathBytes[];
  /** What lay beside the files of the index, as `stageAll` has found it; null where that is not known. */
  beside: readonly PathBytes[] | null;
}

/** More tell a reader nothing new. */
const mostNamed = 20;

/** Looking at more files of a submodule than these takes longer than what is said is worth. */
const mostFiles = 20_000;

/**
 * What was made or changed in a view and would not be delivered, as its index is after a snapshot: ignored files and
 * folders, changed submodules. Caches and dependency folders count only where `written`, the paths that a tool has just
 * written, name something in them.
 */
export async function findUndelivered(
  place: GitPlace,
  { submodules, filledSubmodules, placed, beside }: OutsidePaths,
  written: readonly string[],
): Promise<RefusedPath[]> {
  const found = new Map<PathBytes, string>();
  for (const path of await writtenElsewhere(place, submodules, written.map(toPathBytes))) {
    const submodule = submodules.find((one) => isBelowAny(path, [one]));
    if (submodule !== undefined)
      found.set(path, `lies in the submodule ${shownPath(submodule)}, which is kept as it is`);
    else found.set(path, isBelowAny(path, placed) || isCachePath(path) ? inCache : ignored);
  }
  const isPassedOver = (bare: PathBytes) => isBelowAny(bare, placed) || isCachePath(bare);
  const mayBeIgnored = beside === null || beside.some((path) => !isPassedOver(withoutSlash(path)));
  for (const path of mayBeIgnored ? await listIgnored(place) : []) {
    const bare = withoutSlash(path);
    if (isPassedOver(bare) || found.has(bare)) continue;
    if (bare === path || holdsOther(place.workTree ?? '', bare)) found.set(path, ignored);
  }
  for (const [path, filledAt] of filledSubmodules) {
    if (newestChange(place.workTree ?? '', path) > filledAt)
      found.set(path, 'is a submodule, which is kept as it is');
  }
  return [...found].slice(0, mostNamed).map(([path, reason]) => ({ path: shownPath(path), reason }));
}

async function listIgnored(place: GitPlace): Promise<PathBytes[]> {
  const listing = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  return splitPaths(await runGit(place, listing));
}

const ignored = 'is ignored by git';
const inCache = 'lies in a folder of dependencies or in a cache';

/** Those of the paths that the index does not have although they are there, and all in submodules. */
async function writtenElsewhere(
  place: GitPlace,
  submodules: readonly PathBytes[],
  written: readonly PathBytes[],
): Promise<PathBytes[]> {
  if (written.length === 0) return [];
  const inside = written.filter((path) => isBelowAny(path, submodules));
  const rest = written.filter((path) => !inside.includes(path));
  const there: PathBytes[] = [];
  for (const path of rest) if (await existsOnDisk(onDisk(place.workTree ?? '', path))) there.push(path);
  if (there.length === 0) return inside;
  const known = new Set(splitPaths(await runGit(place, ['ls-files', '--cached', '-z'])));
  return [...inside, ...there.filter((path) => !known.has(path))];
}

/** Whether a folder holds anything but caches: git names one as a whole whose files are all ignored. */
function holdsOther(root: string, path: PathBytes): boolean {
  const folders: PathBytes[] = [path];
  for (const folder of folders) {
    for (const entry of folderEntries(onDisk(root, folder))) {
      const child = pathIn(folder, pathOf(entry.name));
      if (isCachePath(child)) continue;
      if (!entry.isDirectory()) return true;
      folders.push(child);
    }
  }
  return false;
}

/** When something below the path was changed last, in nanoseconds since the epoch; 0 where that takes too long to see. */
export function newestChange(root: string, path: PathBytes): bigint {
  let newest = 0n;
  let count = 0;
  const folders: PathBytes[] = [path];
  try {
    for (const folder of folders) {
      for (const entry of folderEntries(onDisk(root, folder))) {
        count += 1;
        if (count > mostFiles) return 0n;
        const child = pathIn(folder, pathOf(entry.name));
        if (entry.isDirectory()) folders.push(child);
        else newest = max(newest, lstatSync(onDisk(root, child), { bigint: true }).ctimeNs);
      }
      newest = max(newest, lstatSync(onDisk(root, folder), { bigint: true }).mtimeNs);
    }
  } catch {
    // A folder that was taken away while we looked was changed.
    return BigInt(Number.MAX_SAFE_INTEGER) * 1_000_000n;
  }
  return newest;
}

const max = (one: bigint, other: bigint) => (one > other ? one : other);
