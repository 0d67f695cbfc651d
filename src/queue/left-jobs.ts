import { getExecutor } from '@dbos-inc/dbos-sdk/internal/dbos';
import { type Database, goneAfterSeconds } from '../database/database.ts';
import { names } from './queue-names.ts';

const isThere = `EXISTS (SELECT FROM proofloop.processes p
  WHERE p.id = $1 AND p.beat_at > clock_timestamp() - interval '${goneAfterSeconds} seconds')`;

/** Whether others take this worker for alive. */
export async function isKnown({ pool }: Database, id: string): Promise<boolean> {
  const found = await pool.query<{ there: boolean }>(`SELECT ${isThere} AS there`, [id]);
  return found.rows[0]?.there === true;
}

/** Puts jobs of workers that are gone back into the queue. */
export async function adopt({ pool }: Database): Promise<void> {
  const found = await pool.query<{ id: string }>(
    `SELECT DISTINCT executor_id AS id FROM dbos.workflow_status s
     WHERE status = 'PENDING' AND application_name = $1 AND NOT ${isThere.replace('$1', 's.executor_id')}`,
    [names.application],
  );
  if (found.rows.length === 0) return;
  await getExecutor().recoverPendingWorkflows(found.rows.map(({ id }) => id));
}

/** A job that was given to a worker is begun within this, or whoever asked for it never learnt that it got it. */
const begunWithinMs = 60_000;

/** Puts those jobs of this worker back into the queue that nobody works on: the connection broke as they were given. */
export async function takeUp({ pool }: Database, id: string): Promise<void> {
  const found = await pool.query<{ job: string; owner: string | null }>(
    `SELECT workflow_uuid AS job, owner_xid AS owner FROM dbos.workflow_status
     WHERE status = 'PENDING' AND application_name = $1 AND executor_id = $2
       AND started_at_epoch_ms < extract(epoch FROM clock_timestamp()) * 1000 - $3`,
    [names.application, id, begunWithinMs],
  );
  const { systemDatabase } = getExecutor();
  for (const { job, owner } of found.rows) {
    if (systemDatabase.checkForRunningWorkflow(job)) continue;
    await pool.query(
      `UPDATE dbos.workflow_status SET status = 'ENQUEUED', owner_xid = NULL, started_at_epoch_ms = NULL,
         updated_at = (extract(epoch FROM clock_timestamp()) * 1000)::bigint
       WHERE workflow_uuid = $1 AND status = 'PENDING' AND executor_id = $2 AND owner_xid IS NOT DISTINCT FROM $3`,
      [job, id, owner],
    );
  }
}
