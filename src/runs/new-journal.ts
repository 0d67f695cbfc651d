import type { Journal } from '../engine/journal.ts';
import type { LogClaim } from '../ports/store.ts';
import { openJournal } from '../wire.ts';
import { UsageError } from './usage-error.ts';

/** The journal of a log that is made now, into which no secret comes that `redact` knows; a UsageError where it can't be. */
export async function newJournal(
  claim: LogClaim,
  logPath: string,
  redact: (text: string) => string,
): Promise<Journal> {
  const log = await claim.create().catch((error: Error) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`the log ${logPath} can't be made (${error.message}); name another file`);
  });
  return openJournal(log, null, redact);
}
