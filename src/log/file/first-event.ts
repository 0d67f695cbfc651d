import { open, stat } from 'node:fs/promises';
import type { LoggedEvent } from '../../core/events.ts';
import { decodeLine } from '../decode-line.ts';
import { emptyHead } from '../encode-line.ts';

export async function existsAsFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

/** The first event of a log, without reading the rest; null where there is none that can be read. */
export async function readFirstEvent(path: string): Promise<LoggedEvent | null> {
  if (!(await existsAsFile(path))) return null;
  const handle = await open(path, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    for await (const line of handle.readLines()) {
      const decoded = decodeLine(line, 1, emptyHead);
      return decoded.kind === 'event' ? decoded.event : null;
    }
    return null;
  } finally {
    await handle.close();
  }
}
