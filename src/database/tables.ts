import type { Pool } from 'pg';
import { functions } from './functions.ts';

/** Changed whenever the tables are. */
const tablesVersion = 4;

const statements = `
  CREATE SCHEMA IF NOT EXISTS proofloop;
  CREATE TABLE IF NOT EXISTS proofloop.version (single boolean PRIMARY KEY DEFAULT true, version int NOT NULL);
  CREATE TABLE IF NOT EXISTS proofloop.processes (
    id text PRIMARY KEY,
    pid int NOT NULL,
    host text NOT NULL,
    concurrency int,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    beat_at timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS proofloop.writers (
    run_id text PRIMARY KEY,
    token text NOT NULL,
    process_id text NOT NULL,
    pid int NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  CREATE TABLE IF NOT EXISTS proofloop.logs (
    run_id text PRIMARY KEY,
    made text NOT NULL,
    seq int NOT NULL DEFAULT 0,
    head text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS proofloop.lines (
    run_id text NOT NULL REFERENCES proofloop.logs ON DELETE CASCADE,
    seq int NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (run_id, seq)
  );
  CREATE TABLE IF NOT EXISTS proofloop.runs (
    run_id text PRIMARY KEY,
    job_id text,
    jobs int NOT NULL DEFAULT 0,
    task text NOT NULL,
    repository text NOT NULL,
    record text NOT NULL,
    base_commit text,
    folder text NOT NULL,
    settings jsonb NOT NULL,
    priority int NOT NULL,
    submitted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    builds_on text,
    stop_requested boolean NOT NULL DEFAULT false,
    resume_settings jsonb,
    outcome jsonb,
    problem text
  );
  CREATE TABLE IF NOT EXISTS proofloop.spent (
    day date NOT NULL,
    run_id text NOT NULL,
    cost_usd double precision NOT NULL,
    tokens bigint NOT NULL,
    PRIMARY KEY (day, run_id)
  );
  CREATE TABLE IF NOT EXISTS proofloop.reservations (
    run_id text PRIMARY KEY,
    day date NOT NULL,
    cost_usd double precision NOT NULL,
    tokens bigint NOT NULL
  );
  CREATE TABLE IF NOT EXISTS proofloop.ceilings (
    single boolean PRIMARY KEY DEFAULT true,
    cost_usd double precision,
    tokens bigint
  );
  ALTER TABLE proofloop.reservations DROP COLUMN IF EXISTS request_id;
  CREATE TABLE IF NOT EXISTS proofloop.spending (day date PRIMARY KEY, cost_usd double precision, tokens bigint);
  INSERT INTO proofloop.spent SELECT day, '', cost_usd, tokens FROM proofloop.spending;
  DROP TABLE proofloop.spending;
${functions}
  INSERT INTO proofloop.version (version) VALUES (${tablesVersion})
    ON CONFLICT (single) DO UPDATE SET version = excluded.version;
`;

/** Makes the tables of this program where they are not there. */
export async function makeTables(pool: Pool): Promise<void> {
  const found = await pool.query<{ there: boolean }>(
    `SELECT to_regclass('proofloop.version') IS NOT NULL AS there`,
  );
  if (found.rows[0]?.there === true) {
    const known = await pool.query<{ version: number }>('SELECT version FROM proofloop.version');
    const version = known.rows[0]?.version ?? 0;
    if (version === tablesVersion) return;
    if (version > tablesVersion) {
      throw new Error('its tables are those of a newer version of proofloop: use that one');
    }
  }
  const client = await pool.connect();
  try {
    // Several processes may be the first; who makes a schema at the same time as another fails.
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('proofloop tables'));`);
    await client.query(`${statements} COMMIT;`);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
