import type { Database, Queryable } from '../../database/database.ts';
import { LastingError, patiently } from '../../database/patiently.ts';
import type { Committer, Log, LogLine, RunPlace } from '../../ports.ts';
import { lineHash } from '../encode-line.ts';
import { giveBackRight } from './writing-right.ts';

export interface LinesWriterParts {
  database: Database;
  place: RunPlace;
  /** Proves the right to write. */
  token: string;
}

/** Appends to a log of `lineCount` lines; see `Log` for the contract of its methods. */
export function createLinesWriter(
  { database, place, token }: LinesWriterParts,
  lineCount: number,
): Pick<Log, 'append' | 'close'> {
  let written = lineCount;
  let writing = false;
  /** Why no line can follow any more. */
  let refusal: Error | null = null;

  async function append(lines: readonly LogLine[]): Promise<void> {
    if (refusal !== null) throw refusal;
    const [first] = lines;
    if (first === undefined) return;
    if (first.event.seq !== written + 1) {
      throw new Error(
        `The event ${first.event.event} was not written: its seq is ${first.event.seq}, after ${written} lines.`,
      );
    }
    const write = (to: object) =>
      insertLines(to as Queryable, { runId: place.runId, token, before: written }, lines);
    try {
      await (place.committer ?? ownTransaction(database))(write, lines);
    } catch (error) {
      // Whether the lines are there may be unknown, and somebody else may go on: never write here again.
      refusal = new Error(
        `The log ${place.logPath} could not be written (${(error as Error).message}). Nothing more is written.`,
        { cause: error },
      );
      throw refusal;
    }
    written += lines.length;
  }

  return {
    async append(lines) {
      if (writing) {
        const name = lines[0]?.event.event ?? '';
        throw new Error(`The event ${name} was not written: the append before it is not finished.`);
      }
      writing = true;
      try {
        await append(lines);
      } finally {
        writing = false;
      }
    },
    async close() {
      refusal ??= new Error(`The log ${place.logPath} is closed.`);
      await giveBackRight(database, place.runId, token);
    },
  };
}

/** One statement is a transaction; it is sent anew where the connection broke, and then finds what is there already. */
function ownTransaction({ pool }: Database): Committer {
  return (write) => patiently(() => write(pool));
}

/** What lines are appended by. */
interface Appending {
  runId: string;
  token: string;
  /** Lines that the log has before. */
  before: number;
}

/** Writes lines if the right is still this one and the log ends where they begin: all of them, or rejects. */
async function insertLines(
  to: Queryable,
  { runId, token, before }: Appending,
  lines: readonly LogLine[],
): Promise<void> {
  const last = lines.at(-1) as LogLine;
  const head = lineHash(last.line);
  const inserted = await to.query(
    `WITH mine AS (SELECT FROM proofloop.writers WHERE run_id = $1 AND token = $2 FOR UPDATE),
       ended AS (
         UPDATE proofloop.logs SET seq = $4, head = $5
         WHERE run_id = $1 AND seq = $3 AND EXISTS (SELECT FROM mine) RETURNING run_id)
     INSERT INTO proofloop.lines (run_id, seq, line)
     SELECT $1, $3 + n, line FROM ended, unnest($6::text[]) WITH ORDINALITY AS given (line, n)`,
    [runId, token, before, last.event.seq, head, lines.map(({ line }) => line)],
  );
  if (inserted.rowCount === lines.length) return;
  const found = await to.query<{ seq: number; head: string; mine: boolean }>(
    `SELECT seq, head, EXISTS (SELECT FROM proofloop.writers WHERE run_id = $1 AND token = $2) AS mine
     FROM proofloop.logs WHERE run_id = $1`,
    [runId, token],
  );
  const [there] = found.rows;
  if (there === undefined) throw new LastingError('it is gone');
  if (!there.mine) throw new LastingError('another process has taken the run over');
  // The connection broke after these very lines were written.
  if (there.seq === last.event.seq && there.head === head) return;
  throw new LastingError(`it has ${there.seq} lines instead of ${before}`);
}
