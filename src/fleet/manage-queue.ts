import { readCommandLine } from '../config/sources/command-line-source.ts';
import type { CommandLine } from '../core/settings/settings.ts';
import { openDatabase } from '../database/database.ts';
import { type FleetSpend, readSpend } from '../queue/fleet-ceilings.ts';
import {
  type ListedWorker,
  listQueue,
  listWorkers,
  type QueueEntry,
  type QueueStatus,
} from '../queue/queue-list.ts';
import { requireRunName } from '../runs/find-run.ts';
import { UsageError } from '../runs/usage-error.ts';
import { openQueue } from '../wire.ts';
import { addJob } from './add-job.ts';

/** The runs of the queue, the oldest first. */
export async function readQueue(url: string): Promise<QueueEntry[]> {
  const queue = await openQueue(url);
  await queue.close();
  return listQueue(url);
}

/** What all runs have spent today, beside the ceilings. */
export async function readSpendToday(url: string): Promise<FleetSpend | null> {
  return (await readSpend(url, 1))[0] ?? null;
}

/** The workers that are there now. */
export function readWorkers(url: string): Promise<ListedWorker[]> {
  return listWorkers(url);
}

/** The run that a person means by its id, a unique beginning of it, or `latest`; a UsageError where there is none. */
export async function findEntry(url: string, name: string): Promise<QueueEntry> {
  requireRunName(name);
  const entries = await readQueue(url);
  if (name === 'latest' && entries.length > 0) return entries.at(-1) as QueueEntry;
  const found = entries.filter(({ run_id }) => run_id.startsWith(name));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) throw new UsageError(`"${name}" is the beginning of ${found.length} runs`);
  throw new UsageError(`there is no run "${name}" in the queue; "proofloop queue list" lists the runs`);
}

/** Takes a waiting run out of the queue, and asks a running one to stop; resolves with what was done. */
export async function cancelEntry(url: string, name: string): Promise<string> {
  const { run_id, status } = await findEntry(url, name);
  require(status, ['held', 'queued', 'running'], run_id, 'cancelled');
  const queue = await openQueue(url);
  const { pool } = await openDatabase(url);
  try {
    const found = await pool.query<{ job_id: string | null }>(
      'UPDATE proofloop.runs SET stop_requested = true WHERE run_id = $1 RETURNING job_id',
      [run_id],
    );
    const jobId = found.rows[0]?.job_id ?? null;
    if (status === 'running' || jobId === null) return `run ${run_id} is asked to stop`;
    await queue.cancel(jobId);
    return `run ${run_id} is taken out of the queue`;
  } finally {
    await queue.close();
  }
}

/** Lets a run go on that was cancelled or stopped, or that failed, with what is given anew; a UsageError where it can't. */
export async function requeueEntry(
  url: string,
  name: string,
  action: 'resume' | 'retry',
  settings: CommandLine,
): Promise<string> {
  // A worker would find out when nobody looks, and fail.
  const { errors } = readCommandLine(settings);
  if (errors.length > 0) throw new UsageError(errors.join('\nerror: '));
  const { run_id, status, priority, base_commit } = await findEntry(url, name);
  const from: readonly QueueStatus[] = action === 'resume' ? ['cancelled', 'stopped'] : ['failed'];
  require(status, from, run_id, action === 'resume' ? 'resumed' : 'tried again');
  if (base_commit === null) throw new UsageError(`run ${run_id} waits for the one that it builds on`);
  const queue = await openQueue(url);
  const { pool } = await openDatabase(url);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await addJob(client, { runId: run_id, priority }, settings, queue.add);
    await client.query('COMMIT');
    return `run ${run_id} is in the queue again`;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
    await queue.close();
  }
}

function require(status: QueueStatus, from: readonly QueueStatus[], runId: string, done: string): void {
  if (from.includes(status)) return;
  throw new UsageError(`run ${runId} is ${status}, and only one that is ${from.join(' or ')} can be ${done}`);
}
