import type { Alteration } from './alteration.ts';
import { whatRunSays } from './runs-beside.ts';
import type { SuiteRun } from './suite-runs.ts';

/** What was measured at a base: runs of the verify commands, and one with tests that must fail. */
export interface Baseline {
  runs: readonly SuiteRun[];
  canary: SuiteRun | null;
  /** What was altered for that one; null for nothing. */
  altered: Alteration | null;
}

/** Which commands run on which tree, all that a check lays over that included. */
export interface MeasuredPlace {
  tree: string;
  commands: readonly string[];
}

/** A run as it is kept for whoever asks for the same one again. */
export interface KeptRun {
  run: SuiteRun;
  /** How many others ran at the same time, at most. */
  beside: number;
}

/** A shell says so of what it can't find or may not start: the machine may have it the next time. */
const notStarted: readonly (number | null)[] = [null, 126, 127];

/**
 * What is found out before a run is taken from those that were kept costs time too, which one below this would not have
 * taken.
 */
const worthDurationMs = 1000;

/** Whether a run tells all that it would tell the next time: it came to its own end, with a sound report of each command. */
export function isKeepable(run: SuiteRun): boolean {
  const durationMs = run.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  return (
    durationMs >= worthDurationMs &&
    run.every(
      ({ exit_code, timed_out, tests }) =>
        !timed_out && !notStarted.includes(exit_code) && tests !== null && tests.problems.length === 0,
    )
  );
}

/** Whether runs of the same commands on the same files came out differently: then none of them tells what the next will. */
export function isAmbiguous(runs: readonly KeptRun[]): boolean {
  return new Set(runs.map(({ run }) => whatRunSays(run))).size > 1;
}
