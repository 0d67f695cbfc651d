import { join } from 'node:path';
import { isRunId } from '../../core/run-id.ts';
import { databaseName, openDatabase } from '../../database/database.ts';
import type { RunIndex } from '../../ports/run-place.ts';
import { createDatabaseStore } from './database-store.ts';

/** The runs of a database; what else belongs to one is kept in a folder of its own below `runsFolder`, which is absolute. */
export function createDatabaseIndex(url: string, runsFolder: string): RunIndex {
  const prefix = `${databaseName(url)}#`;
  const placeOf = (runId: string) => ({
    runId,
    runHome: join(runsFolder, runId),
    logPath: `${prefix}${runId}`,
    databaseUrl: url,
  });
  return {
    async list() {
      const { pool } = await openDatabase(url);
      const found = await pool.query<{ run_id: string }>(
        'SELECT run_id FROM proofloop.logs WHERE seq > 0 ORDER BY run_id COLLATE "C" DESC',
      );
      return found.rows.map(({ run_id }) => run_id);
    },
    placeOf,
    async named(name) {
      if (!name.startsWith(prefix)) return null;
      const runId = name.slice(prefix.length);
      if (!isRunId(runId)) return null;
      const place = placeOf(runId);
      const store = createDatabaseStore(place, url);
      if ((await store.mark()) === null) return null;
      return { logPath: place.logPath, first: await store.first() };
    },
  };
}
