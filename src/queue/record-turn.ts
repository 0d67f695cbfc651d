import { DBOSWorkflowConflictError } from '@dbos-inc/dbos-sdk';
import { DBOSWorkflowCancelledError } from '@dbos-inc/dbos-sdk/internal/error';
import { callFunctions } from '../database/call-functions.ts';
import type { Queryable } from '../database/database.ts';
import { raised } from '../database/functions.ts';
import { patiently } from '../database/patiently.ts';
import type { DatabaseCall } from '../ports/run-place.ts';
import { names } from './queue-names.ts';

/** The name of each step of a job: one turn of a run's loop. */
export const turn = 'turn';

/** A turn of a job that DBOS has given to this worker. */
export interface JobTurn {
  id: string;
  /** The token that DBOS has written when it gave the job to this worker. */
  owner: string;
  /** How many turns are recorded before it. */
  number: number;
}

/** How many turns of a job are recorded. */
export async function countTurns(from: Queryable, jobId: string): Promise<number> {
  const found = await from.query<{ count: number }>(
    'SELECT coalesce(max(function_id) + 1, 0)::int AS count FROM dbos.operation_outputs WHERE workflow_uuid = $1',
    [jobId],
  );
  return found.rows[0]?.count ?? 0;
}

/**
 * Records a turn, and does what the calls do, by one statement: both or neither. Rejects for ever once another worker has
 * the job, or it is cancelled.
 */
export async function recordTurn(
  to: Queryable,
  { id, owner, number }: JobTurn,
  calls: readonly DatabaseCall[],
): Promise<void> {
  const checkpoint = { name: 'proofloop.turn', values: [id, number, owner, names.application] };
  let tries = 0;
  try {
    await patiently(() => {
      tries += 1;
      return callFunctions(to, [checkpoint, ...calls]);
    });
  } catch (error) {
    switch ((error as { code?: string }).code) {
      case raised.lostJob:
        throw new DBOSWorkflowConflictError(id);
      case raised.cancelledJob:
        throw new DBOSWorkflowCancelledError(id);
      case raised.recordedTurn:
        // The connection broke after this very turn was recorded.
        if (tries > 1) return;
        throw error;
      default:
        throw error;
    }
  }
}
