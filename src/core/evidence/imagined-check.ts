import type { CommandResult } from '../events.ts';
import { reportOfRuns } from './baseline.ts';
import { canariesOf, lateCanariesOf } from './canary-check.ts';
import { expectedReport } from './expected-report.ts';
import { baseRuns, type EvidenceFacts, suiteRuns } from './facts.ts';
import type { Check } from './next-evidence.ts';
import { addRuns, checkKey, runsOf, type SuiteRun } from './suite-runs.ts';
import { fileOfTest, type TestReport } from './test-report.ts';

const [known, added] = ['a test of the base', 'a test of the change'];

/** As reports name the file of a test that is only imagined. */
export const addedFile = fileOfTest(added);

/** Imagined facts in which the change's tests stand in these files, as the reports of each command name them. */
export function withAddedTests(
  imagined: EvidenceFacts,
  filesOf: (index: number) => readonly string[],
): EvidenceFacts {
  const named = (run: SuiteRun): SuiteRun =>
    run.map((result, index) => {
      if (!result.tests?.passed.includes(added)) return result;
      const others = result.tests.passed.filter((id) => id !== added);
      const passed = [...others, ...filesOf(index).map((file) => `${file} > ${added}`)];
      return { ...result, tests: { ...result.tests, passed } };
    });
  return { ...imagined, runs: new Map([...imagined.runs].map(([key, runs]) => [key, runs.map(named)])) };
}

/** The facts as they will be once a check has come to what it does for a sound candidate. */
export function imagineCheck(facts: EvidenceFacts, check: Check): EvidenceFacts {
  const runs = addRuns(facts.runs, { check: check.check, tree: check.tree, commands: check.commands }, [
    soundRun(facts, check),
  ]);
  if (check.overlay.kind !== 'canaries') return { ...facts, runs };
  const { altered: plan } = check.overlay;
  const altered =
    plan === null ? null : { seed: plan.seed, files: plan.places.length, tests: [], scripts: [] };
  const key = checkKey(check.check, check.tree, check.commands);
  return { ...facts, runs, alterations: new Map(facts.alterations).set(key, altered) };
}

/** What it has come to already, it comes to again. */
function soundRun(facts: EvidenceFacts, check: Check): SuiteRun {
  const before = runsOf(facts.runs, check.check, check.tree, check.commands).at(-1);
  if (before !== undefined) return before;
  return check.commands.map((command, index): CommandResult => {
    const result = { command, exit_code: 0, timed_out: false, duration_ms: 0, output: '' };
    switch (check.check) {
      case 'undone':
      case 'failing':
      case 'sealed_altered':
        return { ...result, exit_code: 1, tests: null };
      case 'sealed':
        return { ...result, tests: null };
      case 'baseline':
        return imaginedBase(facts, index) ?? { ...result, tests: report([known]) };
      case 'baseline_canary':
      case 'canary':
        return { ...result, exit_code: 1, tests: withFailing(facts, index) };
      default: {
        const atBase = baseRuns(facts).at(-1)?.[index];
        const base = atBase?.tests ?? null;
        const passed = base === null ? [] : [...base.passed, ...base.failed];
        // What was put back has no tests but the base's.
        const isOwn = check.tree === facts.tree;
        return {
          ...result,
          duration_ms: atBase?.duration_ms ?? 0,
          tests: base && { ...base, passed: isOwn ? [...passed, added] : passed, failed: [] },
        };
      }
    }
  });
}

/** As the candidate without tests in files that the base has not; as the base's files let expect before any run is known. */
function imaginedBase(facts: EvidenceFacts, index: number): CommandResult | null {
  const command = facts.commands[index] ?? '';
  const expected = expectedReport(facts, index);
  const measured = [facts.tree, ...(facts.trees === null ? [] : [facts.trees.restored])];
  const candidate = measured.flatMap((tree) => suiteRuns(facts, tree))[0]?.[index] ?? null;
  if (expected === null || candidate?.tests === null) return candidate;
  const result = { command, exit_code: 0, timed_out: false, duration_ms: 0, output: '' };
  if (candidate === null) return { ...result, tests: expected };
  const files = new Set(expected.passed.map(fileOfTest));
  const ofBase = (ids: readonly string[]) => ids.filter((id) => files.has(fileOfTest(id)));
  const { passed, failed, skipped } = candidate.tests;
  const tests = {
    ...candidate.tests,
    passed: ofBase(passed),
    failed: ofBase(failed),
    skipped: ofBase(skipped),
  };
  return { ...result, exit_code: candidate.exit_code, tests };
}

/** Each test that must fail does, and so does each other one. */
function withFailing(facts: EvidenceFacts, index: number): TestReport | null {
  const { trees } = facts;
  const base = reportOfRuns(baseRuns(facts), index);
  if (trees === null || base === null) return base;
  const restored = reportOfRuns(suiteRuns(facts, trees.restored), index);
  const canaries = [...canariesOf(facts, trees), ...lateCanariesOf(facts, trees)].map(({ title }) => title);
  const tests = [base, restored].flatMap((one) => (one === null ? [] : [...one.passed, ...one.failed]));
  return { ...base, passed: [], failed: [...new Set([...tests, ...canaries])] };
}

function report(passed: string[]): TestReport {
  return { runner: 'tap', passed, failed: [], skipped: [], reports: 1, problems: [] };
}
