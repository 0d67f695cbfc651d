import type { Pool } from 'pg';

/** Changed whenever the tables are. */
const tablesVersion = 3;

/**
 * Reserves the most that a run's next request can come to. What was left open by the run before is charged first, since
 * nobody can tell whether it was billed. Where a ceiling holds, all reservations come one after another, and what is spent
 * and reserved is read in one statement, so that nothing which is settled meanwhile is missed; where none holds, nobody
 * waits for anybody.
 */
const reserveFunction = `
  CREATE OR REPLACE FUNCTION proofloop.reserve(run text, process text, usd double precision, most bigint)
    RETURNS text LANGUAGE plpgsql AS $reserve$
  DECLARE
    today date := (clock_timestamp() AT TIME ZONE 'utc')::date;
    ceiling proofloop.ceilings;
    usd_spent double precision;
    tokens_spent bigint;
    usd_of_others double precision;
    tokens_of_others bigint;
  BEGIN
    PERFORM FROM proofloop.writers w WHERE w.run_id = run AND w.process_id = process;
    IF NOT FOUND THEN RETURN 'lost'; END IF;
    SELECT * INTO ceiling FROM proofloop.ceilings;
    IF ceiling.cost_usd IS NOT NULL OR ceiling.tokens IS NOT NULL THEN
      PERFORM pg_advisory_xact_lock(hashtext('proofloop ceilings'));
    END IF;
    WITH left_open AS (DELETE FROM proofloop.reservations r WHERE r.run_id = run RETURNING r.*)
    INSERT INTO proofloop.spent AS s (day, run_id, cost_usd, tokens)
      SELECT l.day, run, l.cost_usd, l.tokens FROM left_open l
      ON CONFLICT (day, run_id) DO UPDATE
        SET cost_usd = s.cost_usd + excluded.cost_usd, tokens = s.tokens + excluded.tokens;
    IF ceiling.cost_usd IS NOT NULL OR ceiling.tokens IS NOT NULL THEN
      IF ceiling.cost_usd IS NOT NULL AND usd IS NULL THEN RETURN 'unpriced'; END IF;
      SELECT coalesce(sum(a.cost_usd) FILTER (WHERE NOT a.is_open), 0),
          coalesce(sum(a.tokens) FILTER (WHERE NOT a.is_open), 0),
          coalesce(sum(a.cost_usd) FILTER (WHERE a.is_open), 0),
          coalesce(sum(a.tokens) FILTER (WHERE a.is_open), 0)
        INTO usd_spent, tokens_spent, usd_of_others, tokens_of_others
        FROM (
          SELECT s.cost_usd, s.tokens, false AS is_open FROM proofloop.spent s WHERE s.day = today
          UNION ALL
          SELECT r.cost_usd, r.tokens, true FROM proofloop.reservations r WHERE r.day = today
        ) a;
      IF usd_spent >= ceiling.cost_usd OR usd_spent + usd > ceiling.cost_usd THEN RETURN 'cost'; END IF;
      IF tokens_spent >= ceiling.tokens OR tokens_spent + most > ceiling.tokens THEN RETURN 'tokens'; END IF;
      IF usd_spent + usd_of_others + usd > ceiling.cost_usd THEN RETURN 'wait'; END IF;
      IF tokens_spent + tokens_of_others + most > ceiling.tokens THEN RETURN 'wait'; END IF;
    END IF;
    INSERT INTO proofloop.reservations (run_id, day, cost_usd, tokens) VALUES (run, today, coalesce(usd, 0), most);
    RETURN 'reserved';
  END $reserve$;
`;

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
${reserveFunction}
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
