import { randomUUID } from 'node:crypto';
import { type Database, goneAfterSeconds } from '../../database/database.ts';
import { patiently } from '../../database/patiently.ts';
import type { RunPlace } from '../../ports/run-place.ts';
import { RunInUseError } from '../store-errors.ts';

const isThere = `EXISTS (SELECT FROM proofloop.processes p
  WHERE p.id = w.process_id AND p.beat_at > clock_timestamp() - interval '${goneAfterSeconds} seconds')`;

/** Takes the right to write a run's log and resolves with what proves it; RunInUseError while a living process has it. */
export async function takeRight(database: Database, { runId, logPath }: RunPlace): Promise<string> {
  const processId = await database.presence();
  const token = randomUUID();
  for (;;) {
    const taken = await tryToTake(database, { runId, token, processId });
    if (taken.rowCount === 1) return token;
    const holder = await holderOf(database, runId);
    if (holder !== null) throw new RunInUseError(logPath, holder);
  }
}

/** Takes the right where nobody living has it. What may have been taken without a word of it, as a connection broke, is given back. */
async function tryToTake(
  database: Database,
  { runId, token, processId }: { runId: string; token: string; processId: string },
) {
  try {
    return await database.pool.query(
      `INSERT INTO proofloop.writers AS w (run_id, token, process_id, pid) VALUES ($1, $2, $3, $4)
       ON CONFLICT (run_id) DO UPDATE
         SET token = excluded.token, process_id = excluded.process_id, pid = excluded.pid, since = clock_timestamp()
         WHERE NOT ${isThere}`,
      [runId, token, processId, process.pid],
    );
  } catch (error) {
    await giveBackRight(database, runId, token);
    throw error;
  }
}

/** The living process that has the right, and since when; null for none. */
export async function holderOf(
  { pool }: Database,
  runId: string,
): Promise<{ pid: number; since: string } | null> {
  const found = await pool.query<{ pid: number; since: Date }>(
    `SELECT pid, since FROM proofloop.writers w WHERE run_id = $1 AND ${isThere}`,
    [runId],
  );
  const [holder] = found.rows;
  return holder === undefined ? null : { pid: holder.pid, since: holder.since.toISOString() };
}

/** Gives the right back, if it is still this one; waits for a database that is away. Never throws. */
export async function giveBackRight({ pool }: Database, runId: string, token: string): Promise<void> {
  const words = 'DELETE FROM proofloop.writers WHERE run_id = $1 AND token = $2';
  await patiently(() => pool.query(words, [runId, token])).catch(() => {});
}
