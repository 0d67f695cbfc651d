/**
 * What is done in the database by one statement each. They raise where something must not happen, so that a statement
 * that calls several of them does all of them or nothing. Errors of these classes are for the caller to tell apart.
 */
export const raised = {
  /** Another worker has the job. */
  lostJob: 'PL001',
  /** Somebody has cancelled the job. */
  cancelledJob: 'PL002',
  /** A turn of this number was recorded before. */
  recordedTurn: 'PL003',
  /** The ceilings have no room; the message is what `proofloop.reserve` has answered. */
  refusedReservation: 'PL004',
} as const;

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

/**
 * Puts what requests came to in the place of what was reserved for them, and reserves the next one where one is wanted.
 * Nothing happens to one that is not reserved: it was charged as a whole by whoever went on. A row for each run, so that
 * nobody waits for another one's transaction.
 */
const accountFunction = `
  CREATE OR REPLACE FUNCTION proofloop.account(run text, process text, uses jsonb, wanted jsonb)
    RETURNS void LANGUAGE plpgsql AS $account$
  DECLARE
    answer text;
    used record;
  BEGIN
    FOR used IN SELECT * FROM jsonb_to_recordset(uses) AS u (cost_usd double precision, tokens bigint) LOOP
      WITH freed AS (DELETE FROM proofloop.reservations r WHERE r.run_id = run RETURNING r.*)
      INSERT INTO proofloop.spent AS s (day, run_id, cost_usd, tokens)
        SELECT f.day, run, coalesce(used.cost_usd, f.cost_usd), coalesce(used.tokens, f.tokens) FROM freed f
        ON CONFLICT (day, run_id) DO UPDATE
          SET cost_usd = s.cost_usd + excluded.cost_usd, tokens = s.tokens + excluded.tokens;
    END LOOP;
    IF wanted IS NULL THEN RETURN; END IF;
    answer := proofloop.reserve(run, process, (wanted ->> 'cost_usd')::double precision, (wanted ->> 'tokens')::bigint);
    IF answer <> 'reserved' THEN
      RAISE EXCEPTION USING MESSAGE = answer, ERRCODE = '${raised.refusedReservation}';
    END IF;
  END $account$;
`;

/** Writes lines if the right is still this one and the log ends where they begin: all of them, or raises. */
const appendFunction = `
  CREATE OR REPLACE FUNCTION proofloop.append(run text, writing_right text, before int, given text[], new_head text)
    RETURNS void LANGUAGE plpgsql AS $append$
  DECLARE
    there proofloop.logs;
    last int := before + cardinality(given);
  BEGIN
    PERFORM FROM proofloop.writers w WHERE w.run_id = run AND w.token = writing_right FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'another process has taken the run over'; END IF;
    UPDATE proofloop.logs l SET seq = last, head = new_head WHERE l.run_id = run AND l.seq = before;
    IF FOUND THEN
      INSERT INTO proofloop.lines (run_id, seq, line)
        SELECT run, before + g.n, g.line FROM unnest(given) WITH ORDINALITY AS g (line, n);
      RETURN;
    END IF;
    SELECT * INTO there FROM proofloop.logs l WHERE l.run_id = run;
    IF NOT FOUND THEN RAISE EXCEPTION 'it is gone'; END IF;
    -- The connection broke after these very lines were written.
    IF there.seq = last AND there.head = new_head THEN RETURN; END IF;
    RAISE EXCEPTION 'it has % lines instead of %', there.seq, before;
  END $append$;
`;

/**
 * Records a turn of a job as DBOS records a step, after the same questions that it asks: a worker that has lost the job
 * records nothing, nor does anybody where it is cancelled.
 */
const turnFunction = `
  CREATE OR REPLACE FUNCTION proofloop.turn(job text, number int, job_owner text, application text)
    RETURNS void LANGUAGE plpgsql AS $turn$
  DECLARE
    found_status text;
    found_owner text;
    now_ms bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
  BEGIN
    SELECT s.status, s.owner_xid INTO found_status, found_owner
      FROM dbos.workflow_status s WHERE s.workflow_uuid = job FOR NO KEY UPDATE;
    IF found_status = 'CANCELLED' THEN
      RAISE EXCEPTION 'the job is cancelled' USING ERRCODE = '${raised.cancelledJob}';
    END IF;
    IF found_owner IS DISTINCT FROM job_owner THEN
      RAISE EXCEPTION 'another worker has the job' USING ERRCODE = '${raised.lostJob}';
    END IF;
    INSERT INTO dbos.operation_outputs (workflow_uuid, function_id, function_name, started_at_epoch_ms,
        completed_at_epoch_ms, application_name, retention_timestamp)
      VALUES (job, number, 'turn', now_ms, now_ms, application, now_ms)
      ON CONFLICT (workflow_uuid, function_id) DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the turn was recorded before' USING ERRCODE = '${raised.recordedTurn}';
    END IF;
  END $turn$;
`;

export const functions = [reserveFunction, accountFunction, appendFunction, turnFunction].join('');
