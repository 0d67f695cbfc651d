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
  /** Memory of the machine that must stay available; 0 is no such limit. */
  spareMemoryBytes: number;
}

/** How far a command of low priority steps back: a busy core gives it about a tenth of its time. */
export const lowNice = 10;

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

const defaultSpareDisk: SpareDisk = { bytes: gibibyte, files: 20_000 };

/**
 * The largest file where so much of the disk is free: one that takes its room in a single call would be past the watch
 * over the disk before that looks again. A power of two, so that it stays the same from one command to the next, and does not
 * tell them apart.
 */
export function fileLimit({ fileBytes, spareDisk }: Limits, freeBytes: number): number {
  const room = Math.max(freeBytes - spareDisk.bytes, freeBytes / 4);
  const share = 2 ** Math.floor(Math.log2(Math.max(room / 4, 1)));
  return Math.min(fileBytes, Math.max(share, smallestFileLimit));
}

const smallestFileLimit = 64 * mebibyte;

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
    spareMemoryBytes: Math.floor(Math.min(memoryBytes / 16, gibibyte)),
  };
}
