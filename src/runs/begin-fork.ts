import type { Surroundings } from '../config/surroundings.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { openStore } from '../wire.ts';
import { planRemoval, removeRun } from './remove-run.ts';
import { UsageError } from './usage-error.ts';

/**
 * Goes on with a run that was just forked, by `goOn`. Where that is refused before a line was written, the new run goes
 * again, its branch too: what is refused has started nothing, and would be `latest` from then on.
 */
export async function beginFork<Result>(
  fork: RunPlace,
  surroundings: Surroundings,
  goOn: () => Promise<Result>,
): Promise<Result> {
  const lineCount = async () => (await openStore(fork).read()).lines.length;
  const copied = await lineCount();
  try {
    return await goOn();
  } catch (error) {
    if (error instanceof UsageError && (await lineCount()) === copied)
      await removeRun(await planRemoval(fork), surroundings);
    throw error;
  }
}
