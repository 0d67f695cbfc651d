import { AsyncLocalStorage } from 'node:async_hooks';
import { DBOS, DBOSWorkflowConflictError } from '@dbos-inc/dbos-sdk';
import { getExecutor, runTransactionalInternalStep } from '@dbos-inc/dbos-sdk/internal/dbos';
import { type Database, goneAfterSeconds, openDatabase } from '../database/database.ts';
import { jobVersion, names } from './queue-names.ts';
import { quietLogger } from './quiet-logger.ts';
import type { Job, Worker, WorkTerms } from './work-queue.ts';

/** How often a worker looks for workers that are gone, itself among them. */
const watchMs = 1000;

/** The name of each step: one turn of a run's loop. */
const turn = 'turn';

/** Jobs of the worker that this process is; what is registered with DBOS stays for as long as the process. */
let current: { terms: WorkTerms; isStopping: boolean } | null = null;

/** Works on jobs from here on. In a process there is one worker at a time. */
export async function startWorker(url: string, terms: WorkTerms): Promise<Worker> {
  if (current !== null) throw new Error('This process is a worker already.');
  const self = { terms, isStopping: false };
  current = self;
  register();
  const database = await openDatabase(url);
  let id = await launch(url, database, terms);
  let watching: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    watching = watching.then(watch).catch((error: Error) => terms.warn(error.message));
  }, watchMs);

  /** One that was taken for dead begins again as another one: its jobs may be others' by now. */
  async function watch(): Promise<void> {
    if (self.isStopping) return;
    if (await isKnown(database, id)) return adopt(database);
    terms.warn('this worker was away for too long: it leaves its runs to others and goes on as a new one');
    await terms.abandon();
    await DBOS.shutdown();
    id = await launch(url, database, terms);
  }

  return {
    async stop() {
      self.isStopping = true;
      clearInterval(timer);
      await watching;
      await terms.abandon();
      await DBOS.shutdown();
      await database.close();
      current = null;
    },
  };
}

let isRegistered = false;

function register(): void {
  if (isRegistered) return;
  isRegistered = true;
  DBOS.registerWorkflow(workOn, { name: names.workflow, maxRecoveryAttempts: 1_000_000 });
}

/** Makes this process known under a new id, and lets it take jobs under that id. */
async function launch(url: string, database: Database, { concurrency, warn }: WorkTerms): Promise<string> {
  const id = await database.renewPresence(concurrency);
  DBOS.setConfig({
    name: names.application,
    systemDatabaseUrl: url,
    systemDatabasePoolSize: 20,
    systemDatabaseIdleTransactionTimeoutMs: 3000,
    executorID: id,
    applicationVersion: jobVersion,
    listenQueues: [names.queue],
    useListenNotify: false,
    runMigrations: false,
    logger: quietLogger(warn),
  });
  await DBOS.launch();
  await DBOS.registerQueue(names.queue, { minPollingIntervalMs: 100, onConflict: 'never_update' });
  limitTo(concurrency);
  return id;
}

/** A queue's limits are the same for all workers; each has one of its own. */
function limitTo(workerConcurrency: number): void {
  const { systemDatabase } = getExecutor();
  const find = systemDatabase.findAndMarkStartableWorkflows.bind(systemDatabase);
  systemDatabase.findAndMarkStartableWorkflows = (queue, ...rest) =>
    find(
      queue.name === names.queue ? Object.assign(Object.create(queue), { workerConcurrency }) : queue,
      ...rest,
    );
}

/** Does a job. A step that was recorded before is passed by: what it wrote is there. */
async function workOn(runId: string): Promise<void> {
  const worker = current;
  const id = DBOS.workflowID ?? '';
  const recorded = await passRecorded(id);
  let lost: Error | null = null;
  const inJob = AsyncLocalStorage.snapshot();
  const job: Job = {
    id,
    runId,
    isNew: recorded === 0,
    async checkpoint(write) {
      try {
        await inJob(() =>
          runTransactionalInternalStep(async (transaction) => {
            if (transaction === undefined)
              throw new Error('a turn was not written, as it is part of another');
            await write(transaction);
          }, turn),
        );
      } catch (error) {
        if (error instanceof DBOSWorkflowConflictError) lost = error;
        throw error;
      }
    },
  };
  try {
    await worker?.terms.perform(job);
  } catch (error) {
    // What it came to is another worker's word by now; one that gives its jobs back says nothing of them.
    if (lost !== null) throw lost;
    if (worker?.isStopping !== false) await new Promise(() => {});
    throw error;
  }
}

/** Resolves with how many there were. */
async function passRecorded(jobId: string): Promise<number> {
  const recorded = await countSteps(jobId);
  for (let step = 0; step < recorded; step += 1) {
    await runTransactionalInternalStep(async () => {
      throw new Error('a turn that was recorded is gone');
    }, turn);
  }
  return recorded;
}

async function countSteps(jobId: string): Promise<number> {
  const found = await getExecutor().systemDatabase.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM dbos.operation_outputs WHERE workflow_uuid = $1',
    [jobId],
  );
  return found.rows[0]?.count ?? 0;
}

const isThere = `EXISTS (SELECT FROM proofloop.processes p
  WHERE p.id = $1 AND p.beat_at > clock_timestamp() - interval '${goneAfterSeconds} seconds')`;

/** Whether others take this worker for alive. */
async function isKnown({ pool }: Database, id: string): Promise<boolean> {
  const found = await pool.query<{ there: boolean }>(`SELECT ${isThere} AS there`, [id]);
  return found.rows[0]?.there === true;
}

/** Puts jobs of workers that are gone back into the queue. */
async function adopt({ pool }: Database): Promise<void> {
  const found = await pool.query<{ id: string }>(
    `SELECT DISTINCT executor_id AS id FROM dbos.workflow_status s
     WHERE status = 'PENDING' AND application_name = $1 AND NOT ${isThere.replace('$1', 's.executor_id')}`,
    [names.application],
  );
  if (found.rows.length === 0) return;
  await getExecutor().recoverPendingWorkflows(found.rows.map(({ id }) => id));
}
