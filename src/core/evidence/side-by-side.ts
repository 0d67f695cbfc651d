import { checksAhead, needsAll } from './checks-ahead.ts';
import type { EvidenceFacts } from './facts.ts';
import { withGuess } from './guessed.ts';
import type { Check, EvidenceStep } from './next-evidence.ts';
import { type CheckPlace, isSameCheck } from './suite-runs.ts';

/** What is to be done about checks that run side by side. */
export type BesideStep =
  | { kind: 'start_checks'; checks: readonly Check[] }
  | { kind: 'build_trees' }
  /** Until one of those that run has come to something. */
  | { kind: 'await_check' }
  | { kind: 'drop_checks'; checks: readonly CheckPlace[] };

/**
 * Names what is to be done about checks side by side before `step`, the next one; null where that can be done at once.
 * `open` are those that run. What nothing follows from any more is dropped, first of all where something has spoken
 * against the candidate.
 */
export function sideBySide(
  facts: EvidenceFacts,
  step: EvidenceStep,
  open: readonly CheckPlace[],
): BesideStep | null {
  const jobs = facts.options.jobs ?? 1;
  if (jobs === 1 && open.length === 0) return null;
  const wanted = wantedChecks(facts, step);
  const vain = without(open, wanted);
  if (vain.length > 0) return { kind: 'drop_checks', checks: vain };
  if (step.kind === 'judge') return null;
  const due = without(wanted, open).slice(0, Math.max(0, jobs - open.length));
  if (due.length > 0) return { kind: 'start_checks', checks: due };
  if (step.kind === 'build_trees') return null;
  // They take no time beside that of a suite, and more can be begun once they are there.
  const hasRoom = facts.trees === null && open.length < jobs;
  return { kind: hasRoom ? 'build_trees' : 'await_check' };
}

/** The check that is due, and those that are expected to follow, in this order. */
function wantedChecks(facts: EvidenceFacts, step: EvidenceStep): Check[] {
  if (step.kind === 'judge') return [];
  if (step.kind === 'build_trees') return checksAhead(facts);
  const { kind: _kind, ...check } = step;
  const due = withGuess(check);
  if (needsAll(facts, step)) return [due];
  const ahead = checksAhead(facts);
  // A check that is due for a reason of its own, such as a doubt, is expected by nobody.
  return ahead.some((one) => isSameCheck(one, due)) ? ahead : [due];
}

/** Those of the checks that are left once each of the others has taken one like it away. */
function without<One extends CheckPlace>(checks: readonly One[], others: readonly CheckPlace[]): One[] {
  const left = [...others];
  return checks.filter((check) => {
    const at = left.findIndex((other) => isSameCheck(other, check));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}
