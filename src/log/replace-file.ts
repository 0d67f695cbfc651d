import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/**
 * Gives a file, which only its owner may read, this text: durably, and whole or not at all. Where it rejects, the file
 * is as it was.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const written = `${path}.new`;
  try {
    const handle = await open(written, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(written, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(written, { force: true }).catch(() => {});
    throw error;
  }
}
