import type { GoPackage } from '../canary.ts';
import type { RunOptions } from '../options.ts';
import type { ProtectedChange } from '../protected/protection.ts';
import { type BaseTests, baseTests } from './baseline.ts';
import { type RunsByKey, runsOf, type SuiteRun } from './check.ts';
import { type Comparison, compare } from './compare.ts';

/** The trees that belong to a candidate, as the workspace has built them. */
export interface CandidateTrees {
  /** The candidate with the base's tests and runner configuration put back; the candidate itself where none differ. */
  restored: string;
  /** The base with the candidate's new and changed tests. */
  undone: string;
  /** What the run changed among tests and runner configuration. */
  changes: readonly ProtectedChange[];
  /** The packages of the base that have Go tests. */
  goPackages: readonly GoPackage[];
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
  /** The commands are the tester's proposal: nobody gave any, and none were detected. */
  proposed: boolean;
  /** Null as long as they were not built. */
  trees: CandidateTrees | null;
  runs: RunsByKey;
}

export function baseRuns(facts: EvidenceFacts): readonly SuiteRun[] {
  return runsOf(facts.runs, 'baseline', facts.baseTree, facts.commands);
}

/** What the base says about the tests of each command, in the commands' order. */
export function baseOf(facts: EvidenceFacts): (BaseTests | null)[] {
  const runs = baseRuns(facts);
  return facts.commands.map((_command, index) => baseTests(runs, index));
}

export function suiteRuns(facts: EvidenceFacts, tree: string): readonly SuiteRun[] {
  return runsOf(facts.runs, 'candidate', tree, facts.commands);
}

/** All runs on a tree beside the base, command by command. */
export function comparisonsOf(facts: EvidenceFacts, tree: string): Comparison[] {
  const base = baseOf(facts);
  const runs = suiteRuns(facts, tree);
  return facts.commands.map((command, index) => compare(command, index, runs, base[index] ?? null));
}
