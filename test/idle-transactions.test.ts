import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemDatabaseUrl } from '../src/queue/system-database-url.ts';
import { startPostgres, type TestPostgres } from './support/postgres.ts';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres.stop());

test.each(['', '?options=-c%20work_mem%3D5MB', '?application_name=own'])(
  'a connection of the queue is ended where it stays idle within a transaction, with %j in the URL',
  async (query) => {
    const url = `${postgres.newDatabase()}${query}`;
    const settings = async (connectionString: string) => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      const shown = await client.query(
        `SELECT current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('work_mem') AS work,
           current_setting('application_name') AS name`,
      );
      await client.end();
      return shown.rows[0];
    };
    const given = await settings(url);
    // The control: the server itself has no limit.
    expect(given.idle).toBe('0');
    expect(await settings(systemDatabaseUrl(url))).toEqual({ ...given, idle: '3s' });
  },
);
