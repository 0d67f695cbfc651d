import { overlayIn, type RunsByKey, type SuiteRun } from './suite-runs.ts';
import type { TestReport } from './test-report.ts';

/** Keys of the checks whose equal runs came out differently, where some of them ran beside others. */
export function disputedChecks(runs: RunsByKey, beside: ReadonlySet<SuiteRun>): ReadonlySet<string> {
  if (beside.size === 0) return new Set();
  const disputed = [...runs].filter(
    // Canaries come in several forms: of those runs, the last one counts.
    ([key, list]) => overlayIn(key) !== 'canaries' && list.some((run) => beside.has(run)) && isAtOdds(list),
  );
  return new Set(disputed.map(([key]) => key));
}

/** The runs that count: of a disputed check, those alone that had the machine for themselves. */
export function countedRuns(runs: RunsByKey, beside: ReadonlySet<SuiteRun>): RunsByKey {
  const disputed = disputedChecks(runs, beside);
  if (disputed.size === 0) return runs;
  return new Map(
    [...runs].map(([key, list]) => [key, disputed.has(key) ? list.filter((run) => !beside.has(run)) : list]),
  );
}

function isAtOdds(runs: readonly SuiteRun[]): boolean {
  return new Set(runs.map(whatRunSays)).size > 1;
}

/** All of a run that a verdict can follow from, in one text. */
export function whatRunSays(run: SuiteRun): string {
  return JSON.stringify(
    run.map(({ exit_code, timed_out, tests }) => [exit_code, timed_out, tests && testsOf(tests)]),
  );
}

function testsOf({ passed, failed, skipped, reports, problems }: TestReport): unknown {
  return [...[passed, failed, skipped].map((ids) => [...ids].sort()), reports, problems.length];
}
