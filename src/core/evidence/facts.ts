import type { RunOptions } from '../options.ts';
import { globMatcher } from '../protected/glob-matcher.ts';
import type { ProtectedChange } from '../protected/protection.ts';
import type { PackageScripts } from '../runners/direct-start.ts';
import type { GoPackage } from '../runners/test-runner.ts';
import type { Alteration } from './alteration.ts';
import { type BaseTests, baseTests } from './baseline.ts';
import { type Comparison, compare } from './compare.ts';
import type { LineRange, Mutant } from './line-range.ts';
import type { MovedTest } from './moved-tests.ts';
import { type RunsByKey, runsOf, type SuiteRun } from './suite-runs.ts';
import { fileOfTest } from './test-report.ts';

/** The trees that belong to a candidate, as the workspace has built them. */
export interface CandidateTrees {
  /** The candidate with the base's tests and runner configuration put back; the candidate itself where none differ. */
  restored: string;
  /** The base with the candidate's new and changed tests. */
  undone: string;
  /** What the run changed among tests and runner configuration. */
  changes: readonly ProtectedChange[];
  /** What the run changed of what the setup commands run, which they saw as it is at the base. */
  setupChanges: readonly ProtectedChange[];
  /** New lines of the program that have to do with its being judged. */
  told: readonly ProtectedChange[];
  /** Whether the base has any file that could hold tests. */
  baseHasTests: boolean;
  /** The packages of the base that have Go tests. */
  goPackages: readonly GoPackage[];
  /** The scripts of the package.json in the commands' folder, with the base's own put back. */
  packageScripts: PackageScripts;
  /** Test files of the base that are there under another name, paths from the top. */
  movedTests: readonly MovedTest[];
  /** Whether the program does anything else than the base's, and its changed functions; null where that was not asked. */
  changedCode: { hasCode: boolean; functions: readonly LineRange[]; mutants: readonly Mutant[] } | null;
  /** Lines of the program's JavaScript and TypeScript that the base does not have; none without --mutation. */
  changedLines: readonly LineRange[];
  /** They were built before any report named tests of the base, which may lie in files that nobody would take for them. */
  beforeBase?: boolean;
  /** Files of the base that have names as only tests have; told only where `beforeBase`. */
  testFiles?: readonly string[];
}

/** Everything that the verdict on one candidate follows from. */
export interface EvidenceFacts {
  tree: string;
  baseTree: string;
  /** Whether its manifests or lock files ask for other dependencies than the base's. */
  dependenciesChanged: boolean;
  /** Why its dependencies could not be installed; null where nothing is known to be missing. */
  setupFailure: string | null;
  options: RunOptions;
  /** The commands that decide. */
  commands: readonly string[];
  /** Who proposed the commands, since nobody gave any and none were detected at the base; null where somebody did. */
  proposedBy: 'the tester' | 'the change' | null;
  /** Null as long as they were not built. */
  trees: CandidateTrees | null;
  /** Those that count. */
  runs: RunsByKey;
  /** Those of them that ran beside others. */
  beside: ReadonlySet<SuiteRun>;
  /** Checks, by `checkKey`, of which runs beside others do not count, since equal ones came out differently. */
  disputed: ReadonlySet<string>;
  /** The base with the tests of this candidate and of earlier ones. */
  undoneTrees: readonly string[];
  /** What altered expectations follow from; '' where none are altered. */
  alterationSeed: string;
  /** The rules of evidence that the log was begun with (`evidenceRules`). */
  rules: number;
  /** What was altered for the last run of a check, by `checkKey`; null for nothing. */
  alterations: ReadonlyMap<string, Alteration | null>;
}

export function baseRuns(facts: EvidenceFacts): readonly SuiteRun[] {
  return runsOf(facts.runs, 'baseline', facts.baseTree, facts.commands);
}

