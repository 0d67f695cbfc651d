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

/** A runner that came to its end and left no report: nothing has asked it, or it was told not to. */
export const notAsked = (runner: string): string => `${runner} ran to its end and left no report`;

/** Several runs of it that wrote to one place. */
export const overwritten = (runner: string): string =>
  `of several runs of ${runner} in one folder only the last one's report stays`;

/** Whether a problem is about how the command starts its runner, and tells nothing of the tests. */
export const isOfTheCommand = (problem: string): boolean =>
  problem.endsWith(notAsked('')) || problem.endsWith(overwritten('').slice('of several runs of '.length));
