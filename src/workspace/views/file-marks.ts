import { lstatSync } from 'node:fs';
import { folderEntries } from '../disk/folder-entries.ts';
import { isSettled } from '../disk/settled.ts';
import { isBelowAny, onDisk, type PathBytes, pathIn, pathOf, topPath } from '../git/path-bytes.ts';

/** Looking at more files than these one by one takes longer than asking git. */
const mostFiles = 1000;

/**
 * What the file system says of every file and folder below `root`: two equal marks say that nothing was changed in
 * between, on the same grounds on which git trusts its index (inode, size, times, mode). `passedOver` holds paths that
 * no tree takes in. `nowMs` is the time in milliseconds since the epoch.
 *
 * Null where that can't be told: there are many files, one can't be looked at, or one was changed so shortly before
 * that a later change could bear the same time. Synchronous, as every command waits for it: a look takes microseconds,
 * and a round trip through the thread pool each much longer.
 */
export function markFiles(root: string, passedOver: readonly PathBytes[], nowMs: number): string | null {
  const now = BigInt(Math.floor(nowMs)) * 1_000_000n;
  const marks: string[] = [];
  const folders: PathBytes[] = [topPath];
  try {
    for (const folder of folders) {
      for (const entry of folderEntries(onDisk(root, folder))) {
        const path = pathIn(folder, pathOf(entry.name));
        if (isBelowAny(path, passedOver)) continue;
        const { ino, size, mode, mtimeNs, ctimeNs } = lstatSync(onDisk(root, path), { bigint: true });
        if (!isSettled(ctimeNs, now) || marks.length === mostFiles) return null;
        marks.push(`${path}\0${ino} ${size} ${mode} ${mtimeNs} ${ctimeNs}`);
        if (entry.isDirectory()) folders.push(path);
      }
    }
  } catch {
    return null;
  }
  return marks.join('\0');
}
