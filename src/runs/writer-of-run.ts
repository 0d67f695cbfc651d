import type { RunPlace } from '../ports/run-place.ts';
import { openStore } from '../wire.ts';
import { UsageError } from './usage-error.ts';

/** The process that works on a run now; null for none. A UsageError where that can't be told. */
export async function writerOf(run: RunPlace): Promise<{ pid: number; since: string } | null> {
  return openStore(run)
    .writer()
    .catch((error: Error) => {
      throw new UsageError(error.message);
    });
}
