import type { SuiteRun } from './check.ts';
import type { Comparison } from './compare.ts';
import { baseRuns, comparisonsOf, type EvidenceFacts, suiteRuns } from './facts.ts';

/** So many runs of one tree at most, where they come out differently. */
const runsMax = 8;
/**
 * So many runs of the base at most, where a test failed each time on the tree, as one that was broken does, or has failed
 * at the base and on the tree, as one that was never mended does.
 */
const runsOfSuspectsMax = 5;
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
  const comparisons = comparisonsOf(facts, tree);
  const base = baseRuns(facts);
  const failedBefore = comparisons.some((comparison) => comparison.failedBefore.length > 0);
  if (failedBefore && mayRepeat(base, runsOfSuspectsMax)) return 'base';
  if (comparisons.some(isSettled)) return null;
  const mixed = comparisons.some((comparison) => comparison.mixed.length > 0);
  const suspects = mixed || comparisons.some((comparison) => comparison.regressed.length > 0);
  if (suspects) {
    if (runs.length < 2) return 'tree';
    return mayRepeat(base, mixed ? runsMax : runsOfSuspectsMax) ? 'base' : null;
  }
  if (runs.length < wanted) return 'tree';
  const neverClean = comparisons.some((comparison) => comparison.cleanRuns === 0);
  return neverClean && mayRepeat(runs, runsMax) ? 'tree' : null;
}

/** Whether something is wrong that has nothing to do with tests that may be flaky. */
function isSettled(comparison: Comparison): boolean {
  const { missing, skipped, otherFailures, newFlaky, faults } = comparison;
  return [missing, skipped, otherFailures, newFlaky, faults].some((list) => list.length > 0);
}

function mayRepeat(runs: readonly SuiteRun[], most: number): boolean {
  if (runs.length < 2) return true;
  const durationMs = runs.flat().reduce((sum, result) => sum + result.duration_ms, 0);
  return runs.length < most && durationMs < runsDurationMaxMs;
}
