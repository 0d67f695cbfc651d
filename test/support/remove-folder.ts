import { rm } from 'node:fs/promises';

/** Removes a folder in which a command of a killed program may still be writing: git ends a moment after it. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
