import type { RunState } from '../core/state.ts';
import { UsageError } from './usage-error.ts';

/** A UsageError for a judgement, which has no roles that could go on with it and no result of its own. */
export function requireRun({ runId, judgement }: Pick<RunState, 'runId' | 'judgement'>): void {
  if (judgement === null) return;
  throw new UsageError(
    `${runId} is a judgement of somebody else's change, not a run: judge again with "proofloop judge"; nothing was done`,
  );
}
