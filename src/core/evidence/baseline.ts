import type { SuiteRun } from './suite-runs.ts';
import type { TestReport } from './test-report.ts';

export type TestStatus = 'passed' | 'failed' | 'skipped';

/** What the base's runs say about the tests of one verify command. */
export interface BaseTests {
  /** Tests that came out the same in every run. */
  steady: ReadonlyMap<string, TestStatus>;
  /** Tests that came out differently on the same tree. */
  flaky: ReadonlySet<string>;
  /** Tests that not each run has: their names change, such as by the time, and nothing can be asked of them. */
  unsteady: ReadonlySet<string>;
  /** Reports that the command writes: one for each runner that it starts. */
  reports: number;
}

/** Null where no run of the command has a report that can be relied on: then its exit code is all there is. */
export function baseTests(runs: readonly SuiteRun[], index: number): BaseTests | null {
  const reports = runs.map((run) => soundReport(run, index)).filter((report) => report !== null);
  const [first] = reports;
  if (!first) return null;
  const statuses = reports.map(statusById);
  const steady = new Map<string, TestStatus>();
  const flaky = new Set<string>();
  const unsteady = new Set<string>();
  for (const id of new Set(statuses.flatMap((byId) => [...byId.keys()]))) {
    const seen = new Set(statuses.map((byId) => byId.get(id)));
    const [status] = seen;
    if (seen.has(undefined)) unsteady.add(id);
    else if (seen.size === 1 && status !== undefined) steady.set(id, status);
    else flaky.add(id);
  }
  return { steady, flaky, unsteady, reports: first.reports };
}

export function soundReport(run: SuiteRun, index: number): TestReport | null {
  const report = run[index]?.tests ?? null;
  return report !== null && report.problems.length === 0 ? report : null;
}

/** The first sound report of a command; null where there is none. */
export function reportOfRuns(runs: readonly SuiteRun[], index: number): TestReport | null {
  return runs.map((run) => soundReport(run, index)).find((found) => found !== null) ?? null;
}

export function statusById(report: TestReport): Map<string, TestStatus> {
  const byId = new Map<string, TestStatus>();
  for (const status of ['skipped', 'passed', 'failed'] as const) {
    for (const id of report[status]) byId.set(id, status);
  }
  return byId;
}

/**
 * Whether a test that failed at the base, and is not there any more, is answered by others: where a file could not be
 * loaded, a package not be built or a hook broke, what stands for its tests fails until they can run.
 */
export function isAnswered(id: string, byId: ReadonlyMap<string, TestStatus>): boolean {
  for (const [other, status] of byId) if (status === 'passed' && other.startsWith(`${id} > `)) return true;
  return false;
}
