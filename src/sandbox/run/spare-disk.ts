import { statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** What a command must leave free on the disk that holds its view; 0 is no such limit. */
export interface SpareDisk {
  bytes: number;
  /** Files that could still be created. */
  files: number;
}

const pollMs = 100;

/**
 * Resolves as soon as less than `spare` is free on the disk of `folder`. On a disk that has less to begin with, half of
 * what there is must stay free. Rejects with the signal's reason when it aborts.
 */
export async function watchDisk(folder: string, spare: SpareDisk, signal: AbortSignal): Promise<void> {
  const first = await freeOn(folder);
  const floor = (free: number, wanted: number) => (free > wanted ? wanted : free / 2);
  const bytes = floor(first.bytes, spare.bytes);
  const files = floor(first.files, spare.files);
  for (;;) {
    await delay(pollMs, undefined, { signal });
    const free = await freeOn(folder);
    if (free.bytes < bytes || free.files < files) return;
  }
}

/** Unlimited where the file system does not tell, as many do not for the number of files. */
async function freeOn(folder: string): Promise<SpareDisk> {
  const found = await statfs(folder).catch(() => null);
  if (found === null) return { bytes: Number.POSITIVE_INFINITY, files: Number.POSITIVE_INFINITY };
  return {
    bytes: found.bavail * found.bsize,
    files: found.files === 0 ? Number.POSITIVE_INFINITY : found.ffree,
  };
}
