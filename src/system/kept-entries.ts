import { lstat, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptEntry } from '../core/expired-entries.ts';
import { diskBytes } from './disk-bytes.ts';
import { removeFolder } from './on-disk.ts';

/** Notes that an entry of a cache was made use of. Never throws: who may not write there keeps nothing either. */
export async function markUsed(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

/** The entries of a cache, each a file or a folder; none where the cache is not there. */
export async function listKept(folder: string): Promise<KeptEntry[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map((name) => describe(folder, name)));
  return found.filter((entry) => entry !== null);
}

/** Removes an entry, unless someone has made use of it since it was listed; resolves with whether it is gone. */
export async function removeKept(folder: string, { name, usedAtMs }: KeptEntry): Promise<boolean> {
  const [path, apart] = [join(folder, name), join(folder, `${name}.removed-${process.pid}`)];
  try {
    await rename(path, apart);
    // Who has found it before it was put apart has marked it.
    if ((await stat(apart)).mtimeMs > usedAtMs) {
      await rename(apart, path);
      return false;
    }
    await removeFolder(apart);
    return true;
  } catch {
    return false;
  }
}

/** Null for one that is gone by now. */
async function describe(folder: string, name: string): Promise<KeptEntry | null> {
  const path = join(folder, name);
  const found = await lstat(path).catch(() => null);
  if (found === null) return null;
  const usedAtMs = found.mtimeMs;
  if (!found.isDirectory()) return { name, usedAtMs, bytes: found.blocks * 512 };
  return { name, usedAtMs, bytes: await folderBytes(path, found.mtime) };
}

/** Counted once: an entry is not changed after it was made. */
async function folderBytes(path: string, usedAt: Date): Promise<number> {
  const note = join(path, 'bytes');
  const known = Number(await readFile(note, 'utf8').catch(() => ''));
  if (known > 0) return known;
  const bytes = (await diskBytes(path)) ?? 0;
  await writeFile(note, `${bytes}\n`).catch(() => {});
  // To count is not to use.
  await utimes(path, usedAt, usedAt).catch(() => {});
  return bytes;
}
