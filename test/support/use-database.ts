import { afterAll, beforeAll } from 'vitest';
import { openDatabase } from '../../src/database/database.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

/** A server for the tests of one file, and a database in it that all of them use. */
export function useDatabase(): { server: () => TestPostgres; url: () => string } {
  let server: TestPostgres;
  let url = '';
  beforeAll(async () => {
    server = await startPostgres();
    url = server.newDatabase();
  });
  afterAll(async () => {
    await (await openDatabase(url)).close();
    server.stop();
  });
  return { server: () => server, url: () => url };
}
