import { goneAfterSeconds, openDatabase } from '../database/database.ts';
import type { JobOutcome } from './submissions.ts';

/** A run in the queue, as it stands. */
export interface QueueEntry {
  run_id: string;
  status: QueueStatus;
  task: string;
  repository: string;
  base_commit: string | null;
  priority: number;
  builds_on: string | null;
  submitted_at: string;
  /** The worker that has it; null for none. */
  worker: string | null;
  /** How many jobs it had: more than one where it was resumed or retried. */
  jobs: number;
  stop_reason: string | null;
  branch: string | null;
  cost_usd: number | null;
  /** Why it could not be worked on; null where it could. */
  problem: string | null;
  /** When its last line was written; null for none. */
  last_event_at: string | null;
}

export type QueueStatus = 'held' | 'queued' | 'running' | 'completed' | 'stopped' | 'failed' | 'cancelled';

interface Row extends Omit<QueueEntry, 'status' | 'submitted_at' | 'stop_reason' | 'branch' | 'cost_usd'> {
  state: string | null;
  submitted_at: Date;
  outcome: JobOutcome | null;
}

/** All submitted runs, the oldest first; `runId` null for all of them. */
export async function listQueue(url: string, runId: string | null = null): Promise<QueueEntry[]> {
  const { pool } = await openDatabase(url);
  const found = await pool.query<Row>(
    `SELECT r.run_id, r.task, r.repository, r.base_commit, r.priority, r.builds_on, r.submitted_at, r.jobs,
       r.problem, r.outcome, s.status AS state,
       CASE WHEN s.status = 'PENDING' THEN s.executor_id END AS worker,
       (SELECT line::json ->> 'ts' FROM proofloop.lines l JOIN proofloop.logs USING (run_id, seq)
        WHERE l.run_id = r.run_id) AS last_event_at
     FROM proofloop.runs r LEFT JOIN dbos.workflow_status s ON s.workflow_uuid = r.job_id
     WHERE $1::text IS NULL OR r.run_id = $1
     ORDER BY r.run_id COLLATE "C"`,
    [runId],
  );
  return found.rows.map(({ state, outcome, submitted_at, ...row }) => ({
    ...row,
    status: statusOf(state, outcome),
    submitted_at: submitted_at.toISOString(),
    stop_reason: outcome?.stop_reason ?? null,
    branch: outcome?.branch ?? null,
    cost_usd: outcome?.cost_usd ?? null,
  }));
}

function statusOf(state: string | null, outcome: JobOutcome | null): QueueStatus {
  switch (state) {
    case null:
      return 'held';
    case 'ENQUEUED':
    case 'DELAYED':
      return 'queued';
    case 'PENDING':
      return 'running';
    case 'CANCELLED':
      return 'cancelled';
    case 'SUCCESS':
      return outcome?.phase === 'completed' || outcome?.phase === 'stopped' ? outcome.phase : 'failed';
    default:
      return 'failed';
  }
}

/** A worker that is there. */
export interface ListedWorker {
  id: string;
  host: string;
  pid: number;
  concurrency: number;
  since: string;
  /** How many runs it works on. */
  running: number;
}

/** The workers that have said something just now, the oldest first. */
export async function listWorkers(url: string): Promise<ListedWorker[]> {
  const { pool } = await openDatabase(url);
  const found = await pool.query<Omit<ListedWorker, 'since'> & { since: Date }>(
    `SELECT p.id, p.host, p.pid, p.concurrency, p.started_at AS since,
       (SELECT count(*)::int FROM dbos.workflow_status s WHERE s.executor_id = p.id AND s.status = 'PENDING') AS running
     FROM proofloop.processes p
     WHERE p.concurrency IS NOT NULL
       AND p.beat_at > clock_timestamp() - interval '${goneAfterSeconds} seconds'
     ORDER BY p.started_at`,
  );
  return found.rows.map((worker) => ({ ...worker, since: worker.since.toISOString() }));
}
