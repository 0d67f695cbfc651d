import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { LoggedEvent } from 'proofloop';

/** The lines of a long log. */
export interface LongLog {
  /** Each ends without a line break. */
  lines: string[];
  /** The line after these, and so on, with its time in milliseconds since the epoch. */
  next(at: number): string;
}

/** A recorded run whose first iteration comes again and again, under new numbers, until the log is long. */
export async function makeLongLog(
  count: number,
  change: (event: LoggedEvent) => LoggedEvent['payload'] = ({ payload }) => payload,
): Promise<LongLog> {
  const recording = new URL('../../test/fixtures/logs/v1/completed.jsonl', import.meta.url).pathname;
  const events = (await readFile(recording, 'utf8'))
    .trim()
    .split('\n')
    .map((line): LoggedEvent => JSON.parse(line));
  const first = events.findIndex(({ event }) => event === 'iteration_started');
  const last = events.findIndex(({ event }) => event === 'iteration_finished');
  const length = last - first + 1;
  let [index, prev, timeMs] = [0, '0'.repeat(64), 0];
  const next = (at: number | null) => {
    const source = events[index < first ? index : first + ((index - first) % length)];
    if (!source) throw new Error('the recording has no iteration');
    const iteration = Math.floor((index - first) / length) + 1;
    const changed = change(source);
    const payload = index < first ? changed : { ...changed, iteration };
    // Times in a log never go backwards.
    timeMs = Math.max(timeMs, at ?? Date.parse(source.ts));
    const ts = new Date(timeMs).toISOString();
    index += 1;
    // As docs/log.md has a line, and as `proofloop verify` checks it.
    const line = JSON.stringify({ ts, seq: index, event: source.event, payload, prev });
    prev = createHash('sha256').update(line).digest('hex');
    return line;
  };
  return { lines: Array.from({ length: count }, () => next(null)), next };
}
