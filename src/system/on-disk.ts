import { chmod, lstat, mkdtemp, readdir, rename, rm } from 'node:fs/promises';

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

/**
 * Removes a folder with all that is in it, read-only folders and those so deep that they have no path too. A symbolic
 * link is removed, not followed.
 */
export async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    const tops = [path];
    for (const top of tops) {
      await makeAccessible(Buffer.from(top));
      tops.push(...(await raiseDeepFolders(Buffer.from(top), path)));
    }
    await rm(path, { recursive: true, force: true });
  }
}

/** Of the 4096 bytes that a path can have, so many may lie below the folder that is removed. */
const deepBytes = 2000;

/** Moves what lies deep below `top` to new folders in `raisedTo`, and resolves with these. */
async function raiseDeepFolders(top: Buffer, raisedTo: string): Promise<string[]> {
  const raised: string[] = [];
  const folders = [top];
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' }).catch(() => []);
    for (const entry of entries.filter((one) => one.isDirectory())) {
      const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
      if (path.length - top.length <= deepBytes) folders.push(path);
      else {
        const place = await mkdtemp(`${raisedTo}/raised-`);
        await rename(path, `${place}/folder`);
        raised.push(place);
      }
    }
  }
  return raised;
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
