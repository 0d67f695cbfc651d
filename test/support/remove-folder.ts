import { rm } from 'node:fs/promises';
import { makeAccessible } from '../../src/system/on-disk.ts';

/** Removes a folder in which a command of a killed program may still be writing: git ends a moment after it. */
export async function removeFolder(folder: string): Promise<void> {
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };
  await rm(folder, options).catch(async () => {
    // The kernel's own folder beside a mounted view can't even be listed.
    await makeAccessible(Buffer.from(folder));
    await rm(folder, options);
  });
}
