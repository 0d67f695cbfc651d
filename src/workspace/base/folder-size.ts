import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What is in a folder, the caches left out that are never taken. */
export interface FolderSize {
  files: number;
  bytes: number;
}

const leftOut = new Set(['node_modules', '.venv', '__pycache__', '.git']);

export async function folderSize(top: string): Promise<FolderSize> {
  const size: FolderSize = { files: 0, bytes: 0 };
  const folders = [top];
  for (const folder of folders) {
    // What can't be read is not taken either.
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!leftOut.has(entry.name)) folders.push(path);
        continue;
      }
      size.files += 1;
      size.bytes += (await lstat(path).catch(() => null))?.size ?? 0;
    }
  }
  return size;
}
