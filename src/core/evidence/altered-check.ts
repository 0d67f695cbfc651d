import { isAnyones, runnerNamed } from '../runners/runner-table.ts';
import type { Alteration, AlterationPlan, AlteredPlace } from './alteration.ts';
import { type BaseTests, reportOfRuns, soundReport, statusById } from './baseline.ts';
import { baseOf, baseRuns, type CandidateTrees, type EvidenceFacts, suiteRuns } from './facts.ts';
import { named } from './reasons.ts';
import { startedScripts } from './started-scripts.ts';
import { checkKey, runsOf, type SuiteRun } from './suite-runs.ts';
import { fileOfTest, type TestReport } from './test-report.ts';

/** The test files of the base whose expectations are altered there; null where none can be. */
export function basePlan(facts: EvidenceFacts, trees: CandidateTrees): AlterationPlan | null {
  return planOf(facts, trees, facts.alterationSeed, () => []);
}

/** The same for the candidate, with the files of the tests that it made pass. */
export function candidatePlan(facts: EvidenceFacts, trees: CandidateTrees): AlterationPlan | null {
  const atBase = alterationOf(facts, 'baseline_canary', facts.baseTree);
  if (atBase === null) return null;
  const seed = atBase?.seed ?? facts.alterationSeed;
  return planOf(facts, trees, seed, (index) => askedTests(facts, trees, index));
}

function planOf(
  facts: EvidenceFacts,
  trees: CandidateTrees,
  seed: string,
  askedOf: (index: number) => readonly string[],
): AlterationPlan | null {
  if (facts.alterationSeed === '') return null;
  const places = facts.commands.flatMap((_command, index): AlteredPlace[] => {
    const report =
      reportOfRuns(baseRuns(facts), index) ?? reportOfRuns(suiteRuns(facts, trees.restored), index);
    const scripts = scriptPlaces(facts, trees, index);
    if (report === null || scripts.length > 0) return scripts;
    const asked = askedOf(index);
    const known = reportOfRuns(baseRuns(facts), index)?.passed ?? [];
    const names = new Set([...known, ...asked].map(fileOfTest));
    const { altered, alteredTogether } = runnerNamed(report.runner);
    if (alteredTogether !== undefined && facts.rules >= 4 && names.size > 0)
      return [{ ...alteredTogether(facts.options.folder), name: '', asked }];
    return [...names].flatMap((name): AlteredPlace[] => {
      const files = altered?.(name, { folder: facts.options.folder, packages: trees.goPackages }) ?? null;
      const own = asked.filter((id) => id.startsWith(`${name} > `)).map((id) => id.slice(name.length + 3));
      return files === null ? [] : [{ ...files, name, asked: own }];
    });
  });
  return places.length === 0 ? null : { seed, places };
}

/**
 * Where no run of a command has a report, or none but what any program could have printed: what it starts in plain sight,
 * and fails where that does.
 */
function scriptPlaces(facts: EvidenceFacts, trees: CandidateTrees, index: number): AlteredPlace[] {
  const { rules, options, commands } = facts;
  const runs = [...baseRuns(facts), ...suiteRuns(facts, trees.restored)];
  const reports = runs.flatMap((run) => run[index]?.tests ?? []);
  if (rules < 4 || (reports.length > 0 && (rules < 6 || !reports.every(({ runner }) => isAnyones(runner)))))
    return [];
  return startedScripts(commands[index] ?? '', trees.packageScripts).map((path) => ({
    path: options.folder === '' ? path : `${options.folder}/${path}`,
    holds: 'a script',
    name: path,
    asked: [],
  }));
}

/** Whether a command ended well although a script that it starts was altered so that it fails. */
export function hidesScript(
  facts: EvidenceFacts,
  trees: CandidateTrees,
  index: number,
  run: SuiteRun,
): boolean {
  const altered = new Set(alterationOf(facts, 'canary', trees.restored)?.scripts);
  const places = scriptPlaces(facts, trees, index).filter(({ path }) => altered.has(path));
  if (places.length === 0 || run[index]?.exit_code !== 0) return false;
  // A base that came through as well ends before its last line, or goes by another file.
  const atBase = runsOf(facts.runs, 'baseline_canary', facts.baseTree, facts.commands).at(-1);
  return atBase?.[index]?.exit_code !== 0;
}

/** Undefined where there was no such run, null where nothing was altered for it. */
function alterationOf(
  { alterations, commands }: EvidenceFacts,
  check: 'baseline_canary' | 'canary',
  tree: string,
): Alteration | null | undefined {
  return alterations.get(checkKey(check, tree, commands));
}

/**
 * Tests that pass in each run with the base's tests put back, and failed at the base or could not be loaded there. At
 * level `proven` also those that the run has added.
 */
