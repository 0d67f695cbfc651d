import { randomBytes } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { isDiskFull } from '../../core/text/disk-full.ts';
import { ifMissing } from '../../system/error-code.ts';

/** Enough for the closing event of a long run. */
const spareBytes = 256 * 1024;

/**
 * Takes room on the disk that is given up when nothing else is left, so that a run can still say how it ended. Made
 * anew where it is there already. Rejects with a sentence where there is no room for it.
 */
export async function takeSpare(path: string): Promise<void> {
  try {
    const handle = await open(path, 'w', 0o600);
    try {
      // Bytes that no file system can store as a hole or compress.
      await handle.writeFile(randomBytes(spareBytes));
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await giveUpSpare(path);
    if (!isDiskFull(error)) throw error;
    throw new Error(`The disk is full: there is no room to work at ${path}. Make room, then try again.`, {
      cause: error,
    });
  }
}

/** Gives the room back; nothing happens where there is none. */
export async function giveUpSpare(path: string): Promise<void> {
  await unlink(path).catch(ifMissing(undefined));
}
