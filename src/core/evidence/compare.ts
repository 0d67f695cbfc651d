import type { CommandResult } from '../events.ts';
import { type BaseTests, soundReport, statusById, type TestStatus } from './baseline.ts';
import type { SuiteRun } from './check.ts';

/** How one verify command came out on a tree, over all its runs, beside the base. */
export interface Comparison {
  command: string;
  /** Tests that passed at the base and failed in each run here. */
  regressed: string[];
  /** Tests that passed at the base and came out differently from run to run here. */
  mixed: string[];
  /** Tests that the base has, and that a run here does not have. */
  missing: string[];
  /** Tests that ran at the base, and were skipped in a run here. */
  skipped: string[];
  /** Tests that failed here and did not pass at the base, or were not there. */
  otherFailures: string[];
  /** Those of the tests that failed here which had failed in each run of the base. */
  failedBefore: string[];
  /** Tests that did not pass at the base, or were not there, and that came out differently from run to run. */
  newFlaky: string[];
  /** Tests known to be flaky at the base that failed in a run here: reported, and nobody's failure. */
  knownFlaky: string[];
  /** What makes a run unusable, each the rest of a sentence about the command: time limit, exit code, report. */
  faults: string[];
  /** Runs that exited 0. */
  cleanRuns: number;
}

/** Compares the runs of one command with the base; `base` is null where there are no tests to compare with. */
export function compare(
  command: string,
  index: number,
  runs: readonly SuiteRun[],
  base: BaseTests | null,
): Comparison {
  const results = runs.flatMap((run) => run[index] ?? []);
  const comparison: Comparison = {
    command,
    regressed: [],
    mixed: [],
    missing: [],
    skipped: [],
    otherFailures: [],
    failedBefore: [],
    newFlaky: [],
    knownFlaky: [],
    faults: results.length < runs.length ? ['was not run'] : [],
    cleanRuns: results.filter(({ exit_code }) => exit_code === 0).length,
  };
  const reports = runs.map((run) => soundReport(run, index)).filter((report) => report !== null);
  if (reports.length > 0) compareTests(comparison, reports.map(statusById), base);
  const excusable = new Set([...comparison.regressed, ...comparison.mixed, ...comparison.knownFlaky]);
  comparison.faults.push(...results.flatMap((result) => faultsOf(result, base, excusable)));
  const exits = new Set(results.map(({ exit_code }) => exit_code));
  if (exits.size > 1 && excusable.size === 0 && exits.has(0))
    comparison.faults.push('came out differently from run to run, which makes it flaky');
  comparison.faults = [...new Set(comparison.faults)];
  return comparison;
}

function compareTests(
  comparison: Comparison,
  runs: readonly Map<string, TestStatus>[],
  base: BaseTests | null,
): void {
  const ids = new Set([...(base?.steady.keys() ?? []), ...runs.flatMap((byId) => [...byId.keys()])]);
  for (const id of [...ids].sort()) {
    const seen = new Set(runs.map((byId) => byId.get(id)));
    if (base?.flaky.has(id)) {
      if (seen.has('failed')) comparison.knownFlaky.push(id);
      continue;
    }
    const before = base?.steady.get(id);
    if (before === 'failed' && seen.has('failed')) comparison.failedBefore.push(id);
    listOf(comparison, before, seen)?.push(id);
  }
}

/** The list that a test belongs to by its status at the base and its statuses here; null: nothing is wrong with it. */
function listOf(
  comparison: Comparison,
  before: TestStatus | undefined,
  seen: ReadonlySet<TestStatus | undefined>,
): string[] | null {
  if (before === 'passed' || before === 'failed') {
    if (seen.has(undefined)) return comparison.missing;
    if (seen.has('skipped')) return comparison.skipped;
  }
  if (!seen.has('failed')) return null;
  if (before === 'passed') return seen.size === 1 ? comparison.regressed : comparison.mixed;
  return seen.size === 1 ? comparison.otherFailures : comparison.newFlaky;
}

/** What is wrong with one run of a command, apart from single tests, as the rest of a sentence about the command. */
function faultsOf(result: CommandResult, base: BaseTests | null, excusable: ReadonlySet<string>): string[] {
  if (result.timed_out) return ['ran into the time limit (--verify-timeout)'];
  const report = result.tests;
  if (report !== null && report.problems.length > 0) {
    return report.problems.map((problem) => `wrote a test report that can't be relied on: ${problem}`);
  }
  if (result.exit_code === 127) {
    return [
      `exited with 127: a command was not found${notFoundLine(result.output)}; install it, or name another command with --verify`,
    ];
  }
  if (result.exit_code === null) return ['was ended by a signal'];
  if (result.exit_code !== 0) {
    const failed = report?.failed ?? [];
    const explained = failed.length > 0 && failed.every((id) => excusable.has(id));
    return explained ? [] : [`exited with ${result.exit_code}`];
  }
  if (report?.failed.some((id) => !base?.flaky.has(id))) {
    return ['exited with 0, although its report has failed tests'];
  }
  if (base === null) return [];
  if (report === null) return ['exited with 0 without the test report that it writes at the base'];
  if (report.reports < base.reports) {
    return [`wrote ${report.reports} test reports and ${base.reports} at the base: not all of its tests ran`];
  }
  return [];
}

/** What the shell said about the command that it did not find. */
function notFoundLine(output: string): string {
  const said = output.split('\n').findLast((line) => /not found/i.test(line));
  return said === undefined ? '' : ` (${said.trim().slice(0, 200)})`;
}
