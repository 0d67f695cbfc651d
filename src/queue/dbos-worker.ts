import { AsyncLocalStorage } from 'node:async_hooks';
import { DBOS, DBOSWorkflowConflictError } from '@dbos-inc/dbos-sdk';
import { type DBOSLocalCtx, getCurrentContextStore } from '@dbos-inc/dbos-sdk/internal/context';
import { runTransactionalInternalStep } from '@dbos-inc/dbos-sdk/internal/dbos';
import { SystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database';
import { type Database, openDatabase } from '../database/database.ts';
import { patiently } from '../database/patiently.ts';
import { adopt, isKnown, takeUp } from './left-jobs.ts';
import { jobVersion, names } from './queue-names.ts';
import { quietLogger } from './quiet-logger.ts';
import { countTurns, recordTurn, turn } from './record-turn.ts';
import { systemDatabaseUrl } from './system-database-url.ts';
import { JobLeftError, type Worker, type WorkTerms, type Write } from './work-queue.ts';

/** How often a worker looks for workers that are gone, itself among them. */
const watchMs = 1000;

/** Jobs of the worker that this process is; what is registered with DBOS stays for as long as the process. */
let current: { url: string; terms: WorkTerms; isStopping: boolean } | null = null;

/** Works on jobs from here on. In a process there is one worker at a time. */
export async function startWorker(url: string, terms: WorkTerms): Promise<Worker> {
  if (current !== null) throw new Error('This process is a worker already.');
  const self = { url, terms, isStopping: false };
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
    if (await isKnown(database, id)) {
      await adopt(database);
      return takeUp(database, id);
    }
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
  limitToOwnRoom();
  DBOS.registerWorkflow(workOn, { name: names.workflow, maxRecoveryAttempts: 1_000_000 });
}

/** Makes this process known under a new id, and lets it take jobs under that id. */
async function launch(url: string, database: Database, { concurrency, warn }: WorkTerms): Promise<string> {
  const id = await database.renewPresence(concurrency);
  DBOS.setConfig({
    name: names.application,
    systemDatabaseUrl: systemDatabaseUrl(url),
    systemDatabasePoolSize: 20,
    executorID: id,
    applicationVersion: jobVersion,
    listenQueues: [names.queue],
    useListenNotify: false,
    runMigrations: false,
    logger: quietLogger(warn),
  });
  await DBOS.launch();
  await DBOS.registerQueue(names.queue, { minPollingIntervalMs: 100, onConflict: 'never_update' });
  return id;
}

/**
 * A queue's limits are the same for all workers; each has one of its own. It holds before DBOS is launched, which asks for
 * jobs from then on.
 */
function limitToOwnRoom(): void {
  const { prototype } = SystemDatabase;
  const find = prototype.findAndMarkStartableWorkflows;
  prototype.findAndMarkStartableWorkflows = function findWithin(queue, ...rest) {
    const workerConcurrency = current?.terms.concurrency;
    const isOwn = queue.name === names.queue && workerConcurrency !== undefined;
    return find.call(
      this,
      isOwn ? Object.assign(Object.create(queue), { workerConcurrency }) : queue,
      ...rest,
    );
  };
}

/** Does a job. What was recorded before is there, and is not done again. */
async function workOn(runId: string): Promise<void> {
  const worker = current;
  const { pool } = await openDatabase(worker?.url ?? '');
  const context = ownContext();
  const job = { id: DBOS.workflowID ?? '', owner: context.ownerXid ?? '' };
  const recorded = await patiently(() => countTurns(pool, job.id));
  context.curWFFunctionId = recorded;
  let lost: Error | null = null;
  /** How many are recorded is unknown once one of them failed: its statement may have come through. */
  let isKnown = true;
  const inJob = AsyncLocalStorage.snapshot();
  const noteLoss = (error: unknown) => {
    isKnown = false;
    if (error instanceof DBOSWorkflowConflictError) lost = error;
    throw error;
  };
  const countAnew = async () => {
    if (!isKnown) context.curWFFunctionId = await patiently(() => countTurns(pool, job.id));
    isKnown = true;
    return context.curWFFunctionId ?? 0;
  };
  try {
    await worker?.terms.perform({
      id: job.id,
      runId,
      isNew: recorded === 0,
      async checkpoint(write) {
        await countAnew();
        await inJob(() =>
          runTransactionalInternalStep((transaction) => writeIn(transaction, write), turn),
        ).catch(noteLoss);
      },
      async record(calls) {
        const number = await countAnew();
        await recordTurn(pool, { ...job, number }, calls).catch(noteLoss);
        context.curWFFunctionId = number + 1;
      },
    });
  } catch (error) {
    // What it came to is another worker's word by now; one that gives its jobs back says nothing of them.
    if (lost !== null) throw lost;
    if (worker?.isStopping !== false) await new Promise(() => {});
    if (error instanceof JobLeftError) throw new DBOSWorkflowConflictError(job.id);
    throw error;
  }
}

/** What DBOS knows of the job that this is called in: who owns it, and the number of its next turn. */
function ownContext(): DBOSLocalCtx {
  const context = getCurrentContextStore();
  if (context?.ownerXid === undefined) throw new Error('a job is worked on by nobody that DBOS knows');
  return context;
}

async function writeIn(transaction: object | undefined, write: Write): Promise<void> {
  if (transaction === undefined) throw new Error('a turn was not written, as it is part of another');
  await write(transaction);
}
