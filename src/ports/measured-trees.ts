import type { Alteration, AlterationPlan } from '../core/evidence/alteration.ts';
import type { LineRange, Mutant } from '../core/evidence/line-range.ts';
import type { MovedTest } from '../core/evidence/moved-tests.ts';
import type { Overlay } from '../core/evidence/overlay.ts';
import type { ProtectedChange, Protection } from '../core/protected/protection.ts';
import type { PackageScripts } from '../core/runners/direct-start.ts';
import type { GoPackage } from '../core/runners/test-runner.ts';
import type { TreeId } from './view.ts';

/** A tree whose tests demand something else. */
export interface AlteredTree {
  tree: TreeId;
  alteration: Alteration;
}

/** A tree on which a candidate is measured by the base's own tests. */
export interface RestoredTree {
  /** The candidate's own where nothing protected differs. */
  tree: TreeId;
  /** What the run changed among the protected files, sorted by path; plain additions of tests are no such change. */
  changes: ProtectedChange[];
  /** Test files of the base that git finds under another name, paths from the top. */
  movedTests: readonly MovedTest[];
}

/**
 * The trees on which a candidate is measured; nothing is checked out for them. Same tree and same question, same
 * answer. Every method rejects with an Error whose message is one sentence for a person.
 */
export interface EvidenceTrees {
  /**
   * `tree` with the base's tests, runner configuration and verify scripts in place of its own, and added ones gone;
   * imports of base tests follow modules that the run renamed.
   */
  restoredTree(tree: TreeId, protection: Protection): Promise<RestoredTree>;
  /** What `tree` changes of the files that commands run: those of a setup, which sees them as they are at the base. */
  setupChanges(tree: TreeId, protection: Protection): Promise<ProtectedChange[]>;
  /** New lines of the program that look whether it is tested, or reach for what judges it. */
  toldChanges(tree: TreeId, protection: Protection): Promise<ProtectedChange[]>;
  /** `tree` with its program put back to the base's: tests, configuration, manifests and lock files stay. */
  undoneTree(tree: TreeId, protection: Protection): Promise<TreeId>;
  /** `tree` with what a check lays over its files; the tree itself where that is nothing. */
  treeWith(tree: TreeId, overlay: Overlay): Promise<TreeId>;
  /** `tree` with other expectations in its test files; as it is where none are known. */
  alteredTree(tree: TreeId, plan: AlterationPlan): Promise<AlteredTree>;
  /**
   * The lines of the JavaScript and TypeScript of `tree` that the base does not have, by path and line. Tests,
   * configuration and what is neither file nor text are left out; a renamed file is compared with what it was.
   */
  changedLines(tree: TreeId, protection: Protection): Promise<LineRange[]>;
  /** Whether the program of `tree` does anything else than the base's, and the functions that it changes. */
  changedCode(tree: TreeId, protection: Protection): Promise<ChangedCode>;
  /** `tree` with these functions failing as soon as they are called. */
  failingTree(tree: TreeId, functions: readonly LineRange[]): Promise<TreeId>;
  /** Whether `tree` has any file that could hold tests, by its name or (in Rust) among the program's own. */
  hasTests(tree: TreeId): Promise<boolean>;
  /** Its files with names as only tests have, as seen from the top. */
  testFiles(tree: TreeId): Promise<string[]>;
  /** The packages of `tree` that have Go tests; none where it holds no Go module. */
  goPackages(tree: TreeId): Promise<GoPackage[]>;
  /** The scripts of the package.json in a folder below the top of `tree` ('' is the top); none where it has none. */
  packageScripts(tree: TreeId, folder: string): Promise<PackageScripts>;
}

export interface ChangedCode {
  /** False where nothing but comments, documents and marks was changed. */
  hasCode: boolean;
  /** Those of languages that can be read, by their lines; none where what was changed stands in no function. */
  functions: LineRange[];
  /** Each of them by itself, but for those within others, in a tree in which it gives back a constant or fails. */
  mutants: Mutant[];
}
