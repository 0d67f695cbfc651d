export type ReportedOutcome = 'passed' | 'failed' | 'skipped';

/** One test as its runner tells of it. */
export interface TestResult {
  /** As the runner names it: absolute, or from the folder in which it ran. For Go the package, '' where nobody says. */
  file: string;
  /** Suites, then the test; none where it is the file itself that failed. */
  names: string[];
  outcome: ReportedOutcome;
}

/** What one run of one runner has reported. */
export interface ReportReading {
  /** Absolute path of the folder that files are named from, as the runner saw it; null where that is the command's own. */
  folder: string | null;
  results: TestResult[];
  /** What its last lines on the terminal should say; null where those count differently. */
  counts: Counts | null;
  /** Why the report can't be relied on, each a sentence. */
  problems: string[];
}

/** Of tests, as a runner counts them; null where it does not say. */
export interface Counts {
  passed: number | null;
  failed: number | null;
}

/** A reading of nothing but what is wrong. */
export const unreadable = (problem: string): ReportReading => ({
  folder: null,
  results: [],
  counts: null,
  problems: [problem],
});
