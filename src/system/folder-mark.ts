import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** What folders were like at a time, in short. */
export interface FolderMark {
  mark: string;
  /** When something in them last changed, in milliseconds since the epoch; 0 where there is nothing. */
  newestMs: number;
}

/** More than this takes longer to look at than most suites run. */
const entriesMax = 200_000;

const entriesAtOnce = 2000;

/**
 * Marks what lies below folders of `root`, whose own place is no part of it: of each folder, down to `depth` below these,
 * when its entries last changed; of files their size and time too where `looksAt` says so. Null where there is too much to
 * look at. What can't be read is passed over.
 */
export async function markFolders(
  root: string,
  folders: readonly string[],
  depth: number,
  looksAt: 'folders' | 'files too',
): Promise<FolderMark | null> {
  const hash = createHash('sha256');
  let newestMs = 0;
  let seen = 0;
  let rested = 0;
  const note = (path: string): boolean => {
    const found = statusOf(join(root, path));
    if (found === null) return false;
    newestMs = Math.max(newestMs, found.mtimeMs);
    hash.update(`${path}\0${found.mode}\0${found.isDirectory() ? 0 : found.size}\0${found.mtimeMs}\n`);
    return found.isDirectory();
  };
  let level = [...folders].sort();
  for (let at = 0; at <= depth && level.length > 0; at += 1) {
    const next: string[] = [];
    for (const folder of level) {
      // A link is what it leads to for whoever looks behind it: there, all is looked at by its own name.
      const entries = note(folder) ? entriesOf(join(root, folder)) : [];
      seen += entries.length;
      if (seen > entriesMax) return null;
      // Waiting for each of these thousands of calls would take many times what they take; others have their turn now and then.
      if (seen - rested > entriesAtOnce) {
        rested = seen;
        await setImmediate();
      }
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) next.push(path);
        else if (looksAt === 'files too') note(path);
      }
    }
    level = next;
  }
  return { mark: hash.digest('hex'), newestMs };
}

function statusOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
