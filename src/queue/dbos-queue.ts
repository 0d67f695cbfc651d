import { DBOSClient } from '@dbos-inc/dbos-sdk';
import { migrateSystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database';
import { GlobalLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs';
import type { ClientBase } from 'pg';
import { startWorker } from './dbos-worker.ts';
import { jobVersion, names } from './queue-names.ts';
import { quietLogger } from './quiet-logger.ts';
import { systemDatabaseUrl } from './system-database-url.ts';
import type { WorkQueue } from './work-queue.ts';

/** The queue of DBOS in a PostgreSQL database; its tables are made where they are not there. */
export async function openDbosQueue(url: string): Promise<WorkQueue> {
  const logger = quietLogger(() => {});
  // Its own way to do this prints.
  await migrateSystemDatabase(url, new GlobalLogger(undefined, { logger }));
  const client = await DBOSClient.create({
    systemDatabaseUrl: systemDatabaseUrl(url),
    applicationName: names.application,
    systemDatabasePoolSize: 2,
    logger,
  });
  return {
    async add(transaction, { id, runId, priority }) {
      const options = {
        queueName: names.queue,
        workflowName: names.workflow,
        workflowID: id,
        appVersion: jobVersion,
        priority,
      };
      await client.enqueueInTransaction(transaction as ClientBase, options, runId);
    },
    cancel: (jobId) => client.cancelWorkflow(jobId),
    work: (terms) => startWorker(url, terms),
    close: () => client.destroy(),
  };
}
