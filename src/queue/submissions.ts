import type { CommandLine } from '../core/settings/settings.ts';
import { openDatabase, type Queryable } from '../database/database.ts';

/** A run as it was submitted, and what is known of it beside its log. */
export interface Submission {
  runId: string;
  task: string;
  /** URL or absolute path of the repository that it works on, and gets its result. */
  repository: string;
  /** URL or absolute path of the repository that keeps what it makes while it runs. */
  record: string;
  /** Null until the run that it builds on is completed. */
  baseCommit: string | null;
  /** Folder below the repository's top that it works in. */
  folder: string;
  /** What was given for it. */
  settings: CommandLine;
  priority: number;
  /** The run with whose result it begins; null for none. */
  buildsOn: string | null;
}

/** What a run came to. */
export interface JobOutcome {
  phase: string;
  stop_reason: string | null;
  /** The branch in its repository; null where nothing was changed. */
  branch: string | null;
  cost_usd: number | null;
}

interface Row {
  run_id: string;
  task: string;
  repository: string;
  record: string;
  base_commit: string | null;
  folder: string;
  settings: CommandLine;
  resume_settings: CommandLine | null;
  priority: number;
  builds_on: string | null;
}

/** Adds a run, without a job that works on it. */
export async function addSubmission(to: Queryable, run: Submission): Promise<void> {
  await to.query(
    `INSERT INTO proofloop.runs
       (run_id, task, repository, record, base_commit, folder, settings, priority, builds_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      run.runId,
      run.task,
      run.repository,
      run.record,
      run.baseCommit,
      run.folder,
      JSON.stringify(run.settings),
      run.priority,
      run.buildsOn,
    ],
  );
}

/** A submitted run, with what was given when it was last resumed; null for one that nobody has submitted. */
export async function readSubmission(
  url: string,
  runId: string,
): Promise<(Submission & { resumeSettings: CommandLine | null }) | null> {
  const { pool } = await openDatabase(url);
  const found = await pool.query<Row>('SELECT * FROM proofloop.runs WHERE run_id = $1', [runId]);
  const [row] = found.rows;
  if (row === undefined) return null;
  return {
    runId: row.run_id,
    task: row.task,
    repository: row.repository,
    record: row.record,
    baseCommit: row.base_commit,
    folder: row.folder,
    settings: row.settings,
    resumeSettings: row.resume_settings,
    priority: row.priority,
    buildsOn: row.builds_on,
  };
}

/** Names the next job of a run, whose number says how many it had. */
export async function nextJob(to: Queryable, runId: string, settings: CommandLine | null): Promise<string> {
  const updated = await to.query<{ jobs: number }>(
    `UPDATE proofloop.runs SET jobs = jobs + 1, job_id = run_id || '.' || (jobs + 1), stop_requested = false,
       problem = NULL, outcome = NULL, resume_settings = $2
     WHERE run_id = $1 RETURNING jobs`,
    [runId, settings === null ? null : JSON.stringify(settings)],
  );
  return `${runId}.${updated.rows[0]?.jobs ?? 1}`;
}

/** Writes what a run's job came to: its outcome, or why it could not be worked on. */
export async function endJob(
  to: Queryable,
  runId: string,
  { outcome, problem }: { outcome: JobOutcome | null; problem: string | null },
): Promise<void> {
  await to.query('UPDATE proofloop.runs SET outcome = $2, problem = $3 WHERE run_id = $1', [
    runId,
    outcome === null ? null : JSON.stringify(outcome),
    problem,
  ]);
}

/** The runs that wait for this one, from now on with its result as their base. */
export async function releaseDependents(
  to: Queryable,
  runId: string,
  commit: string,
): Promise<{ runId: string; priority: number }[]> {
  const found = await to.query<{ run_id: string; priority: number }>(
    `UPDATE proofloop.runs SET base_commit = $2 WHERE builds_on = $1 AND job_id IS NULL RETURNING run_id, priority`,
    [runId, commit],
  );
  return found.rows.map(({ run_id, priority }) => ({ runId: run_id, priority }));
}

/** Those of these runs that somebody asked to stop. */
export async function stopRequested(url: string, runIds: readonly string[]): Promise<string[]> {
  const { pool } = await openDatabase(url);
  const found = await pool.query<{ run_id: string }>(
    'SELECT run_id FROM proofloop.runs WHERE stop_requested AND run_id = ANY($1)',
    [runIds],
  );
  return found.rows.map(({ run_id }) => run_id);
}
