import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/**
 * Gives a file, which only its owner may read, this text: durably, and whole or not at all. Where it rejects, the file
 * is as it was.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  await putInPlace(path, text, (handle) => handle.datasync());
  await syncFolder(dirname(path));
}

/** `replaceFile` without a wait for the disk: a reader sees the old text or the new one, but a power cut may lose both. */
export async function replaceFileUnsynced(path: string, text: string): Promise<void> {
  await putInPlace(path, text, async () => {});
}

type OpenFile = Awaited<ReturnType<typeof open>>;

async function putInPlace(
  path: string,
  text: string,
  settle: (handle: OpenFile) => Promise<void>,
): Promise<void> {
  // A name of its own: two processes may do this at the same time.
  const written = `${path}.new-${randomBytes(4).toString('hex')}`;
  try {
    const handle = await open(written, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await settle(handle);
    } finally {
      await handle.close();
    }
    await rename(written, path);
  } catch (error) {
    await rm(written, { force: true }).catch(() => {});
    throw error;
  }
}
