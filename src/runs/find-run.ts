import { readdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { proofloopHome, runHome } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { isRunId } from '../core/run-id.ts';
import { existsAsFile, readFirstEvent } from '../log/first-event.ts';
import { ifMissing } from '../system/error-code.ts';
import { plainLine } from '../views/text/plain-text.ts';
import { findRepository } from '../workspace/base/repository.ts';
import { UsageError } from './usage-error.ts';

/** Where a run's things are. */
export interface FoundRun {
  runId: string;
  logPath: string;
  runHome: string;
}

/** The run that a person means; a UsageError where there is none, or more than one. */
export async function findRun(name: string, surroundings: Surroundings): Promise<FoundRun> {
  const home = proofloopHome(surroundings);
  const ids = await listRunIds(home);
  if (name === 'latest') return findLatest(home, ids, surroundings.currentFolder);
  const matches = ids.includes(name) ? [name] : ids.filter((id) => id.startsWith(name));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return runById(home, only);
  if (matches.length > 1) {
    throw new UsageError(
      `"${name}" is the beginning of ${matches.length} runs: ${matches.slice(0, 5).join(', ')}`,
    );
  }
  const logPath = resolve(surroundings.currentFolder, name);
  if (await existsAsFile(logPath)) return runByLog(home, logPath);
  throw new UsageError(`there is no run "${name}"; "proofloop runs" lists the runs`);
}

/** The ids of all runs, newest first. */
export async function listRunIds(home: string): Promise<string[]> {
  const names = await readdir(join(home, 'runs')).catch(ifMissing([]));
  return names.filter(isRunId).toSorted().toReversed();
}

export function runById(home: string, runId: string): FoundRun {
  const ownHome = runHome(home, runId);
  return { runId, logPath: join(ownHome, 'loop.jsonl'), runHome: ownHome };
}

async function runByLog(home: string, logPath: string): Promise<FoundRun> {
  const first = await readFirstEvent(logPath);
  if (first?.event !== 'loop_started') {
    throw new UsageError(`${logPath} is not the log of a run: it does not begin with loop_started`);
  }
  const runId = first.payload.run_id;
  if (!isRunId(runId)) {
    throw new UsageError(
      `${logPath} is not the log of a run: ${plainLine(JSON.stringify(runId))} is no run id; nothing was done`,
    );
  }
  return { runId, logPath, runHome: runHome(home, runId) };
}

async function findLatest(home: string, ids: readonly string[], currentFolder: string): Promise<FoundRun> {
  const folder = await realpath(currentFolder);
  const workspace = (await findRepository(folder))?.top ?? folder;
  for (const id of ids) {
    const run = runById(home, id);
    const first = await readFirstEvent(run.logPath);
    if (first?.event === 'loop_started' && first.payload.options.workspace === workspace) return run;
  }
  throw new UsageError(`no run of ${workspace} was found; "proofloop runs" lists the runs`);
}

/** Whether a run was named by a file that need not be its log. */
export function isAnyFile({ runId, logPath }: FoundRun, surroundings: Surroundings): boolean {
  return logPath !== runById(proofloopHome(surroundings), runId).logPath;
}
