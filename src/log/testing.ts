import type { NewEvent } from '../core/events.ts';
import type { LogLine } from '../ports/store.ts';
import { emptyEnd, endOf, type LogEnd, sealLine } from './seal-line.ts';

export const retried = (error: string): NewEvent => ({
  event: 'role_retry',
  payload: { iteration: 1, role: 'coder', attempt: 1, error, delay_ms: 0, waits: false, stated: false },
});

export const stopped: NewEvent = { event: 'stop_requested', payload: { signal: 'SIGINT' } };

/** These events as the lines that follow on `end`, one second apart. */
export function sealed(events: readonly NewEvent[], end: LogEnd = emptyEnd): LogLine[] {
  let last = end;
  return events.map((event) => {
    const line = sealLine(event, last, last.seq * 1000);
    last = endOf(line);
    return line;
  });
}

/** The lines of a log with these events, one second apart. */
export const encodeLog = (events: readonly NewEvent[]): string[] => sealed(events).map(({ line }) => line);

export const asFile = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
