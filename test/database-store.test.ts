import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { beat, openDatabase } from '../src/database/database.ts';
import { createDatabaseIndex } from '../src/log/database/database-index.ts';
import { createDatabaseStore } from '../src/log/database/database-store.ts';
import { retried, sealed, stopped } from '../src/log/testing.ts';
import type { RunPlace } from '../src/ports/run-place.ts';
import { runIndexContract } from './contracts/run-index.ts';
import { storeContract } from './contracts/store.ts';
import { useDatabase } from './support/use-database.ts';

const { server, url } = useDatabase();
let runs = 0;

function newPlace(): RunPlace {
  runs += 1;
  const runId = `20260101-000000000-${String(runs).padStart(4, '0')}`;
  return { runId, runHome: join('/nowhere', runId), logPath: `postgresql://somewhere/base#${runId}` };
}

storeContract(async () => {
  const place = newPlace();
  return () => createDatabaseStore(place, url());
});

runIndexContract(async () => {
  const own = server().newDatabase();
  onTestFinished(async () => (await openDatabase(own)).close());
  return {
    index: createDatabaseIndex(own, '/nowhere'),
    open: (place) => createDatabaseStore(place, own),
  };
});

const lines = sealed([retried('one'), stopped]);

test('a process that says nothing for five seconds loses its run, and none of its later lines is kept', async () => {
  const place = newPlace();
  const store = createDatabaseStore(place, url());
  const log = await (await store.claim()).create();
  await log.append(lines.slice(0, 1));
  const { pool } = await openDatabase(url());
  await pool.query(`UPDATE proofloop.writers SET process_id = 'gone' WHERE run_id = $1`, [place.runId]);
  const other = await (await store.claim()).open();
  onTestFinished(() => other.log.close());
  await expect(log.append(lines.slice(1))).rejects.toThrow('another process has taken the run over');
  expect((await store.read()).lines).toHaveLength(1);
  await other.log.append(lines.slice(1));
  // Giving the right back does not take it from the one who has it by now.
  await log.close();
  expect(await store.writer()).toMatchObject({ pid: process.pid });
});

test('a process that counts as gone does not come back, as its runs may be others’ by now', async () => {
  const { pool } = await openDatabase(url());
  const beatAfter = async (id: string, silence: string) => {
    await pool.query(
      `INSERT INTO proofloop.processes (id, pid, host, beat_at)
       VALUES ($1, 1, 'somewhere', clock_timestamp() - $2::interval)`,
      [id, silence],
    );
    await beat(pool, id);
    const found = await pool.query<{ there: boolean }>(
      `SELECT beat_at > clock_timestamp() - interval '1 second' AS there FROM proofloop.processes WHERE id = $1`,
      [id],
    );
    return found.rows[0]?.there;
  };
  expect([await beatAfter('slow', '3 seconds'), await beatAfter('frozen', '6 seconds')]).toEqual([
    true,
    false,
  ]);
});

test('a line that was changed, and one that was taken away at the end, are noticed', async () => {
  const place = newPlace();
  const store = createDatabaseStore(place, url());
  const log = await (await store.claim()).create();
  await log.append(lines);
  await log.close();
  const { pool } = await openDatabase(url());
  await pool.query('DELETE FROM proofloop.lines WHERE run_id = $1 AND seq = 2', [place.runId]);
  expect((await store.read()).damage).toContain('line 2');
  await pool.query(
    `UPDATE proofloop.lines SET line = replace(line, '"attempt":1', '"attempt":2') WHERE run_id = $1`,
    [place.runId],
  );
  await pool.query('UPDATE proofloop.logs SET seq = 1 WHERE run_id = $1', [place.runId]);
  expect((await store.read()).damage).toContain('line 1');
});

test('lines are written once the database is back', async () => {
  const place = newPlace();
  const store = createDatabaseStore(place, url());
  const log = await (await store.claim()).create();
  await log.append(lines.slice(0, 1));
  server().restart();
  await log.append(lines.slice(1));
  expect((await store.read()).lines).toHaveLength(2);
  await log.close();
});

test('a database that is not there is named without its password', async () => {
  const opening = openDatabase('postgresql://tester:secret-word@127.0.0.1:1/none');
  await expect(opening).rejects.toThrow(/^postgresql:\/\/127\.0\.0\.1:1\/none can't be used/);
  await expect(opening).rejects.not.toThrow('secret-word');
});
