import { RunInUseError } from '../log/store-errors.ts';
import type { RunPlace } from '../ports/run-place.ts';
import type { LogClaim } from '../ports/store.ts';
import { openStore } from '../wire.ts';
import { UsageError } from './usage-error.ts';

/** The right to write a run's log; null while a process works on it. */
export async function claimIfFree(run: RunPlace): Promise<LogClaim | null> {
  const claim = await claimOrHolder(run);
  return claim instanceof RunInUseError ? null : claim;
}

/** The right to write a run's log; a UsageError, which names the process, while one works on it. */
export async function claimRun(run: RunPlace): Promise<LogClaim> {
  const claim = await claimOrHolder(run);
  if (claim instanceof RunInUseError) throw new UsageError(claim.message, 'run_in_use');
  return claim;
}

async function claimOrHolder(run: RunPlace): Promise<LogClaim | RunInUseError> {
  return openStore(run)
    .claim()
    .catch((error: Error) => {
      if (error instanceof RunInUseError) return error;
      throw error;
    });
}