function askedTests(facts: EvidenceFacts, trees: CandidateTrees, index: number): string[] {
  const base = baseOf(facts)[index] ?? null;
  const reports = suiteRuns(facts, trees.restored).map((run) => soundReport(run, index));
  const [first] = reports;
  if (!first) return [];
  const isNew = (id: string) => {
    if (base?.flaky.has(id) || base?.unsteady.has(id) || base?.steady.get(id) === 'passed') return false;
    return facts.options.evidence === 'proven' || isOfBase(base, id) || (base === null && trees.baseHasTests);
  };
  return first.passed.filter((id) => isNew(id) && reports.every((report) => report?.passed.includes(id)));
}

function isOfBase(base: BaseTests | null, id: string): boolean {
  if (base === null) return false;
  if (base.steady.get(id) === 'failed') return true;
  const parts = id.split(' > ');
  return parts.some((_, length) => base.steady.get(parts.slice(0, length).join(' > ')) === 'failed');
}

/** What one command's tests must come to with other expectations. */
interface Demand {
  /** Tests that failed so at the base. */
  known: readonly string[];
  /** Tests that were altered so that they must fail. */
  sure: readonly string[];
  /** Not all of the base's tests were reported: it may stop at a failure. */
  stops: boolean;
}

/** Nothing is demanded of a command where nothing could be altered. */
export function demandsOf(facts: EvidenceFacts, trees: CandidateTrees, index: number): Demand {
  const atBase = runsOf(facts.runs, 'baseline_canary', facts.baseTree, facts.commands).at(-1);
  const isAltered = (alterationOf(facts, 'baseline_canary', facts.baseTree)?.files ?? 0) > 0;
  const altered = isAltered ? (atBase?.[index]?.tests ?? null) : null;
  const steady = [...(baseOf(facts)[index]?.steady ?? [])];
  const green = steady.flatMap(([id, status]) => (status === 'passed' ? [id] : []));
  const statuses: ReadonlyMap<string, string> = altered === null ? new Map() : statusById(altered);
  const asked = new Set(askedTests(facts, trees, index));
  const sure = alterationOf(facts, 'canary', trees.restored)?.tests ?? [];
  return {
    known: green.filter((id) => statuses.get(id) === 'failed'),
    sure: sure.filter((id) => asked.has(id)),
    stops: green.some((id) => !statuses.has(id)),
  };
}

/** Whether the base's own tests can't be run with other expectations: then not even a linter or a compiler takes them. */
export function isUnalterable(facts: EvidenceFacts, trees: CandidateTrees): boolean {
  const files = alterationOf(facts, 'baseline_canary', facts.baseTree)?.files ?? 0;
  const hasScripts = facts.commands.some((_, index) => scriptPlaces(facts, trees, index).length > 0);
  const hasKnown = facts.commands.some((_, index) => demandsOf(facts, trees, index).known.length > 0);
  return files > 0 && !hasScripts && !hasKnown;
}

/** How many tests of the candidate failed as they must with other expectations. */
export function alteredCount(facts: EvidenceFacts, trees: CandidateTrees): number {
  if (runsOf(facts.runs, 'canary', trees.restored, facts.commands).length === 0) return 0;
  const demands = facts.commands.map((_, index) => demandsOf(facts, trees, index));
  return demands.reduce((sum, { known, sure }) => sum + new Set([...known, ...sure]).size, 0);
}

/** Whether a run of the candidate with other expectations can show anything. */
export function mayShow(facts: EvidenceFacts, trees: CandidateTrees): boolean {
  if (candidatePlan(facts, trees) === null) return false;
  return facts.commands.some(
    (_command, index) =>
      demandsOf(facts, trees, index).known.length > 0 ||
      askedTests(facts, trees, index).length > 0 ||
      scriptPlaces(facts, trees, index).length > 0,
  );
}

/** Tests that pass although what they demand was altered, as a reason; none where each fails that must. */
export function hiddenFailures(
  { known, sure, stops }: Demand,
  command: string,
  report: TestReport,
): string[] {
  const statuses = statusById(report);
  const mayStop = report.failed.length > 0;
  const isHidden = (id: string, mayBeMissing: boolean) => {
    const status = statuses.get(id);
    return status === undefined ? !mayBeMissing : status !== 'failed';
  };
  const hidden = [
    ...known.filter((id) => isHidden(id, stops && mayStop)),
    ...sure.filter((id) => isHidden(id, mayStop)),
  ];
  if (hidden.length === 0) return [];
  return [
    `"${command}" does not report tests as failed although what they demand was altered so that they must: ${named([...new Set(hidden)])}: it hides failures`,
  ];
}
