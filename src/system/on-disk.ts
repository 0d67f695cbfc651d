import { chmod, lstat, readdir, rm } from 'node:fs/promises';

/** Whether there is anything at the path, a symbolic link included. */
export async function existsOnDisk(path: string | Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether there is a folder at the path, and not a link to one. */
export async function isFolder(path: string | Buffer): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}

/** Removes a folder with all that is in it, read-only folders too. A symbolic link is removed, not followed. */
export async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await makeAccessible(Buffer.from(path));
    await rm(path, { recursive: true, force: true });
  }
}

/**
 * Gives the owner access to the files and folders below `path` that were made unreadable or read-only. What is gone
 * before it is reached is passed over: a failed `rm` may still be removing.
 */
export async function makeAccessible(path: Buffer): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found?.isFile() && (found.mode & 0o400) === 0) await addMode(path, found.mode, 0o600);
  if (!found?.isDirectory()) return;
  if ((found.mode & 0o700) !== 0o700) await addMode(path, found.mode, 0o700);
  const names = await readdir(path, { encoding: 'buffer' }).catch(() => []);
  for (const name of names) await makeAccessible(Buffer.concat([path, Buffer.from('/'), name]));
}

const addMode = (path: Buffer, mode: number, more: number) =>
  chmod(path, (mode & 0o777) | more).catch(() => {});
