import type { Database } from './database.ts';
import { patiently } from './patiently.ts';

/**
 * Gives back what this process has of the right to write a run's log, once nothing here works on it any more: whoever took
 * it may have lost its connection before it could say so. Waits for a database that is away.
 */
export async function leaveWriting(database: Database, runId: string): Promise<void> {
  const processId = await patiently(() => database.presence());
  await patiently(() =>
    database.pool.query('DELETE FROM proofloop.writers WHERE run_id = $1 AND process_id = $2', [
      runId,
      processId,
    ]),
  );
}
