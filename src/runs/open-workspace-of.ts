import { resolve } from 'node:path';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { reopenWorkspace } from '../wire.ts';
import { followMove } from '../workspace/home/follow-move.ts';
import type { RunWorkspace } from '../workspace/workspace.ts';
import { UsageError } from './usage-error.ts';
import { writerOf } from './writer-of-run.ts';

/** The workspace of a run whose result is looked at or taken; a UsageError where it can't be opened. */
export async function openWorkspaceOf(run: RunPlace, surroundings: Surroundings): Promise<RunWorkspace> {
  return reopenWorkspace(run.runHome, surroundings, null).catch((error: Error) => {
    throw new UsageError(error.message);
  });
}

/** Takes `place` for where the run's repository lies by now, from here on; a UsageError where it can't be. */
export async function moveWorkspaceOf(
  run: RunPlace,
  place: string,
  surroundings: Surroundings,
): Promise<void> {
  const writer = await writerOf(run);
  if (writer !== null) throw new UsageError(`process ${writer.pid} works on run ${run.runId}: stop it first`);
  const { currentFolder, environment } = surroundings;
  const folder = resolve(currentFolder, place);
  await followMove(run.runHome, folder, environment.PATH ?? '').catch((error: Error) => {
    throw new UsageError(error.message);
  });
}
