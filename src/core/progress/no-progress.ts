import type { WorkItem } from './work-item.ts';

/** How long the measured failures have stayed as they are, whatever the files were. */
export interface UnchangedFailures {
  /** The failing tests and the items at the last measured close of an iteration; null where none failed. */
  failures: string | null;
  /** Measured iterations in a row that closed with them. */
  iterations: number;
}

export const noUnchangedFailures: UnchangedFailures = { failures: null, iterations: 0 };

interface ClosingFacts {
  failingTests: readonly string[];
  items: readonly WorkItem[];
}

/**
 * Takes in the close of an iteration. Where the same tests keep failing and no item moves, edits that lead nowhere
 * change the fingerprint without being progress. An iteration that was not measured says nothing about it.
 */
export function afterIteration(
  before: UnchangedFailures,
  facts: ClosingFacts,
  isMeasured: boolean,
): UnchangedFailures {
  if (!isMeasured) return before;
  if (facts.failingTests.length === 0) return noUnchangedFailures;
  const items = facts.items.map(({ task_id, status }) => JSON.stringify([task_id, status]));
  const failures = JSON.stringify([[...facts.failingTests].sort(), items.sort()]);
  return { failures, iterations: failures === before.failures ? before.iterations + 1 : 1 };
}
