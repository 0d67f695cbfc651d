import { availableParallelism, totalmem } from 'node:os';
import type { SpareDisk } from '../run/spare-disk.ts';

/** What the commands in a sandbox may take of the machine. */
export interface Limits {
  /** Processes and threads of one command at a time. */
  processes: number;
  /** Memory that one process can write to. */
  dataBytes: number;
  /** The largest file. */
  fileBytes: number;
  /** Files in /tmp; they are in memory, as the ones of the next two are. */
  temporaryBytes: number;
  homeBytes: number;
  sharedMemoryBytes: number;
  spareDisk: SpareDisk;
}

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

export const defaultSpareDisk: SpareDisk = { bytes: gibibyte, files: 20_000 };

/** Limits that honest builds and tests stay far below, and that leave the machine usable where they are reached. */
export function limitsOfThisMachine(): Limits {
  // A container may have less than the machine; without such a limit the number is far beyond it, or 0.
  const memoryBytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const share = (part: number) =>
    Math.floor(Math.min(Math.max(memoryBytes * part, 64 * mebibyte), 4 * gibibyte));
  return {
    processes: Math.max(1024, 128 * availableParallelism()),
    dataBytes: Math.floor(memoryBytes * 0.75),
    fileBytes: 8 * gibibyte,
    temporaryBytes: share(0.25),
    homeBytes: share(0.25),
    sharedMemoryBytes: share(0.125),
    spareDisk: defaultSpareDisk,
  };
}
