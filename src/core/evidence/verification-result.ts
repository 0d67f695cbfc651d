import type { CommandResult, Payload } from '../events.ts';
import type { ProtectedChange } from '../protected/protection.ts';
import type { Comparison } from './compare.ts';
import { baseOf, comparisonsOf, type EvidenceFacts, suiteRuns } from './facts.ts';
import { newlyPassing } from './fail-to-pass.ts';
import type { Finding } from './reasons.ts';
import type { SuiteRun } from './suite-runs.ts';

/** The event for the verdict on a candidate; `findings` is all that speaks against it. */
export function verificationResult(
  facts: EvidenceFacts,
  iteration: number,
  findings: readonly Finding[],
): Payload<'verification_result'> {
  const run = decidingRun(suiteRuns(facts, facts.tree));
  const measured = [facts.tree, facts.trees?.restored ?? facts.tree];
  const comparisons = [...new Set(measured)].flatMap((tree) => comparisonsOf(facts, tree));
  return {
    iteration,
    tree: facts.tree,
    grade: run.some(({ tests }) => tests !== null && tests.problems.length === 0) ? 'per-test' : 'exit-code',
    commands: run.map(({ output: _output, ...result }) => result),
    verdict: findings.length > 0 ? 'refused' : facts.options.evidence === 'proven' ? 'proven' : 'verified',
    reasons: findings.map(({ reason }) => reason),
    reviewable: findings.length > 0 && findings.every(({ reviewable }) => reviewable),
    protected_changes: allChanges(facts),
    failing_tests: allOf(comparisons, [
      'regressed',
      'mixed',
      'otherFailures',
      'newFlaky',
      'missing',
      'skipped',
    ]),
    flaky_tests: flakyTests(facts, comparisons),
    unsteady_tests: sortedOnce(baseOf(facts).flatMap((base) => [...(base?.unsteady ?? [])])),
    newly_passing_tests: newlyPassing(facts).map(({ id }) => id),
    proposed_command: facts.proposedBy !== null ? (facts.commands[0] ?? null) : null,
  };
}

function allChanges({ trees }: EvidenceFacts): ProtectedChange[] {
  if (trees === null) return [];
  const others = trees.setupChanges.filter(
    ({ path }) => !trees.changes.some((change) => change.path === path),
  );
  return [...trees.changes, ...others, ...trees.told];
}

/** The last run in which every command exited 0, else the last one. */
function decidingRun(runs: readonly SuiteRun[]): readonly CommandResult[] {
  const clean = runs.findLast((run) => run.every(({ exit_code }) => exit_code === 0));
  return clean ?? runs.at(-1) ?? [];
}

type TestLists = 'regressed' | 'mixed' | 'otherFailures' | 'newFlaky' | 'missing' | 'skipped' | 'knownFlaky';

function allOf(comparisons: readonly Comparison[], lists: readonly TestLists[]): string[] {
  return sortedOnce(comparisons.flatMap((comparison) => lists.flatMap((list) => comparison[list])));
}

function flakyTests(facts: EvidenceFacts, comparisons: readonly Comparison[]): string[] {
  const atBase = baseOf(facts).flatMap((base) => [...(base?.flaky ?? [])]);
  return sortedOnce([...atBase, ...allOf(comparisons, ['mixed', 'newFlaky'])]);
}

function sortedOnce(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort();
}
