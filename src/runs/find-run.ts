import { realpath } from 'node:fs/promises';
import type { Surroundings } from '../config/surroundings.ts';
import type { LoggedEvent } from '../core/events.ts';
import { isRunId } from '../core/run-id.ts';
import { isStart } from '../core/start-event.ts';
import type { RunIndex, RunPlace } from '../ports.ts';
import { plainLine } from '../views/text/plain-text.ts';
import { openIndex, openStore } from '../wire.ts';
import { findRepository } from '../workspace/base/repository.ts';
import { UsageError } from './usage-error.ts';

/** The run that a person means; a UsageError where there is none, or more than one. */
export async function findRun(name: string, surroundings: Surroundings): Promise<RunPlace> {
  const index = openIndex(surroundings);
  const ids = await index.list();
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
  throw new UsageError(`there is no run "${name}"; "proofloop runs" lists the runs`);
}

/** All runs of this machine's user, newest first. */
export async function findAllRuns(surroundings: Surroundings): Promise<RunPlace[]> {
  const index = openIndex(surroundings);
  return (await index.list()).map((runId) => index.placeOf(runId));
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
  const folder = await realpath(currentFolder);
  const workspace = (await findRepository(folder))?.top ?? folder;
  for (const id of ids) {
    const run = index.placeOf(id);
    const first = await openStore(run).first();
    if (first !== null && isStart(first) && first.payload.options.workspace === workspace) return run;
  }
  throw new UsageError(`no run of ${workspace} was found; "proofloop runs" lists the runs`);
}

/** Whether a run was named by a file that need not be its log. */
export function isAnyFile({ runId, logPath }: RunPlace, surroundings: Surroundings): boolean {
  return logPath !== openIndex(surroundings).placeOf(runId).logPath;
}
