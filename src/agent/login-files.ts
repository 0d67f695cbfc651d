import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A file of the user's that belongs to an agent's login. */
export interface LoginFile {
  /** Below the home. */
  name: string;
  /** Where it really lies. */
  source: string;
  content: Buffer;
}

/** A login is small: what is larger, or more than so much, is none. */
const bounds = { fileBytes: 8 * 2 ** 20, files: 2000 };

/** Reads the named files, and all of the named folders; links within these are not followed. What is not there is passed over. */
export async function readLoginFiles(userHome: string, names: readonly string[]): Promise<LoginFile[]> {
  const files: LoginFile[] = [];
  for (const name of names) await readBelow(userHome, join(userHome, name), files);
  return files;
}

async function readBelow(userHome: string, path: string, files: LoginFile[]): Promise<void> {
  const source = await realpath(path).catch(() => null);
  const found = source === null ? null : await lstat(source);
  if (source === null || found === null || files.length >= bounds.files) return;
  if (found.isDirectory()) {
    for (const entry of await readdir(source, { withFileTypes: true })) {
      if (entry.isFile() || entry.isDirectory()) await readBelow(userHome, join(path, entry.name), files);
    }
  } else if (found.isFile() && found.size <= bounds.fileBytes) {
    files.push({ name: relative(userHome, path), source, content: await readLoginFile(source) });
  }
}

/** Reads a file that is one, without waiting for a pipe or following a link. */
export async function readLoginFile(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > bounds.fileBytes) throw new Error(`${path} is no login`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
