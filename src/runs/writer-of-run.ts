import { join } from 'node:path';
import { findHolder } from '../log/writer-lock.ts';
import type { FoundRun } from './find-run.ts';
import { UsageError } from './usage-error.ts';

export function writerLockPath(runHome: string): string {
  return join(runHome, 'writer.lock');
}

/** Of the file that keeps the number and hash of the log's last known line. */
export function headPathOf(runHome: string): string {
  return join(runHome, 'head');
}

/** Of the file that keeps room on the disk for the run's last line. */
export function sparePathOf(runHome: string): string {
  return join(runHome, 'spare');
}

/** The process that works on a run now; null for none. A UsageError where that can't be told. */
export async function writerOf({ runHome }: FoundRun): Promise<{ pid: number; since: string } | null> {
  return findHolder(writerLockPath(runHome)).catch((error: Error) => {
    throw new UsageError(error.message);
  });
}
