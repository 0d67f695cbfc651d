import { constants, type Stats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { errorCode } from '../../system/error-code.ts';

/** What stands on the disk under a path; a symbolic link is looked at itself, never followed. */
export type Entry =
  | { kind: 'absent' | 'folder' | 'link' | 'special' }
  | { kind: 'file' /** Permission bits. */; mode: number };

/** Looks at one path below the folder. Its parents must have been looked at: they would be followed. */
export async function lookAt(folder: string, path: string): Promise<Entry> {
  let stats: Stats;
  try {
    stats = await lstat(join(folder, path));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'absent' };
    throw error;
  }
  if (stats.isFile()) return { kind: 'file', mode: stats.mode & 0o777 };
  if (stats.isDirectory()) return { kind: 'folder' };
  return { kind: stats.isSymbolicLink() ? 'link' : 'special' };
}

/** Bytes of a regular file. Throws where the path is anything else by now; never waits on a FIFO or a device. */
export async function readRegularFile(folder: string, path: string): Promise<Buffer> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(folder, path), flags);
  try {
    if (!(await file.stat()).isFile()) throw new Error('it is not a regular file');
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Says what went wrong without the absolute paths of the system's own message. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const errno = 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
  const [code, description] = getSystemErrorMap().get(errno) ?? [];
  return code ? `${description} (${code})` : error.message;
}
