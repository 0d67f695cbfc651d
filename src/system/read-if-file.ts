import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The content of a regular file, also of one behind a link; null where something else stands there, as reading a pipe or
 * a device may never end. Rejects where nothing can be opened.
 */
export async function readIfFile(path: string): Promise<Buffer | null> {
  // A pipe that nobody writes into would hold up the opening too.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return (await file.stat()).isFile() ? await file.readFile() : null;
  } finally {
    await file.close();
  }
}
