import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Surroundings } from '../config/surroundings.ts';
import type { Payload } from '../core/events.ts';
import type { Journal } from '../engine/journal.ts';
import type { World } from '../engine/world.ts';
import type { Inbox, RunObserver } from '../ports.ts';
import { makeFolders } from '../system/make-folders.ts';
import { openJournal } from '../wire.ts';
import type { RunWorkspace } from '../workspace/workspace.ts';
import { noRoomText, roomsOf } from './no-room.ts';
import type { PlannedRun } from './plan-run.ts';
import { prepareRun } from './prepare-run.ts';
import { UsageError } from './usage-error.ts';

export interface StartedRun {
  world: World;
  journal: Journal;
  workspace: RunWorkspace;
}

/** Takes the base, opens the log and writes `loop_started`; where that fails, nothing is left behind. */
export async function startRun(
  planned: PlannedRun,
  surroundings: Surroundings,
  inbox: Inbox,
  observer: RunObserver,
): Promise<StartedRun> {
  return orNothing(planned, async () => {
    const { claim, workspace, world, started } = await prepareRun(planned, surroundings, inbox);
    const { log_path } = planned.options;
    const log = await claim.create().catch((error: Error) => {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new UsageError(`the log ${log_path} can't be made (${error.message}); name another file`);
    });
    const journal = openJournal(log, null, surroundings);
    journal.observe(observer);
    await journal.record({ event: 'loop_started', payload: started });
    return { world, journal, workspace };
  });
}

/** Does all that is done before a run's first request and leaves nothing behind; resolves with what it would start as. */
export async function rehearseRun(
  planned: PlannedRun,
  surroundings: Surroundings,
  inbox: Inbox,
): Promise<Payload<'loop_started'>> {
  return orNothing(planned, async () => {
    const { claim, workspace, started } = await prepareRun(planned, surroundings, inbox);
    await workspace.releaseBase();
    await claim.release();
    await removeHomeOf(planned);
    return started;
  });
}

/** Does `work` in the run's home; where that fails, a UsageError says why, and the home is gone. */
async function orNothing<Result>(planned: PlannedRun, work: () => Promise<Result>): Promise<Result> {
  const roomsNow = () => roomsOf(planned.runHome, planned.options);
  await makeFolders(planned.runHome).catch(async (error: Error) => {
    const lacking = noRoomText(error, roomsNow());
    // Of several folders the first may have been made.
    await removeHomeOf(planned);
    if (lacking !== null) throw new UsageError(lacking);
    const advice = 'name another place with PROOFLOOP_HOME';
    throw new UsageError(`the run's folder can't be made (${error.message}); ${advice}`);
  });
  try {
    return await work();
  } catch (error) {
    const lacking = noRoomText(error, roomsNow());
    await removeHomeOf(planned);
    if (lacking !== null) throw new UsageError(lacking);
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

/**
 * The folder of all runs goes too where this would have been the first. Never throws: where the place can't be written,
 * there is nothing to remove, and why the run did not start is what counts.
 */
async function removeHomeOf({ runHome: home }: PlannedRun): Promise<void> {
  await rm(home, { recursive: true, force: true }).catch(() => {});
  await rmdir(dirname(home)).catch(() => {});
}
