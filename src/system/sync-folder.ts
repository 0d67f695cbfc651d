import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes the entries of a folder durable: a new file survives a power cut only after this. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `syncFolder` for `folder` and each one above it, up to and with `top`. */
export async function syncFoldersUpTo(folder: string, top: string): Promise<void> {
  for (let current = folder; ; current = dirname(current)) {
    await syncFolder(current);
    if (current === top || current === dirname(current)) return;
  }
}
