import { realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { chooseTask } from '../config/choices/choose-task.ts';
import { readCommandLine } from '../config/sources/command-line-source.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { CommandLine } from '../core/settings/settings.ts';
import { openDatabase } from '../database/database.ts';
import { addSubmission, type Submission } from '../queue/submissions.ts';
import { newRunId } from '../runs/new-run-id.ts';
import { readTask } from '../runs/read-task.ts';
import { UsageError } from '../runs/usage-error.ts';
import { openQueue, systemClock } from '../wire.ts';
import { findRepository } from '../workspace/base/repository.ts';
import { isRepositoryName } from '../workspace/transport/own-git.ts';
import { resolveBase } from '../workspace/transport/resolve-base.ts';
import { addJob } from './add-job.ts';
import { type BacklogTask, readTasks } from './read-tasks.ts';

/** What is submitted, beside a run's own options. */
export interface SubmissionTerms {
  /** URL or path; null: the repository that `-C` or the current folder is in. */
  repository: string | null;
  base: string | null;
  priority: string | null;
  /** Folder or file with the tasks; null for one task. */
  tasks: string | null;
  /** Whether each begins with the result of the one before. */
  isStacked: boolean;
  /** URL or path of the repository that keeps what runs make while they run; null: the one that they work on. */
  record: string | null;
}

/** Where one comes that was given no priority. */
const usualPriority = 100;

/** Puts runs into the queue of a database, all of them or none; resolves with their ids. */
export async function submitRuns(
  url: string,
  terms: SubmissionTerms,
  commandLine: CommandLine,
  surroundings: Surroundings,
): Promise<string[]> {
  const { errors } = readCommandLine(commandLine);
  if (errors.length > 0) throw new UsageError(errors.join('\nerror: '));
  const { task: _task, taskFile: _taskFile, workspace, ...settings } = commandLine;
  const place = await placeOf(terms.repository, workspace, surroundings);
  const record = terms.record === null ? place.repository : nameOf(terms.record, surroundings);
  const tasks = await tasksOf(terms.tasks, commandLine, surroundings);
  const bases = await resolveBases(
    place.repository,
    [terms.base, ...tasks.map(({ base }) => base)],
    surroundings,
  );
  const runs: Submission[] = [];
  for (const one of tasks) {
    const before = terms.isStacked ? (runs.at(-1) ?? null) : null;
    runs.push({
      runId: freeRunId(runs),
      task: one.task,
      ...place,
      record,
      baseCommit: before === null ? (bases.get(one.base ?? terms.base) ?? null) : null,
      settings: { ...settings, ...one.settings },
      priority: one.priority ?? priorityOf(terms.priority),
      buildsOn: before?.runId ?? null,
    });
  }
  await insert(url, runs);
  return runs.map(({ runId }) => runId);
}

async function insert(url: string, runs: readonly Submission[]): Promise<void> {
  const queue = await openQueue(url);
  const { pool } = await openDatabase(url);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    for (const run of runs) {
      await addSubmission(client, run);
      if (run.buildsOn === null) await addJob(client, run, null, queue.add);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
    await queue.close();
  }
}

/** Ids sort as the runs were given. */
function freeRunId(runs: readonly Submission[]): string {
  return newRunId(systemClock.now() + runs.length);
}

async function tasksOf(
  path: string | null,
  commandLine: CommandLine,
  { currentFolder }: Surroundings,
): Promise<BacklogTask[]> {
  if (path !== null) {
    if (commandLine.task !== undefined || commandLine.taskFile !== undefined)
      throw new UsageError('--tasks stands in the place of --task and --task-file: give one of them');
    return readTasks(resolve(currentFolder, path));
  }
  const { given } = readCommandLine(commandLine);
  const task = chooseTask([given], currentFolder);
  if (!task.ok) throw new UsageError(task.error);
  return [{ task: await readTask(task.source), base: null, priority: null, settings: {} }];
}

async function placeOf(
  repository: string | null,
  workspace: CommandLine[string],
  surroundings: Surroundings,
): Promise<Pick<Submission, 'repository' | 'folder'>> {
  const named = typeof workspace === 'string' ? workspace : null;
  if (repository !== null) return { repository: nameOf(repository, surroundings), folder: named ?? '' };
  const folder = await realpath(resolve(surroundings.currentFolder, named ?? '.')).catch(() => {
    throw new UsageError(`the workspace ${named} does not exist; name a folder with -C`);
  });
  const found = await findRepository(folder).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  if (found === null) {
    throw new UsageError(`${folder} is in no git repository: workers take the files of a run from one`);
  }
  return { repository: found.top, folder: relative(found.top, folder) };
}

function nameOf(repository: string, { currentFolder }: Surroundings): string {
  if (repository.startsWith('-')) throw new UsageError(`${repository} is no repository`);
  return isRepositoryName(repository) ? repository : resolve(currentFolder, repository);
}

async function resolveBases(
  repository: string,
  revisions: readonly (string | null)[],
  { environment }: Surroundings,
): Promise<Map<string | null, string>> {
  const found = new Map<string | null, string>();
  for (const revision of new Set(revisions)) {
    const commit = await resolveBase(repository, revision, environment).catch((error: Error) => {
      throw new UsageError(`${error.message}; nothing was submitted`);
    });
    found.set(revision, commit);
  }
  return found;
}

function priorityOf(text: string | null): number {
  if (text === null) return usualPriority;
  const priority = Number(text);
  if (/^\d{1,9}$/.test(text)) return priority;
  throw new UsageError(`--priority ${text} is no number from 0 to 999999999; the lowest one comes first`);
}
