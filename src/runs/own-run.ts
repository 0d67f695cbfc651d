import type { Surroundings } from '../config/surroundings.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { openStore } from '../wire.ts';
import { isAnyFile } from './find-run.ts';
import type { ReadRun } from './read-run.ts';
import { UsageError } from './usage-error.ts';

type WholeLog = Pick<ReadRun, 'events' | 'lines' | 'damage'>;

/** Whether the log is that of a run which was started here, and not one that was brought here. */
export function isOwn(run: RunPlace, log: WholeLog): Promise<boolean> {
  return openStore(run).isOwn(log);
}

/**
 * A UsageError for a log that is damaged, or not that of a run which was started here: what it says of folders,
 * commands, endpoint and sandbox is somebody else's word, and nothing is done by it.
 */
export async function requireOwn(run: RunPlace, log: WholeLog, surroundings: Surroundings): Promise<void> {
  const isOwnHere = await isOwn(run, log);
  // The run's own folder can tell what is wrong with its own log, and nothing of another one.
  const isElsewhere = isAnyFile(run, surroundings);
  if (log.damage !== null && (isOwnHere || !isElsewhere)) throw new UsageError(log.damage);
  if (isOwnHere) return;
  throw new UsageError(
    `the log ${run.logPath} is not that of a run that was started here, so it can only be read (show, log, diff, replay, verify, watch); nothing was done. To work from it, start a new run in a repository of yours`,
  );
}
