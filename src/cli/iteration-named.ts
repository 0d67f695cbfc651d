import type { RunState } from '../core/state.ts';
import { UsageError } from '../runs/usage-error.ts';

/** The iteration that --iteration names; null where it was not given, a UsageError where the run has none of that number. */
export function iterationNamed(given: string | null, { iteration }: RunState): number | null {
  if (given === null) return null;
  const last = iteration?.number ?? 0;
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1 && number <= last) return number;
  if (last === 0) throw new UsageError(`--iteration ${given}: the run has begun none yet`);
  if (last === 1) throw new UsageError(`--iteration can only be 1 in this run, not "${given}"`);
  throw new UsageError(`--iteration must be a number from 1 to ${last}, not "${given}"`);
}
