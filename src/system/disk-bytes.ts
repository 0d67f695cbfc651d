import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Space that a file or folder takes on the disk; null where there is none. What can't be read counts as nothing. */
export async function diskBytes(path: string): Promise<number | null> {
  const status = await lstat(path).catch(() => null);
  if (status === null) return null;
  let bytes = status.blocks * 512;
  if (!status.isDirectory()) return bytes;
  for (const name of await readdir(path).catch(() => [])) bytes += (await diskBytes(join(path, name))) ?? 0;
  return bytes;
}
