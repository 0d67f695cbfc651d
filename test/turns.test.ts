import { setTimeout as sleep } from 'node:timers/promises';
import { DBOSWorkflowConflictError } from '@dbos-inc/dbos-sdk';
import { DBOSWorkflowCancelledError } from '@dbos-inc/dbos-sdk/internal/error';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Queryable } from '../src/database/database.ts';
import type { DatabaseCall } from '../src/ports/run-place.ts';
import { openDbosQueue } from '../src/queue/dbos-queue.ts';
import { countTurns, recordTurn } from '../src/queue/record-turn.ts';
import { type Job, JobLeftError, type WorkQueue } from '../src/queue/work-queue.ts';
import { startPostgres, type TestPostgres } from './support/postgres.ts';

let postgres: TestPostgres;
let queue: WorkQueue;
let url = '';
let jobs = 0;

beforeAll(async () => {
  postgres = await startPostgres();
  url = postgres.newDatabase();
  queue = await openDbosQueue(url);
  await openDatabase(url);
});

afterAll(async () => {
  await queue.close();
  await (await openDatabase(url)).close();
  postgres.stop();
});

/** Has a worker take a new job, and gives what `work` came to, or the error that it ended with. */
async function inJob<Result>(work: (job: Job, pool: Pool) => Promise<Result>): Promise<Result> {
  const { pool } = await openDatabase(url);
  await addJobs(pool, 1);
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const worker = await queue.work({
    concurrency: 1,
    perform: async (job) => work(job, pool).then(resolve, reject),
    abandon: async () => {},
    warn: () => {},
  });
  try {
    return await promise;
  } finally {
    await worker.stop();
  }
}

/** Puts new jobs into the queue, and gives their ids. */
async function addJobs(pool: Pool, count: number): Promise<string[]> {
  const ids: string[] = [];
  const client = await pool.connect();
  await client.query('BEGIN');
  for (let index = 0; index < count; index += 1) {
    jobs += 1;
    ids.push(`run.${jobs}`);
    await queue.add(client, { id: `run.${jobs}`, runId: `run-${jobs}`, priority: 1 });
  }
  await client.query('COMMIT');
  client.release();
  return ids;
}

const keep = (word: string): DatabaseCall => ({ name: 'kept', values: [word] });

/** A function that stands for what a turn does, and raises where it is told to. */
async function makeKept(pool: Pool): Promise<() => Promise<string[]>> {
  await pool.query(`
    DROP TABLE IF EXISTS words; CREATE TABLE words (word text);
    CREATE OR REPLACE FUNCTION kept(word text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO words VALUES (word);
      IF word = 'wrong' THEN RAISE EXCEPTION 'a wrong word'; END IF;
    END $$`);
  return async () =>
    (await pool.query<{ word: string }>('SELECT word FROM words')).rows.map(({ word }) => word);
}

test('a turn is recorded as DBOS records a step, together with what it does or not at all', async () => {
  await inJob(async (job, pool) => {
    const words = await makeKept(pool);
    await job.checkpoint(async () => {});
    await job.record([keep('first')]);
    await expect(job.record([keep('half'), keep('wrong')])).rejects.toThrow('a wrong word');
    expect([await words(), await countTurns(pool, job.id)]).toEqual([['first'], 2]);
    await job.record([keep('second')]);
    await job.checkpoint(async () => {});
    const found = await pool.query<Record<string, unknown>>(
      'SELECT * FROM dbos.operation_outputs WHERE workflow_uuid = $1 ORDER BY function_id',
      [job.id],
    );
    expect(found.rows.map(({ function_id }) => function_id)).toEqual([0, 1, 2, 3]);
    // What a step gave back is nothing, in whatever words; times differ.
    const told = found.rows.map((row) =>
      Object.entries(row)
        .filter(([name]) => !/^(output|function_id|.*_epoch_ms|retention_timestamp)$/.test(name))
        .map(([name, value]) => `${name}=${value}`),
    );
    expect(told).toEqual(Array.from({ length: 4 }, () => told[0]));
    const empty = found.rows.map((row) => Object.keys(row).filter((name) => row[name] === null));
    expect(empty[1]?.filter((name) => name !== 'output')).toEqual(
      empty[0]?.filter((name) => name !== 'output'),
    );
    expect(await words()).toEqual(['first', 'second']);
  });
});

test('a worker takes no more jobs than it has room for, from its first moment on', async () => {
  // One that was a worker before has made the queue known.
  await inJob(async () => {});
  const { pool } = await openDatabase(url);
  const ids = await addJobs(pool, 6);
  const client = await pool.connect();
  await client.query('BEGIN');
  // A busy machine takes its time between the launch and what follows; jobs are asked for meanwhile.
  await client.query('LOCK TABLE dbos.queues IN EXCLUSIVE MODE');
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const { promise: allDone, resolve: finish } = Promise.withResolvers<void>();
  const done = new Set<string>();
  const working = queue.work({
    concurrency: 2,
    async perform({ id }) {
      if (ids.includes(id)) begin();
      await over;
      done.add(id);
      if (ids.every((one) => done.has(one))) finish();
    },
    abandon: async () => end(),
    warn: () => {},
  });
  await begun;
  const taken = await pool.query(
    `SELECT FROM dbos.workflow_status WHERE status = 'PENDING' AND workflow_uuid = ANY($1)`,
    [ids],
  );
  await client.query('COMMIT');
  client.release();
  end();
  const worker = await working;
  await allDone;
  await worker.stop();
  expect(taken.rowCount).toBe(2);
});

