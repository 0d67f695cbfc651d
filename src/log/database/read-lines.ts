import type { LoggedEvent } from '../../core/events.ts';
import type { Queryable } from '../../database/database.ts';
import type { RunPlace } from '../../ports/run-place.ts';
import type { StoredLog } from '../../ports/store.ts';
import { decodeLine } from '../decode-line.ts';
import { emptyHead, lineHash } from '../encode-line.ts';
import { UnreadableLogError } from '../store-errors.ts';

/** So many lines of a log after its first `after` ones; `most` null: all of them. */
export async function readLines(
  from: Queryable,
  runId: string,
  after: number,
  most: number | null = null,
): Promise<string[]> {
  const found = await from.query<{ line: string }>(
    'SELECT line FROM proofloop.lines WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
    [runId, after, most],
  );
  return found.rows.map(({ line }) => line);
}

/** What a reader of lines knows after each of them. */
export interface ReadEnd {
  seq: number;
  hash: string;
}

/** The event of the line that follows on `end`; an UnreadableLogError where it can't. */
export function readNext(line: string, end: ReadEnd, logPath: string): LoggedEvent {
  const decoded = decodeLine(line, end.seq + 1, end.hash);
  if (decoded.kind === 'event') return decoded.event;
  const problem = decoded.kind === 'wrong' ? decoded.problem : 'it is not JSON';
  throw new UnreadableLogError(logPath, end.seq + 1, problem);
}

/** A whole log, checked; rejects as the store's `read` does. */
export async function readStored(from: Queryable, { runId, logPath }: RunPlace): Promise<StoredLog> {
  // The end first: lines that are written meanwhile are no loss.
  const kept = await requireLog(from, { runId, logPath });
  const lines = await readLines(from, runId, 0);
  const events: LoggedEvent[] = [];
  let end: ReadEnd = { seq: 0, hash: emptyHead };
  for (const line of lines) {
    events.push(readNext(line, end, logPath));
    end = { seq: end.seq + 1, hash: lineHash(line) };
  }
  const known = kept.seq === 0 ? emptyHead : lineHash(lines[kept.seq - 1] ?? '');
  const damage =
    known === kept.head
      ? null
      : `The log does not end as it was written: line ${kept.seq} is another one, or gone. Nothing was changed. Restore the database from a copy.`;
  return { events, lines, head: end.hash, damage };
}

/** What is kept of a log's end; rejects with an error that has a `code` where there is no log. */
export async function requireLog(
  from: Queryable,
  { runId, logPath }: Pick<RunPlace, 'runId' | 'logPath'>,
): Promise<{ seq: number; head: string }> {
  const found = await from.query<{ seq: number; head: string }>(
    'SELECT seq, head FROM proofloop.logs WHERE run_id = $1',
    [runId],
  );
  const [kept] = found.rows;
  if (kept !== undefined) return kept;
  throw Object.assign(new Error(`There is no log ${logPath}.`), { code: 'ENOENT' });
}
