import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../src/database/database.ts';
import { createDatabaseStore } from '../src/log/database/database-store.ts';
import { retried, sealed, stopped } from '../src/log/testing.ts';
import { readSpend } from '../src/queue/fleet-ceilings.ts';
import { readSubmission } from '../src/queue/submissions.ts';
import { startPostgres, type TestPostgres } from './support/postgres.ts';

const folder = resolve(import.meta.dirname, 'fixtures/tables');
const versions = readdirSync(folder);
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres.stop());

/** A database in which an older version has worked; these files are never edited. */
async function oldDatabase(name: string): Promise<string> {
  const url = postgres.newDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(readFileSync(resolve(folder, name), 'utf8'));
  await client.end();
  return url;
}

async function opened(url: string) {
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  return database;
}

/** Each column, key, index and function of the program's own. */
async function shapeOf(url: string): Promise<string[]> {
  const { pool } = await opened(url);
  const found = await pool.query<{ part: string }>(
    `SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS part
       FROM information_schema.columns WHERE table_schema = 'proofloop'
     UNION ALL SELECT pg_get_constraintdef(c.oid) || ' of ' || conrelid::regclass
       FROM pg_constraint c WHERE connamespace = 'proofloop'::regnamespace
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'proofloop'
     UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'proofloop'::regnamespace
     ORDER BY part`,
  );
  return found.rows.map(({ part }) => part);
}

test.each(versions)('the tables of %s become those of this version, with what they hold', async (name) => {
  const url = await oldDatabase(name);
  expect(await shapeOf(url)).toEqual(await shapeOf(postgres.newDatabase()));
  expect(await readSubmission(url, '20260101-000000000-0001')).toMatchObject({ task: 'Mend the sum.' });
  expect((await readSpend(url, 2))[1]).toMatchObject({
    ...{ day: '2026-01-01', spent: { cost_usd: 0.75, tokens: 1000 } },
    ceilings: { cost_usd: 20, tokens: 5_000_000 },
  });
  const runId = '20260101-000000000-0002';
  const store = createDatabaseStore({ runId, runHome: '/nowhere', logPath: runId }, url);
  const log = await (await store.claim()).create();
  const lines = sealed([retried('one'), stopped]);
  await log.append(lines);
  await log.close();
  expect(await store.read()).toMatchObject({ lines: lines.map(({ line }) => line), damage: null });
});

test('several processes that open an old database at once move it once', async () => {
  const url = await oldDatabase('version-2.sql');
  // Each URL is a database of its own to a process: so many processes are stood for.
  const urls = [1, 2, 3, 4, 5].map((number) => `${url}?application_name=process-${number}`);
  await Promise.all(urls.map(opened));
  expect((await readSpend(url, 2))[1]?.spent).toEqual({ cost_usd: 0.75, tokens: 1000 });
});

test('the tables of a newer version are left as they are', async () => {
  const url = await oldDatabase('version-3.sql');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('UPDATE proofloop.version SET version = 1000');
  await expect(openDatabase(url)).rejects.toThrow('those of a newer version of proofloop');
});