test('who has lost a job, or works on one that is cancelled, does nothing any more', async () => {
  await inJob(async (job, pool) => {
    const words = await makeKept(pool);
    const set = (what: string, value: string) =>
      pool.query(`UPDATE dbos.workflow_status SET ${what} = $2 WHERE workflow_uuid = $1`, [job.id, value]);
    const found = await pool.query<{ owner_xid: string }>(
      'SELECT owner_xid FROM dbos.workflow_status WHERE workflow_uuid = $1',
      [job.id],
    );
    // The control: as long as it is its own, it can.
    await job.record([keep('mine')]);
    await set('owner_xid', 'another');
    await expect(job.record([keep('lost')])).rejects.toBeInstanceOf(DBOSWorkflowConflictError);
    await set('owner_xid', found.rows[0]?.owner_xid ?? '');
    await set('status', 'CANCELLED');
    await expect(job.record([keep('cancelled')])).rejects.toBeInstanceOf(DBOSWorkflowCancelledError);
    await set('status', 'PENDING');
    expect([await words(), await countTurns(pool, job.id)]).toEqual([['mine'], 1]);
  });
});

test('a turn whose connection broke is recorded once, whether it had come through or not', async () => {
  await inJob(async (job, pool) => {
    const words = await makeKept(pool);
    const found = await pool.query<{ owner: string }>(
      'SELECT owner_xid AS owner FROM dbos.workflow_status WHERE workflow_uuid = $1',
      [job.id],
    );
    const owner = found.rows[0]?.owner ?? '';
    /** The connection breaks at the first statement, before or after the database has done it. */
    const breaking = (isDone: boolean): Queryable => {
      let isBroken = false;
      const query = async (words: string, values: unknown[]) => {
        const breaks = !isBroken;
        isBroken = true;
        const answer = !breaks || isDone ? await pool.query(words, values) : null;
        if (breaks) throw new Error('Connection terminated unexpectedly');
        return answer;
      };
      return { query } as never;
    };
    await recordTurn(breaking(true), { id: job.id, owner, number: 0 }, [keep('one')]);
    await recordTurn(breaking(false), { id: job.id, owner, number: 1 }, [keep('two')]);
    expect([await words(), await countTurns(pool, job.id)]).toEqual([['one', 'two'], 2]);
    // The control: without a broken connection the same number is somebody else's turn.
    await expect(recordTurn(pool, { id: job.id, owner, number: 1 }, [keep('three')])).rejects.toThrow(
      'the turn was recorded before',
    );
    expect(await words()).toEqual(['one', 'two']);
  });
});

/** Resolves once DBOS has written that a job failed. */
async function untilFailed(pool: Pool, id: string, signal: AbortSignal): Promise<'failed'> {
  for (;;) {
    const found = await pool.query(
      `SELECT FROM dbos.workflow_status WHERE workflow_uuid = $1 AND status = 'ERROR'`,
      [id],
    );
    if (found.rowCount === 1) return 'failed';
    await sleep(100, undefined, { signal });
  }
}

test('a worker that was away goes on with its jobs as a new one', async () => {
  const { pool } = await openDatabase(url);
  const [id = ''] = await addJobs(pool, 1);
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const { promise: goneOn, resolve: goOn } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  let tries = 0;
  const worker = await queue.work({
    concurrency: 1,
    async perform(job) {
      if (job.id !== id) return;
      tries += 1;
      if (tries > 1) return goOn();
      begin();
      await left;
      throw new JobLeftError();
    },
    async abandon() {
      leave();
      // Time enough to say of the job what must not be said.
      for (let turn = 0; turn < 50; turn += 1) await pool.query('SELECT pg_sleep(0.01)');
    },
    warn: () => {},
  });
  await begun;
  // As after a sleep of the machine: nobody else is there who could have taken its job.
  await pool.query(
    `UPDATE proofloop.processes SET beat_at = clock_timestamp() - interval '1 minute' WHERE pid = $1`,
    [process.pid],
  );
  const watch = new AbortController();
  const end = await Promise.race([goneOn.then(() => 'gone on with'), untilFailed(pool, id, watch.signal)]);
  watch.abort();
  await worker.stop();
  expect([end, tries]).toEqual(['gone on with', 2]);
});

test('a job that this worker was given without being told is worked on', async () => {
  const { pool } = await openDatabase(url);
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  let id = '';
  const worker = await queue.work({
    concurrency: 1,
    async perform(job) {
      if (job.id === id) finish();
    },
    abandon: async () => {},
    warn: () => {},
  });
  const executor = await (await openDatabase(url)).presence();
  const client = await pool.connect();
  await client.query('BEGIN');
  jobs += 1;
  id = `run.${jobs}`;
  await queue.add(client, { id, runId: `run-${jobs}`, priority: 1 });
  // The database went away between what it had written and its answer.
  await client.query(
    `UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = $2, owner_xid = 'nobody',
       started_at_epoch_ms = 0, recovery_attempts = 1 WHERE workflow_uuid = $1`,
    [id, executor],
  );
  await client.query('COMMIT');
  client.release();
  await done;
  await worker.stop();
});
