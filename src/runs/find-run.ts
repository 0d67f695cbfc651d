import { realpath } from 'node:fs/promises';
import type { Surroundings } from '../config/surroundings.ts';
import type { LoggedEvent } from '../core/events.ts';
import { isRunId } from '../core/run-id.ts';
import { isStart } from '../core/start-event.ts';
import type { RunIndex, RunPlace } from '../ports/run-place.ts';
import { plainLine } from '../views/text/plain-text.ts';
import { openIndex, openLocalIndex, openStore } from '../wire.ts';
import { findRepository } from '../workspace/base/repository.ts';
import { UsageError } from './usage-error.ts';

/** The run that a person means; a UsageError where there is none, or more than one. */
export async function findRun(name: string, surroundings: Surroundings): Promise<RunPlace> {
  requireRunName(name);
  const index = openIndex(surroundings);
  const ids = await idsOf(index);
  if (name === 'latest') return findLatest(index, ids, surroundings.currentFolder);
  const matches = ids.includes(name) ? [name] : ids.filter((id) => id.startsWith(name));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return index.placeOf(only);
  if (matches.length > 1) {
    throw new UsageError(
      `"${name}" is the beginning of ${matches.length} runs: ${matches.slice(0, 5).join(', ')}`,
    );
  }
  const log = await index.named(name);
  if (log !== null) return runByLog(index, log);
  throw new UsageError(`there is no run "${name}"; "proofloop runs" lists the runs`, 'no_such_run');
}

/**
 * A UsageError for a name that is empty, as of a variable that was never set: it is the beginning of every id, and would
 * name whichever run is the only one.
 */
export function requireRunName(name: string): void {
  if (name.trim() === '') throw new UsageError('name a run: its id, or "latest"', 'no_such_run');
}

/** As `findRun`, for what is done to a run on this machine; a UsageError for one of the database. */
export async function findRunHere(name: string, surroundings: Surroundings): Promise<RunPlace> {
  const run = await findRun(name, surroundings);
  if (run.databaseUrl === undefined) return run;
  throw new UsageError(
    `run ${run.runId} is one of the database's, and worked on by "proofloop worker": see "proofloop queue --help" for what can be done to it, and fetch its branch from its repository`,
  );
}

/** All runs that are found from here, newest first. */
export async function findAllRuns(surroundings: Surroundings): Promise<RunPlace[]> {
  const index = openIndex(surroundings);
  return (await idsOf(index)).map((runId) => index.placeOf(runId));
}

/** The ids that an index lists; a UsageError where it can't be read. */
export function idsOf(index: RunIndex): Promise<string[]> {
  return index.list().catch((error: Error) => {
    throw new UsageError(error.message);
  });
}

function runByLog(
  index: RunIndex,
  { logPath, first }: { logPath: string; first: LoggedEvent | null },
): RunPlace {
  if (first === null || !isStart(first)) {
    throw new UsageError(
      `${logPath} is not the log of a run: it does not begin with loop_started or judge_started`,
    );
  }
  const runId = first.payload.run_id;
  if (!isRunId(runId)) {
    throw new UsageError(
      `${logPath} is not the log of a run: ${plainLine(JSON.stringify(runId))} is no run id; nothing was done`,
    );
  }
  return { ...index.placeOf(runId), logPath };
}

async function findLatest(index: RunIndex, ids: readonly string[], currentFolder: string): Promise<RunPlace> {
  const workspace = await checkoutAt(currentFolder);
  for (const id of ids) {
    const run = index.placeOf(id);
    const first = await openStore(run).first();
    if (first !== null && isStart(first) && first.payload.options.workspace === workspace) return run;
  }
  throw new UsageError(`no run of ${workspace} was found; "proofloop runs" lists the runs`, 'no_such_run');
}

/** The checkout that a person stands in, as runs name it: a repository's top, else the folder itself. */
export async function checkoutAt(currentFolder: string): Promise<string> {
  const folder = await realpath(currentFolder);
  return (await findRepository(folder))?.top ?? folder;
}

/** Whether a run was named by a file that need not be its log. */
export function isAnyFile(
  { runId, logPath, databaseUrl, ownLogs }: RunPlace,
  surroundings: Surroundings,
): boolean {
  if (databaseUrl !== undefined || ownLogs !== undefined) return false;
  return logPath !== openLocalIndex(surroundings).placeOf(runId).logPath;
}
