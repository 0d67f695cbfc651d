import type { CommandResult } from '../events.ts';
import { isOfTheCommand } from '../runners/report.ts';
import { isAnyones, type Runner } from '../runners/runner-table.ts';
import { type BaseTests, isAnswered, soundReport, statusById, type TestStatus } from './baseline.ts';
import { notFound, silenceOf } from './did-not-start.ts';
import { underOldNames } from './moved-tests.ts';
import type { SuiteRun } from './suite-runs.ts';

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

/** One verify command, by its place in the list, with what the base says of its tests. */
export interface Compared {
  command: string;
  index: number;
  /** Null where there are no tests to compare with. */
  base: BaseTests | null;
  /** Its results in the runs of the base. */
  baseResults: readonly CommandResult[];
  /** The base has tests, whether or not a run of it could report them. */
  baseHasTests: boolean;
  /** Only tests that the run has added are missing from this tree: less is covered, for that reason alone. */
  lacksAddedTests: boolean;
  /** Test files of the base that are there under another name, by that name, as reports name them. */
  moved: ReadonlyMap<string, string>;
  /** Tests and settings that the base's own runs write, too; null where it does not matter what is written. */
  rewrittenAtBase: ReadonlySet<string> | null;
  /** The rules of evidence by which the log was begun. */
  rules: number;
}

/** Compares the runs of one command with the base. */
export function compare(compared: Compared, runs: readonly SuiteRun[]): Comparison {
  const { command, index, base } = compared;
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
    cleanRuns: results.filter((result) => result.exit_code === 0 || isCoverageAlone(result, compared)).length,
  };
  const reports = runs.map((run) => soundReport(run, index)).filter((report) => report !== null);
  const statuses = reports.map((report) => underOldNames(statusById(report), compared.moved));
  if (statuses.length > 0) compareTests(comparison, statuses, base);
  const excusable = new Set([...comparison.regressed, ...comparison.mixed, ...comparison.knownFlaky]);
  comparison.faults.push(...results.flatMap((result) => faultsOf(result, compared, excusable)));
  comparison.faults.push(...rewritingFaults(results, compared));
  const exits = new Set(results.map(({ exit_code }) => exit_code));
  if (exits.size > 1 && excusable.size === 0 && exits.has(0))
    comparison.faults.push('came out differently from run to run, which makes it flaky');
  comparison.faults = [...new Set(comparison.faults)];
  return comparison;
}

function compareTests(
  comparison: Comparison,
  runs: readonly ReadonlyMap<string, TestStatus>[],
  base: BaseTests | null,
): void {
  const ids = new Set([...(base?.steady.keys() ?? []), ...runs.flatMap((byId) => [...byId.keys()])]);
  for (const id of [...ids].sort()) {
    const before = base?.steady.get(id);
    const answer = (byId: ReadonlyMap<string, TestStatus>) =>
      before === 'failed' && isAnswered(id, byId) ? 'passed' : undefined;
    const seen = new Set(runs.map((byId) => byId.get(id) ?? answer(byId)));
    if (base?.flaky.has(id) || base?.unsteady.has(id)) {
      if (seen.has('failed')) comparison.knownFlaky.push(id);
      continue;
    }
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
function faultsOf(result: CommandResult, compared: Compared, excusable: ReadonlySet<string>): string[] {
  const { base } = compared;
  if (result.timed_out) return ['ran into the time limit (--verify-timeout)'];
  const silence = compared.rules < 7 ? null : silenceOf(result, compared.baseResults);
  if (silence !== null) return [silence];
  const problems =
    result.tests?.problems.filter((problem) => !lacksAtBase(problem, compared.baseResults)) ?? [];
  if (problems.length > 0)
    return problems.map((problem) => `wrote a test report that can't be relied on: ${problem}`);
  const report = result.tests?.problems.length === 0 ? result.tests : null;
  if (result.exit_code === 127)
    return [`${notFound(result)}; install it, or name another command with --verify`];
  if (result.exit_code === null) return ['was ended by a signal'];
  if (result.exit_code !== 0) {
    const failed = report?.failed ?? [];
    const explained = failed.length > 0 && failed.every((id) => excusable.has(id));
    return explained || isCoverageAlone(result, compared) ? [] : [`exited with ${result.exit_code}`];
  }
  if (report?.failed.some((id) => !base?.flaky.has(id))) {
    return ['exited with 0, although its report has failed tests'];
  }
  if (report?.passed.length === 0 && compared.baseHasTests && !hasPassing(base))
    return ['exited with 0 without one test that passed, although the base has tests'];
  if (base === null) return [];
  if (report === null) return ['exited with 0 without the test report that it writes at the base'];
  const asked = askedAtBase(compared.baseResults);
  if (asked !== null && isAnyones(report.runner))
    return [`printed its tests by itself, where ${asked} has reported them at the base`];
  if (report.reports < base.reports) {
    return [`wrote ${report.reports} test reports and ${base.reports} at the base: not all of its tests ran`];
  }
  return [];
}

/**
 * Whether the base's own report lacks the same: then the exit code is all that there is, of either. Tests that end early
 * are excused where they come to nothing worse at the base.
 */
function lacksAtBase(problem: string, baseResults: readonly CommandResult[]): boolean {
  const lacks = ({ tests, exit_code }: CommandResult) =>
    tests?.problems.includes(problem) && (exit_code === 0 || isOfTheCommand(problem));
  return baseResults.length > 0 && baseResults.every(lacks);
}

/** The runner that was asked at the base, each time that it reported; null where anything could have written a report. */
function askedAtBase(baseResults: readonly CommandResult[]): Runner | null {
  const runners = baseResults.flatMap(({ tests }) => (tests?.problems.length === 0 ? [tests.runner] : []));
  return runners.every((runner) => !isAnyones(runner)) ? (runners[0] ?? null) : null;
}

const namedMax = 10;

/** A test that is another one by the time it runs shows nothing. */
function rewritingFaults(results: readonly CommandResult[], { rewrittenAtBase }: Compared): string[] {
  if (rewrittenAtBase === null) return [];
  const rewritten = new Set(results.flatMap((result) => result.rewritten ?? []));
  const own = [...rewritten].filter((path) => !rewrittenAtBase.has(path));
  const shown = own.slice(0, namedMax).map((path) => JSON.stringify(path));
  return own.length === 0
    ? []
    : [`had its tests or their settings written while it ran: ${shown.join(', ')}`];
}

/** Whether the base's own runs show a test that passes, so that each one that is lost is missed by its name. */
const hasPassing = (base: BaseTests | null) =>
  base !== null && (base.steady.size === 0 || [...base.steady.values()].includes('passed'));

/** Words of coverage tools about too little of it. */
const coverageWords = /coverage/i;
const thresholdWords = /threshold|not reached|not met|below/i;

/** Whether all tests have passed and only their coverage is too small, since tests that the run added are not there. */
function isCoverageAlone(
  { exit_code, tests, output }: CommandResult,
  { lacksAddedTests }: Compared,
): boolean {
  if (!lacksAddedTests || exit_code === null || exit_code === 0 || tests === null) return false;
  if (tests.problems.length > 0 || tests.failed.length > 0 || tests.passed.length === 0) return false;
  return output.split('\n').some((line) => coverageWords.test(line) && thresholdWords.test(line));
}
