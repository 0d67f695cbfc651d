import { rm } from 'node:fs/promises';
import type { Surroundings } from '../config/surroundings.ts';
import { commitAtClose, forkEvents } from '../core/fork-events.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { makeFolders } from '../system/make-folders.ts';
import { redactorFor } from '../wire/secrets-here.ts';
import { openJournal, openLocalIndex, openStore, systemClock } from '../wire.ts';
import { forkWorkspace } from '../workspace/home/copy-run.ts';
import { newRunId } from './new-run-id.ts';
import { requireOwn } from './own-run.ts';
import { type ReadRun, readRun } from './read-run.ts';
import { requireRun } from './require-run.ts';
import { UsageError } from './usage-error.ts';
import { withClaim } from './with-claim.ts';

/**
 * Makes a new run that begins with another one's events up to the close of the iteration `at`, which is given as text;
 * resolves with its place. It waits to be gone on with. A UsageError, and nothing is kept, where that can't be.
 */
export async function forkRun(parent: RunPlace, at: string, surroundings: Surroundings): Promise<RunPlace> {
  const read = await readRun(parent);
  await requireOwn(parent, read, surroundings);
  requireRun(read.state);
  const iteration = closedIteration(at, read);

  const runId = newRunId(systemClock.now());
  const place = openLocalIndex(surroundings).placeOf(runId);
  const { runHome: ownHome, logPath } = place;
  await makeFolders(ownHome);
  try {
    const branch = await forkWorkspace({
      parentHome: parent.runHome,
      home: ownHome,
      runId,
      commit: commitAtClose(read.events, iteration),
      searchPath: surroundings.environment.PATH ?? '',
    });
    const copied = forkEvents(read.events, iteration, { runId, branch, logPath }) ?? [];
    await withClaim(openStore(place).claim(), async (claim) => {
      const journal = openJournal(await claim.create(), null, redactorFor(surroundings));
      for (const { event, at: time } of copied) await journal.record(event, time);
      await journal.flush();
      await journal.close();
    });
  } catch (error) {
    await rm(ownHome, { recursive: true, force: true });
    throw new UsageError(`the run could not be forked, and nothing was kept: ${(error as Error).message}`);
  }
  return place;
}

/** The iteration that is meant; a UsageError where the run did not close it. */
function closedIteration(given: string, { events }: ReadRun): number {
  const closed = events.flatMap(({ event, payload }) =>
    event === 'iteration_finished' || event === 'iteration_failed' ? [payload.iteration] : [],
  );
  const number = Number(given);
  if (closed.includes(number)) return number;
  const known = closed.length === 0 ? 'the run closed none' : `the run closed ${closed.join(', ')}`;
  throw new UsageError(`--at must name an iteration that was closed, not "${given}"; ${known}`);
}
