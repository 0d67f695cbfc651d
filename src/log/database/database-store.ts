import { randomUUID } from 'node:crypto';
import type { LoggedEvent } from '../../core/events.ts';
import { isStart } from '../../core/start-event.ts';
import { type Database, openDatabase } from '../../database/database.ts';
import type { RunPlace } from '../../ports/run-place.ts';
import type { Log, LogClaim, Store } from '../../ports/store.ts';
import { decodeLine } from '../decode-line.ts';
import { emptyHead } from '../encode-line.ts';
import { followLines } from './follow-lines.ts';
import { createLinesWriter } from './lines-writer.ts';
import { readLines, readStored } from './read-lines.ts';
import { giveBackRight, holderOf, takeRight } from './writing-right.ts';

/**
 * The log as lines of a table, with the right to write and the log's end in tables beside it. Whoever writes as part of
 * something larger gives the place a committer, whose transaction then holds both.
 */
export function createDatabaseStore(place: RunPlace, url: string): Store {
  const { runId, logPath } = place;
  const database = () => openDatabase(url);

  async function claim(): Promise<LogClaim> {
    const there = await database();
    const token = await takeRight(there, place);
    const release = () => giveBackRight(there, runId, token);
    const logFrom = (seq: number): Log => ({
      ...createLinesWriter({ database: there, place, token }, seq),
      makeRoom: async () => {},
    });
    return {
      async create() {
        const made = await there.pool.query(
          // One without a line, which a process that is gone has made, holds nothing that could be lost.
          `INSERT INTO proofloop.logs AS l (run_id, made, head)
           SELECT $1, $2, $3 WHERE EXISTS (SELECT FROM proofloop.writers WHERE run_id = $1 AND token = $4)
           ON CONFLICT (run_id) DO UPDATE SET made = excluded.made WHERE l.seq = 0`,
          [runId, randomUUID(), emptyHead, token],
        );
        if (made.rowCount !== 1) throw new Error(existsSentence(logPath));
        return logFrom(0);
      },
      async open() {
        const { events, lines, head } = await readStored(there.pool, place);
        return { log: logFrom(lines.length), contents: { events, lines, head }, recovered: null };
      },
      async remove() {
        await there.pool.query('DELETE FROM proofloop.logs WHERE run_id = $1', [runId]);
      },
      release,
    };
  }

  return {
    claim,
    writer: async () => holderOf(await database(), runId),
    read: async () => readStored((await database()).pool, place),
    async *follow(isOver, signal) {
      yield* followLines((await database()).pool, place, isOver, signal);
    },
    mark: async () => (await endOf(await database(), runId))?.mark ?? null,
    async first() {
      const [line] = await readLines((await database()).pool, runId, 0, 1);
      const decoded = line === undefined ? null : decodeLine(line, 1, emptyHead);
      return decoded?.kind === 'event' ? decoded.event : null;
    },
    async obstacle() {
      return (await endOf(await database(), runId)) === null ? null : existsSentence(logPath);
    },
    async isOwn({ events, lines }) {
      const stored = await readLines((await database()).pool, runId, 0, lines.length);
      const first = events[0];
      if (first === undefined || !isStart(first) || first.payload.run_id !== runId) return false;
      return events.every((event, index) => !bringsOptions(event) || stored[index] === lines[index]);
    },
  };
}

async function endOf({ pool }: Database, runId: string): Promise<{ mark: string } | null> {
  const found = await pool.query<{ mark: string }>(
    `SELECT concat_ws(' ', made, seq, head) AS mark FROM proofloop.logs WHERE run_id = $1`,
    [runId],
  );
  return found.rows[0] ?? null;
}

function bringsOptions(event: LoggedEvent): boolean {
  return isStart(event) || event.event === 'loop_resumed';
}

const existsSentence = (logPath: string) =>
  `The log ${logPath} exists already and was left as it is. It is the log of a run: go on with that run.`;
