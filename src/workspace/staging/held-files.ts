import { lstat } from 'node:fs/promises';
import { absentMode, holdEntries, listChanges, listIndex, putEntries, writeTree } from '../git/index-file.ts';
import { joinNul, onDisk, type PathBytes } from '../git/path-bytes.ts';
import { type GitPlace, runGit } from '../git/run-git.ts';
import { sha256OfFile } from './filtered-files.ts';
import { type ObstructedPath, stageAll } from './stage.ts';

/**
 * A file in a view whose blob is not what git would make of it now. Git's index is told not to look at it, so that
 * it does not appear as changed; we look instead.
 */
export interface HeldFile {
  path: PathBytes;
  mode: string;
  objectId: string;
  /** SHA-256 (hex) of the content that stands for the blob. */
  sha256: string;
  /** Whether a filter would have to run to deliver another content; else it is only a matter of line endings. */
  filtered: boolean;
  /** Size, times and mode when the content was last known to be that one; '' before the first look. */
  seen: string;
}

/** Holds those of the files that the index has with the same blob, and resolves with them. */
export async function hold(place: GitPlace, files: readonly HeldFile[]): Promise<HeldFile[]> {
  if (files.length === 0) return [];
  const entries = new Map((await listIndex(place)).map((entry) => [entry.path, entry]));
  const held = files.filter(({ path, mode, objectId }) => {
    const entry = entries.get(path);
    return entry?.mode === mode && entry.objectId === objectId;
  });
  await holdEntries(
    place,
    held.map(({ path }) => path),
  );
  return held;
}

/**
 * Holds the files, fresh from a checkout of `tree`, whose line endings git would now write differently (text that
 * was committed before its attributes), and resolves with them.
 */
export async function holdUnnormalised(place: GitPlace, tree: string): Promise<HeldFile[]> {
  await stageAll(place);
  const changes = await listChanges(place, tree, await writeTree(place));
  if (changes.length === 0) return [];
  const files: HeldFile[] = [];
  for (const { path, before } of changes) {
    const sha256 = await sha256OfFile(onDisk(place.workTree ?? '', path));
    files.push({ path, ...before, sha256, filtered: false, seen: '' });
  }
  await putEntries(place, files);
  await holdEntries(
    place,
    files.map(({ path }) => path),
  );
  return files;
}

/**
 * Looks at the held files. One that is gone leaves the index; one with other line endings that was changed is git's
 * to look at again; a filtered one that was changed stays held and is returned.
 */
export async function checkHeld(
  place: GitPlace,
  held: readonly HeldFile[],
): Promise<{ held: HeldFile[]; changed: ObstructedPath[] }> {
  const kept: HeldFile[] = [];
  const gone: HeldFile[] = [];
  const released: PathBytes[] = [];
  const changed: ObstructedPath[] = [];
  for (const file of held) {
    const now = await look(place, file);
    if (now === null) gone.push(file);
    else if (now === file.seen || (await isUnchanged(place, file))) kept.push({ ...file, seen: now });
    else if (file.filtered) {
      kept.push({ ...file, seen: '' });
      changed.push({ path: file.path, obstacle: 'filter' });
    } else released.push(file.path);
  }
  if (gone.length > 0)
    await putEntries(
      place,
      gone.map((file) => ({ ...file, mode: absentMode })),
    );
  if (released.length > 0)
    await runGit(place, ['update-index', '--no-skip-worktree', '-z', '--stdin'], joinNul(released));
  return { held: kept, changed };
}

async function look(place: GitPlace, { path }: HeldFile): Promise<string | null> {
  const found = await lstat(onDisk(place.workTree ?? '', path), { bigint: true }).catch(() => null);
  return found?.isFile() ? [found.ino, found.size, found.mtimeNs, found.ctimeNs, found.mode].join(' ') : null;
}

async function isUnchanged(place: GitPlace, { path, mode, sha256 }: HeldFile): Promise<boolean> {
  const file = onDisk(place.workTree ?? '', path);
  const executable = ((await lstat(file)).mode & 0o100) !== 0;
  return executable === (mode === '100755') && (await sha256OfFile(file)) === sha256;
}
