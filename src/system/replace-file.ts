import { randomBytes } from 'node:crypto';
import { closeSync, fdatasync, openSync, renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { syncFolder } from './sync-folder.ts';

/**
 * Gives a file, which only its owner may read, this text: durably, and whole or not at all. Where it rejects, the file
 * is as it was.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  await putInPlace(path, text, promisify(fdatasync));
  await syncFolder(dirname(path));
}

/** `replaceFile` without a wait for the disk: a reader sees the old text or the new one, but a power cut may lose both. */
export async function replaceFileUnsynced(path: string, text: string): Promise<void> {
  await putInPlace(path, text, async () => {});
}

/** What takes time is to settle: the rest goes to the system's memory, and a wait for a thread would take longer. */
async function putInPlace(
  path: string,
  text: string,
  settle: (file: number) => Promise<void>,
): Promise<void> {
  // A name of its own: two processes may do this at the same time.
  const written = `${path}.new-${randomBytes(4).toString('hex')}`;
  try {
    const file = openSync(written, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      await settle(file);
    } finally {
      closeSync(file);
    }
    renameSync(written, path);
  } catch (error) {
    await rm(written, { force: true }).catch(() => {});
    throw error;
  }
}
