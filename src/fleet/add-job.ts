import type { CommandLine } from '../core/settings/settings.ts';
import type { Queryable } from '../database/database.ts';
import { nextJob } from '../queue/submissions.ts';
import type { WorkQueue } from '../queue/work-queue.ts';

/** Gives a submitted run a job, with what it is resumed with; null for nothing. */
export async function addJob(
  transaction: object,
  { runId, priority }: { runId: string; priority: number },
  resumeSettings: CommandLine | null,
  add: WorkQueue['add'],
): Promise<void> {
  const id = await nextJob(transaction as Queryable, runId, resumeSettings);
  await add(transaction, { id, runId, priority });
}