/** What the base demands of the tests of each command, in the commands' order; nothing of those that may change. */
export function baseOf(facts: EvidenceFacts): (BaseTests | null)[] {
  const mayChange = allowedTests(facts);
  return wholeBaseOf(facts).map((base) => {
    if (base === null) return null;
    const steady = new Map([...base.steady].filter(([id]) => !mayChange(id)));
    return { ...base, steady, flaky: new Set([...base.flaky].filter((id) => !mayChange(id))) };
  });
}

/** What the base's runs say of all its tests, those that may change among them. */
export function wholeBaseOf(facts: EvidenceFacts): (BaseTests | null)[] {
  const runs = baseRuns(facts);
  return facts.commands.map((_command, index) => baseTests(runs, index));
}

/** Says of a test whether a person has allowed its file to change (in Go, the test files of its package). */
export function allowedTests({ options, trees }: EvidenceFacts): (id: string) => boolean {
  const isAllowed = globMatcher(options.allow_changes);
  return (id) => {
    const place = fileOfTest(id);
    const goPackage = trees?.goPackages.find(({ importPath }) => importPath === place);
    if (goPackage !== undefined) return isAllowed(`${goPackage.folder}/_test.go`.replace(/^\//, ''));
    return isAllowed(options.folder === '' ? place : `${options.folder}/${place}`);
  };
}

export function suiteRuns(facts: EvidenceFacts, tree: string): readonly SuiteRun[] {
  return runsOf(facts.runs, 'candidate', tree, facts.commands);
}

/** All runs on a tree beside the base, for each command that has anything to say there. */
export function comparisonsOf(facts: EvidenceFacts, tree: string): Comparison[] {
  const base = baseOf(facts);
  const runs = suiteRuns(facts, tree);
  const atBase = baseRuns(facts).flatMap((run) => run.flatMap(({ rewritten = [] }) => rewritten));
  const rewrittenAtBase = new Set(atBase);
  return facts.commands.flatMap((command, index) => {
    if (tree !== facts.tree && hasNothingToRestore(facts, index)) return [];
    const compared = {
      command,
      index,
      base: base[index] ?? null,
      baseResults: baseRuns(facts).flatMap((run) => run[index] ?? []),
      baseHasTests: facts.trees?.baseHasTests ?? false,
      lacksAddedTests: tree !== facts.tree && onlyLacksAddedTests(facts, index),
      moved: movedFiles(facts),
      rewrittenAtBase: tree === facts.trees?.restored ? rewrittenAtBase : null,
      rules: facts.rules,
    };
    return [compare(compared, runs)];
  });
}

/** The moved test files as reports name them, by their new names. */
export function movedFiles({ options, trees }: EvidenceFacts): ReadonlyMap<string, string> {
  const below = options.folder === '' ? '' : `${options.folder}/`;
  const inReports = (path: string) => (path.startsWith(below) ? path.slice(below.length) : path);
  return new Map(trees?.movedTests.map(({ from, to }) => [inReports(to), inReports(from)]));
}

/**
 * Whether the command exited with 0 where the run's own tests are there, and nothing of the base's was put back but files
 * of tests that have others now: what is missed of the base's tests is told by their names.
 */
function onlyLacksAddedTests(facts: EvidenceFacts, index: number): boolean {
  const runs = suiteRuns(facts, facts.tree);
  const isClean = runs.length > 0 && runs.every((run) => run[index]?.exit_code === 0);
  const changes = facts.trees?.changes ?? [];
  const isOfTests = changes.every(({ kind, change }) => kind === 'test' && change === 'modified');
  return isClean && facts.trees !== null && isOfTests;
}

/**
 * Whether a command has nothing to run once the base's tests are put back: the base had none, and those that pass now
 * are all the run's own.
 */
export function hasNothingToRestore(facts: EvidenceFacts, index: number): boolean {
  const { trees } = facts;
  if (trees === null || (trees.baseHasTests && trees.changes.length > 0)) return false;
  const base = baseOf(facts)[index];
  const report = suiteRuns(facts, facts.tree).at(-1)?.[index]?.tests;
  const hadNone = base ? base.steady.size + base.flaky.size + base.unsteady.size === 0 : !trees.baseHasTests;
  return hadNone && (report?.passed.length ?? 0) > 0;
}
