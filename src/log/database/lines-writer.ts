import { ReservationRefused } from '../../core/usage/reservation-refused.ts';
import { callFunctions } from '../../database/call-functions.ts';
import type { Database } from '../../database/database.ts';
import { patiently } from '../../database/patiently.ts';
import type { Committer, RunPlace } from '../../ports/run-place.ts';
import type { Log, LogLine } from '../../ports/store.ts';
import { lineHash } from '../encode-line.ts';
import { oneAppendAtATime } from '../one-append-at-a-time.ts';
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
    const head = lineHash((lines.at(-1) as LogLine).line);
    const values = [place.runId, token, written, lines.map(({ line }) => line), head];
    try {
      await (place.committer ?? ownStatement(database))({ name: 'proofloop.append', values }, lines);
    } catch (error) {
      if (error instanceof ReservationRefused) throw error;
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
    append: oneAppendAtATime(append),
    async close() {
      refusal ??= new Error(`The log ${place.logPath} is closed.`);
      await giveBackRight(database, place.runId, token);
    },
  };
}

/** One statement is a transaction; it is sent anew where the connection broke, and then finds what is there already. */
function ownStatement({ pool }: Database): Committer {
  return (append) => patiently(() => callFunctions(pool, [append]));
}
