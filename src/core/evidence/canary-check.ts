import { type Canary, canaries, canaryOutcomes } from '../canary.ts';
import { demandsOf, hiddenFailures, hidesScript } from './altered-check.ts';
import { reportOfRuns } from './baseline.ts';
import { baseRuns, type CandidateTrees, type EvidenceFacts, suiteRuns } from './facts.ts';
import { named } from './reasons.ts';
import { runsOf, type SuiteRun } from './suite-runs.ts';
import { fileOfTest, type TestReport } from './test-report.ts';

/** Tests that must fail, in each test file of the base: whatever makes every test pass makes them pass too. */
export function canariesOf(facts: EvidenceFacts, trees: CandidateTrees): Canary[] {
  return facts.commands.flatMap((_command, index) => canariesOfCommand(facts, trees, index));
}

/**
 * The same for the base's test files that had no passed test there, since they could not be loaded or built, and have
 * one now that the base's tests are put back.
 */
export function lateCanariesOf(facts: EvidenceFacts, trees: CandidateTrees): Canary[] {
  return facts.commands.flatMap((_command, index) => lateCanariesOfCommand(facts, trees, index));
}

/** Each file once: what two commands test gets one canary for both. */
export function placed(canaries: readonly Canary[]): Canary[] {
  return [...new Map(canaries.map((canary) => [canary.path, canary])).values()];
}

function canariesOfCommand(facts: EvidenceFacts, trees: CandidateTrees, index: number): Canary[] {
  const report = reportOfRuns(baseRuns(facts), index);
  return report === null ? [] : canariesIn(facts, trees, report);
}

function lateCanariesOfCommand(facts: EvidenceFacts, trees: CandidateTrees, index: number): Canary[] {
  const base = reportOfRuns(baseRuns(facts), index);
  const report = reportOfRuns(suiteRuns(facts, trees.restored), index);
  if (report === null || !trees.baseHasTests) return [];
  const passed = new Set(base?.passed.map(fileOfTest));
  const broken = new Set(base?.failed.map(fileOfTest));
  // A program that breaks as a whole names no file: then each one that has tests now is a base's own.
  const isLate = (file: string) =>
    !passed.has(file) && (base === null || passed.size === 0 || broken.has(file));
  return canariesIn(facts, trees, {
    ...report,
    passed: report.passed.filter((id) => isLate(fileOfTest(id))),
  });
}

const canariesIn = (facts: EvidenceFacts, trees: CandidateTrees, report: TestReport) =>
  canaries(report, facts.baseTree, {
    folder: facts.options.folder,
    packages: trees.goPackages,
    rules: facts.rules,
  });

/** The last run of the base with its canaries; null where there was none yet. */
export function baseCanaryRun(facts: EvidenceFacts): SuiteRun | null {
  return runsOf(facts.runs, 'baseline_canary', facts.baseTree, facts.commands).at(-1) ?? null;
}

/** The canaries that were collected and failed at the base, command by command. */
export function collectedCanaries(facts: EvidenceFacts, trees: CandidateTrees): Canary[][] {
  const run = baseCanaryRun(facts);
  return facts.commands.map((_command, index) => {
    const report = run?.[index]?.tests ?? null;
    if (report === null) return [];
    const placed = canariesOfCommand(facts, trees, index);
    const failed = canaryOutcomes(placed, report).filter(({ outcome }) => outcome === 'failed');
    return placed.filter(({ path }) => failed.some((entry) => entry.path === path));
  });
}

/** Why a run with canaries shows that failures are hidden; empty where each canary failed that failed at the base. */
export function canaryFaults(facts: EvidenceFacts, trees: CandidateTrees, run: SuiteRun): string[] {
  return collectedCanaries(facts, trees).flatMap((atBase, index) => {
    const collected = [...atBase, ...lateCanariesOfCommand(facts, trees, index)];
    const demand = demandsOf(facts, trees, index);
    if (hidesScript(facts, trees, index, run))
      return [
        `"${facts.commands[index]}" exited with 0 although the script that it starts was altered so that it fails: it hides failures`,
      ];
    if (collected.length + demand.known.length + demand.sure.length === 0) return [];
    const command = `"${facts.commands[index]}"`;
    const result = run[index];
    if (result?.exit_code === 0) {
      return [`${command} exited with 0 although tests that must fail were added to it: it hides failures`];
    }
    const report = result?.tests ?? null;
    if (report === null) return [`${command} gives no report once tests that must fail are added to it`];
    const outcomes = canaryOutcomes(collected, report);
    // A runner may stop at its first failure; nothing but the base's own run tells which ones it comes to.
    const known = new Set(atBase.map(({ path }) => path));
    const hasFailed = outcomes.some(({ outcome }) => outcome === 'failed');
    const mayBeMissing = (path: string) => hasFailed && !known.has(path);
    const silent = outcomes.filter(
      ({ path, outcome }) => outcome !== 'failed' && !(outcome === 'missing' && mayBeMissing(path)),
    );
    if (silent.length === 0) return hiddenFailures(demand, facts.commands[index] ?? '', report);
    const files = named(silent.map(({ path }) => path));
    return [`${command} does not report tests that must fail as failed, in ${files}: it hides failures`];
  });
}

/** Whether tests that must fail were added at the base, and none of them was seen to run there or anywhere else. */
export function lacksCanaries(facts: EvidenceFacts, trees: CandidateTrees): boolean {
  if (canariesOf(facts, trees).length === 0 || baseCanaryRun(facts) === null) return false;
  const collected = collectedCanaries(facts, trees).flat();
  return collected.length + lateCanariesOf(facts, trees).length === 0;
}
