import { availableParallelism, totalmem } from 'node:os';
import type { RunOptions } from '../core/options.ts';

const jobsMax = 6;
const gibibyte = 2 ** 30;

/** What a suite is taken to need of the machine. */
const needs = { cores: 2, memoryBytes: 2 * gibibyte };

/**
 * How many runs of the verify commands have room beside one another here. Without a network namespace of its own, each
 * could take another one's ports: then it is one.
 */
export function jobsOfMachine(sandbox: RunOptions['sandbox']): number {
  if (sandbox !== 'bubblewrap') return 1;
  // A container may have less than the machine; without such a limit the number is far beyond it, or 0.
  const memoryBytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return jobsFor(availableParallelism(), memoryBytes);
}

export function jobsFor(cores: number, memoryBytes: number): number {
  const room = Math.min(cores / needs.cores, memoryBytes / needs.memoryBytes);
  return Math.max(1, Math.min(jobsMax, Math.floor(room)));
}
