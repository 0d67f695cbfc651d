import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { NewEvent } from '../core/events.ts';
import { emptyHead, encodeLine, lineHash } from './encode-line.ts';
import { takeWriterLock } from './writer-lock.ts';

/** A folder that is removed when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-log-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export const lockFor = (logPath: string) => takeWriterLock(`${logPath}.lock`, 0);

export const ignoreLine = () => {};

export const retried = (error: string): NewEvent => ({
  event: 'role_retry',
  payload: { iteration: 1, role: 'coder', attempt: 1, error, delay_ms: 0, waits: false },
});

export const stopped: NewEvent = { event: 'stop_requested', payload: { signal: 'SIGINT' } };

/** The lines of a log with these events, one second apart. */
export function encodeLog(events: readonly NewEvent[]): string[] {
  let head = emptyHead;
  return events.map((event, index) => {
    const line = encodeLine(event, new Date(index * 1000).toISOString(), index + 1, head);
    head = lineHash(line);
    return line;
  });
}

export const asFile = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
