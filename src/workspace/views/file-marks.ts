import { lstatSync, readdirSync } from 'node:fs';
import { isWithin, onDisk, type PathBytes } from '../git/path-bytes.ts';

/** Looking at more files than these one by one takes longer than asking git. */
const mostFiles = 1000;

/** Longer than the tick of any file system's clock. */
const settledNs = 100_000_000n;

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
  const settledBefore = BigInt(Math.floor(nowMs)) * 1_000_000n - settledNs;
  const marks: string[] = [];
  const folders: PathBytes[] = [''];
  try {
    for (const folder of folders) {
      for (const entry of readdirSync(onDisk(root, folder), { encoding: 'buffer', withFileTypes: true })) {
        const name = entry.name.toString('latin1');
        const path = folder === '' ? name : `${folder}/${name}`;
        if (isWithin(path, passedOver)) continue;
        const { ino, size, mode, mtimeNs, ctimeNs } = lstatSync(onDisk(root, path), { bigint: true });
        if (ctimeNs >= settledBefore || marks.length === mostFiles) return null;
        marks.push(`${path}\0${ino} ${size} ${mode} ${mtimeNs} ${ctimeNs}`);
        if (entry.isDirectory()) folders.push(path);
      }
    }
  } catch {
    return null;
  }
  return marks.join('\0');
}
