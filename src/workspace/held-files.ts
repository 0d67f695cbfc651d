import { lstat } from 'node:fs/promises';
import { type FilteredFile, sha256OfFile } from './filtered-files.ts';
import type { GitPlace } from './git.ts';
import { absentMode, putEntries } from './index-file.ts';
import { onDisk } from './path-bytes.ts';
import type { ObstructedPath } from './stage.ts';

/** A filtered file in a view, for which git's index is told not to look. */
export interface HeldFile {
  file: FilteredFile;
  /** Size, times and mode when the content was last known to be the base's; '' before the first look. */
  seen: string;
}

/**
 * Looks at the held files: one that is gone leaves the index and the list, one that was changed is returned.
 */
export async function checkHeld(
  place: GitPlace,
  held: readonly HeldFile[],
): Promise<{ held: HeldFile[]; changed: ObstructedPath[] }> {
  const kept: HeldFile[] = [];
  const gone: FilteredFile[] = [];
  const changed: ObstructedPath[] = [];
  for (const { file, seen } of held) {
    const now = await look(place, file);
    if (now === null) gone.push(file);
    else if (now === seen || (await isUnchanged(place, file))) kept.push({ file, seen: now });
    else {
      kept.push({ file, seen: '' });
      changed.push({ path: file.path, obstacle: 'filter' });
    }
  }
  if (gone.length > 0)
    await putEntries(
      place,
      gone.map((file) => ({ ...file, mode: absentMode })),
    );
  return { held: kept, changed };
}

async function look(place: GitPlace, { path }: FilteredFile): Promise<string | null> {
  const found = await lstat(onDisk(place.workTree ?? '', path), { bigint: true }).catch(() => null);
  return found?.isFile() ? [found.ino, found.size, found.mtimeNs, found.ctimeNs, found.mode].join(' ') : null;
}

async function isUnchanged(place: GitPlace, { path, mode, sha256 }: FilteredFile): Promise<boolean> {
  const file = onDisk(place.workTree ?? '', path);
  const executable = ((await lstat(file)).mode & 0o100) !== 0;
  return executable === (mode === '100755') && (await sha256OfFile(file)) === sha256;
}
