import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RunInUseError } from '../log/store-errors.ts';
import { makeFolders } from '../system/make-folders.ts';
import { noRoomText, roomsOf } from './no-room.ts';
import { UsageError } from './usage-error.ts';

/** Where something new is to be kept. */
interface PlannedPlace {
  runHome: string;
  options: { log_path: string; workspace: string };
}

/** Does `work` in the run's home; where that fails, a UsageError says why, and the home is gone. */
export async function orNothing<Result>(planned: PlannedPlace, work: () => Promise<Result>): Promise<Result> {
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
    if (error instanceof UsageError) throw error;
    // Whoever can wait for its end must be able to tell it from what will not go away.
    throw new UsageError(
      (error as Error).message,
      error instanceof RunInUseError ? 'run_in_use' : 'wrong_usage',
    );
  }
}

/**
 * The folder of all runs goes too where this would have been the first. Never throws: where the place can't be written,
 * there is nothing to remove, and why the run did not start is what counts.
 */
export async function removeHomeOf({ runHome: home }: PlannedPlace): Promise<void> {
  await rm(home, { recursive: true, force: true }).catch(() => {});
  await rmdir(dirname(home)).catch(() => {});
}
