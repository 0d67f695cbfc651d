import type { Comparison } from './compare.ts';
import { baseRuns, comparisonsOf, type EvidenceFacts, suiteRuns } from './facts.ts';
import { newlyPassing } from './fail-to-pass.ts';
import { checkKey, type SuiteRun } from './suite-runs.ts';

/** So many runs of one tree at most, where they come out differently. */
const runsMax = 8;
/**
 * So many runs of each of the two, where a test passes in all those of the base and fails in all those of the candidate. A
 * test that fails with the probability p does that by chance with (1-p)^3 p^3, which is never more than 1 in 64; for a
 * rare failure it is less than with more runs of the base and fewer of the candidate.
 */
const steadyRuns = 3;
/** Beyond two, no run of a tree is begun once its runs have taken this long together. */
const runsDurationMaxMs = 5 * 60_000;

/**
 * Whether the verify commands must run once more before a tree can be judged: on the tree itself, or at the base,
 * where it has to be found out whether a test was flaky before. Null: more runs would tell nothing new.
 * `wanted` is the number of runs that a sound tree needs.
 */
export function nextRun(facts: EvidenceFacts, tree: string, wanted: number): 'tree' | 'base' | null {
  const runs = suiteRuns(facts, tree);
  if (runs.length === 0) return 'tree';
  if (isRedAsBefore(facts, tree)) return null;
  const comparisons = comparisonsOf(facts, tree);
  const base = baseRuns(facts);
  const failedBefore = comparisons.some((comparison) => comparison.failedBefore.length > 0);
  if (failedBefore && mayRepeat(base)) return 'base';
  // What is missing may be missing from a second run of the base too: then its name changes from run to run.
  if (comparisons.some(({ missing }) => missing.length > 0) && base.length < 2) return 'base';
  if (comparisons.some(isSettled)) return null;
  const isMixed = comparisons.some(({ mixed }) => mixed.length > 0);
  if (isMixed || comparisons.some(({ regressed }) => regressed.length > 0)) {
    const [ofTree, ofBase] = isMixed ? [2, runsMax] : regressedRuns(facts);
    if (mayRepeat(runs, ofTree)) return 'tree';
    return mayRepeat(base, ofBase) ? 'base' : null;
  }
  // What has come out in two ways beside others has to come out the same once more than a sound tree's.
  const isDisputed = facts.disputed.has(checkKey('candidate', tree, facts.commands));
  if (runs.length < (isDisputed ? wanted + 1 : wanted)) return 'tree';
  const neverClean = comparisons.some((comparison) => comparison.cleanRuns === 0);
  return neverClean && mayRepeat(runs) ? 'tree' : null;
}

/** Whether tests fail that failed at the base, and nothing is mended: then no further run tells anything. */
export function isRedAsBefore(facts: EvidenceFacts, tree: string): boolean {
  const isRed = comparisonsOf(facts, tree).some(({ failedBefore }) => failedBefore.length > 0);
  return isRed && isNotMended(facts, tree);
}

/**
 * Whether nothing passes on the candidate that did not pass at the base, although a change of behaviour is asked for: a
 * test that failed on both sides may then come and go as it likes, the work is not done.
 */
function isNotMended(facts: EvidenceFacts, tree: string): boolean {
  return tree === facts.tree && facts.options.expect === 'change' && newlyPassing(facts).length === 0;
}

/** How many runs of the tree and of the base a test needs that fails in all those of the tree alone. */
const regressedRuns = ({ rules }: EvidenceFacts): readonly [tree: number, base: number] =>
  rules < 3 ? [2, runsMax] : [steadyRuns, steadyRuns];

/** Whether something is wrong that has nothing to do with tests that may be flaky. */
function isSettled(comparison: Comparison): boolean {
  const { missing, skipped, otherFailures, newFlaky, faults } = comparison;
  return [missing, skipped, otherFailures, newFlaky, faults].some((list) => list.length > 0);
}

/** Whether another run of a tree is worth its time, given those that there are. */
export function mayRepeat(runs: readonly SuiteRun[], most = runsMax): boolean {
  if (runs.length < 2) return true;
  const durationMs = runs.flat().reduce((sum, result) => sum + result.duration_ms, 0);
  return runs.length < most && durationMs < runsDurationMaxMs;
}
