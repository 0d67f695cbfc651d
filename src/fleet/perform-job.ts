import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fleetWorkFolder, proofloopHome } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { summarize } from '../core/summary.ts';
import { databaseName, openDatabase, type Queryable } from '../database/database.ts';
import { leaveWriting } from '../database/leave-writing.ts';
import { patiently } from '../database/patiently.ts';
import { RunInUseError } from '../log/store-errors.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { endJob, readSubmission, releaseDependents, type Submission } from '../queue/submissions.ts';
import type { Job, NewJob } from '../queue/work-queue.ts';
import { UsageError } from '../runs/usage-error.ts';
import { addJob } from './add-job.ts';
import type { AttendedJob, LiveRuns } from './live-runs.ts';
import { removeWork, type Submitted, type WorkedRun, workOnRun } from './work-on-run.ts';

/** What all jobs of a worker share. */
export interface WorkerParts {
  url: string;
  surroundings: Surroundings;
  live: LiveRuns;
  add: (transaction: object, job: NewJob) => Promise<void>;
  /** Told when a run begins here, and when it has ended. */
  tell: (line: string) => void;
}

/** Before a run that could not be worked on for the time being is tried again. */
const retryMs = 500;

/** Works on a run until it has ended, and writes what it came to. */
export async function performJob(job: Job, parts: WorkerParts): Promise<void> {
  const { url, live, tell } = parts;
  // From its first word on: what waits for a database that is away is left to others too.
  await live.during(job, async (attended) => {
    const submission = await patiently(() => readSubmission(url, job.runId));
    if (submission === null) return;
    const database = await patiently(() => openDatabase(url));
    attended.throwIfAbandoned();
    tell(`run ${job.runId} begins`);
    for (;;) {
      const before = database.troubles();
      try {
        await attempt(attended, submission, parts);
        return;
      } catch (error) {
        attended.throwIfAbandoned();
        // What failed while the database was away is no fault of the run: it is gone on with once that is back. Nor is it
        // where another worker has not yet learnt that the run is its own no more.
        if (database.troubles() > before || isHeldElsewhere(error)) {
          await setTimeout(retryMs);
          attended.throwIfAbandoned();
          await leaveWriting(database, job.runId);
          continue;
        }
        const problem = (error as Error).message;
        // Rejects where the job is another worker's by now.
        await job.checkpoint((transaction) =>
          endJob(transaction as Queryable, job.runId, { outcome: null, problem }),
        );
        tell(`run ${job.runId} can't be worked on: ${problem}`);
        return;
      }
    }
  });
}

/** Whether another process has the right to write the run's log; a run that is gone on with says so in words of its own. */
function isHeldElsewhere(error: unknown): boolean {
  return error instanceof RunInUseError || (error instanceof UsageError && error.problem === 'run_in_use');
}

/** Works on a run in a folder of its own, which is gone when this has resolved. */
async function attempt(attended: AttendedJob, submission: Submitted, parts: WorkerParts): Promise<void> {
  const { url, surroundings } = parts;
  const { job } = attended;
  const folder = join(
    fleetWorkFolder(proofloopHome(surroundings)),
    `${job.runId}-${randomBytes(4).toString('hex')}`,
  );
  const run: RunPlace = {
    runId: job.runId,
    runHome: join(folder, 'home'),
    logPath: `${databaseName(url)}#${job.runId}`,
    databaseUrl: url,
  };
  try {
    await finish(job, submission, await workOnRun(run, submission, attended, surroundings), parts);
  } finally {
    await removeWork(folder);
  }
}

/** Writes the outcome, and lets the runs that build on a completed one begin. */
async function finish(
  job: Job,
  { repository }: Submission,
  { state, warnings }: WorkedRun,
  { add, tell }: WorkerParts,
): Promise<void> {
  const { phase, stop_reason, branch, usage } = summarize(state);
  const outcome = { phase, stop_reason, branch, cost_usd: usage.cost_usd };
  await job.checkpoint(async (transaction) => {
    await endJob(transaction as Queryable, job.runId, { outcome, problem: null });
    const base = state.commit ?? state.baseCommit;
    if (phase !== 'completed' || base === null) return;
    for (const dependent of await releaseDependents(transaction as Queryable, job.runId, base)) {
      await addJob(transaction, dependent, null, add);
    }
  });
  for (const warning of warnings) tell(warning);
  const where = branch === null ? 'nothing was changed' : `branch ${branch} in ${repository}`;
  tell(`run ${job.runId} ${phase}${phase === 'completed' ? '' : ` (${stop_reason})`}: ${where}`);
}
