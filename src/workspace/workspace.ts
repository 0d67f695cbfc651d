import { realpathSync } from 'node:fs';
import { realpath, unlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { AlterationPlan } from '../core/evidence/alteration.ts';
import type { LineRange } from '../core/evidence/line-range.ts';
import type { ProtectedChange, Protection } from '../core/protected/protection.ts';
import type { SensitiveFile } from '../core/sensitive-path.ts';
import type { AlteredTree, ChangedCode, EvidenceTrees } from '../ports/measured-trees.ts';
import type { Workspace } from '../ports/run-workspace.ts';
import type { TreeId } from '../ports/view.ts';
import { ifMissing } from '../system/error-code.ts';
import type { ParseText } from '../system/syntax-parser.ts';
import { askUsersGit } from './base/ask-users-git.ts';
import { type CheckoutFacts, checkoutFacts } from './base/checkout-facts.ts';
import { type Guidance, readGuidance } from './base/guidance.ts';
import { findRepository, type Head } from './base/repository.ts';
import { requireObjects, takeBase } from './base/take-base.ts';
import type { UsersGit } from './base/users-settings.ts';
import { type ApplyOutcome, applyToCheckout } from './delivery/apply-to-checkout.ts';
import { releaseBase } from './delivery/base-reference.ts';
import { deliver } from './delivery/deliver.ts';
import { refuseUndeliverable } from './delivery/deliverable.ts';
import { listSensitive } from './delivery/sensitive-changes.ts';
import { dependenciesMark } from './dependencies/dependencies-mark.ts';
import {
  isOfDependencies,
  keepDependencies,
  keepSubmodules,
  type UnfollowedLink,
} from './dependencies/kept-folders.ts';
import { dependenciesKey, keyOfBase } from './dependencies/key.ts';
import { findMade, keepMade } from './dependencies/made-folders.ts';
import { type AlteredBefore, alteredTree } from './evidence/altered-tree.ts';
import { changedCode } from './evidence/changed-code.ts';
import { changedLines } from './evidence/changed-lines.ts';
import { failingTree } from './evidence/function-trees.ts';
import { goPackages } from './evidence/go-packages.ts';
import { hasTests, testFiles } from './evidence/has-tests.ts';
import { treeWith } from './evidence/overlay-tree.ts';
import { restoredTree } from './evidence/restored-tree.ts';
import { setupChanges } from './evidence/setup-changes.ts';
import { toldChanges } from './evidence/told-changes.ts';
import { packageScripts } from './evidence/tree-scripts.ts';
import { undoneTree } from './evidence/undone-tree.ts';
import { changedRanges } from './git/changed-ranges.ts';
import { listTree, type TreeFiles } from './git/index-file.ts';
import { type PathBytes, shownPath, toPathBytes } from './git/path-bytes.ts';
import { GitError, tryGit } from './git/run-git.ts';
import { makeRunRepository } from './git/run-repository.ts';
import { addedContent, addedPaths, changedPaths, diffText } from './git/tree-diff.ts';
import {
  branchOf,
  dependenciesFolder,
  filteredFolder,
  gitFolder,
  type Machine,
  type Run,
  readRecord,
  runPlace,
  type SetupRecord,
  submodulesFolder,
  writeRecord,
} from './home/run-home.ts';
import { writeExcludes } from './staging/excludes.ts';
import { keepFiltered } from './staging/filtered-files.ts';
import { viewOpener } from './views/view-opener.ts';

/** The port, with what the commands `diff` and `apply` need besides. */
export interface RunWorkspace
  extends Workspace,
    Omit<EvidenceTrees, 'alteredTree' | 'changedCode' | 'failingTree' | 'toldChanges'> {
  /** As EvidenceTrees has it, given a parser. */
  alteredTree(tree: TreeId, plan: AlterationPlan, parse: ParseText): Promise<AlteredTree>;
  toldChanges(tree: TreeId, protection: Protection, parse: ParseText): Promise<ProtectedChange[]>;
  changedCode(tree: TreeId, protection: Protection, parse: ParseText): Promise<ChangedCode>;
  failingTree(tree: TreeId, functions: readonly LineRange[], parse: ParseText): Promise<TreeId>;
  /** Marks the dependency folders beside `tree` as they lie there; null where there is too much to look at. */
  dependenciesMark(tree: TreeId): Promise<string | null>;
  /** The difference between two trees as git shows it. */
  diffText(from: TreeId, to: TreeId): Promise<string>;
  /** Brings the changes from the base to `result` into the user's files as uncommitted changes, all or none. */
  applyToCheckout(result: TreeId): Promise<ApplyOutcome>;
  /** The lines of `result` where it differs from the base, for each of these paths that is a file in it. */
  changedRanges(result: TreeId, paths: readonly string[]): Promise<LineRange[]>;
  /** What `result` changes that can have an effect on a machine without being run by name. */
  sensitiveChanges(result: TreeId): Promise<SensitiveFile[]>;
  /** Rejects where the run's branch can't be written, with what to do. */
  refuseUndeliverable(): Promise<void>;
  /** Lets the user's repository forget the base of a run that will not go on. */
  releaseBase(): Promise<void>;
}

export interface NewWorkspace {
  runId: string;
  /** Absolute path of the repository's top folder, or of the plain folder. */
  workspace: string;
  /** Absolute path of the run's home, which exists. */
  runHome: string;
  /** Absolute paths that are no part of the work: homes of runs, log files. */
  leftOut: readonly string[];
  /** Where git finds the user's own settings. */
  usersGit: UsersGit;
  machine: Machine;
  /** Whether commands see a view's files at the path of the user's checkout, as in a sandbox; else at the view's own. */
  mountedAtCheckout: boolean;
  setup: SetupRecord;
  /** The change that is to be judged; null for a run, whose base is the checkout as it is. */
  judged: { base: Head; head: Head | null } | null;
}

/** A workspace whose base was just taken, and what the base says to the run. */
export interface CreatedWorkspace {
  workspace: RunWorkspace;
  /** What was taken: the files as they lie in the checkout, or those of the commit that is judged. */
  tree: TreeId;
  /** Paths on which a merge has left a conflict. */
  conflicted: string[];
  /** The AGENTS.md files of the base commit, or of the base tree where there is no commit; root first. */
  guidance: Guidance[];
  /** What the base's dependency folders follow from, hashed. */
  dependenciesKey: string;
  checkout: CheckoutFacts;
}

/** Takes the base of a new run from the user's checkout, and keeps in the run's home all that later steps need. */
export async function createWorkspace(input: NewWorkspace): Promise<CreatedWorkspace> {
  const { runId, machine } = input;
  const { searchPath } = machine;
  const home = await realpath(input.runHome);
  const top = await realpath(input.workspace);
  const found = await findRepository(top);
  // A plain folder's files may lie in a repository further up only if that repository's top was asked for.
  const repository = found?.top === top ? found : null;
  const leftOut = pathsBelow(top, [home, ...input.leftOut]);
  const branch = input.judged === null ? branchOf(runId) : null;
  const { settings, stands } = await askUsersGit({ top, repository, searchPath }, input.usersGit, branch);
  const users = repository === null || stands === null ? null : { repository, stands };
  const { place, partial } = await makeRunRepository(gitFolder(home), users, settings, searchPath);
  const head = stands?.head ?? null;
  const own = repository === null ? null : join(repository.commonDir, 'info', 'exclude');
  await writeExcludes(place.gitDir, [settings.excludesFile, own], leftOut);

  const checkout = { ...place, workTree: top, indexFile: join(home, 'base.index') };
  const base = await takeBase(checkout, repository, head, leftOut).catch((error: Error) => {
    if (!(error instanceof GitError)) throw error;
    throw new Error(
      `The files of ${top} could not be taken (${error.message}): mend that, then start again.`,
    );
  });
  if (partial) await requireObjects(place, base.tree);
  if (partial && input.judged !== null) await requireObjects(place, input.judged.base.tree);
  const facts = checkoutFacts(checkout, repository, { head, base, isJudged: input.judged !== null });
  facts.catch(() => {});
  const record = {
    runId,
    workspace: top,
    repository,
    baseCommit: input.judged === null ? base.commit : input.judged.base.commit,
    baseTree: input.judged?.base.tree ?? base.tree,
    // A judgement writes nothing into the user's repository.
    keepsBase: input.judged === null,
    hasFilters: base.hasFilters,
    hasConversions: base.hasConversions || settings.values.has('core.autocrlf'),
    filtered: await keepFiltered(top, base.filtered, filteredFolder(home)),
    submodules: base.submodules,
    leftOut,
    keptSubmodules: await keepSubmodules(checkout, base.submodules, submodulesFolder(home)),
    dependencies: await keepDependencies(checkout, {
      leftOut,
      named: input.setup.dependencies ?? [],
      keptRoot: dependenciesFolder(home),
      madeAt: top,
      mayLeadTo: (source) => isOfDependencies(source, top),
    }),
    mountedAtCheckout: input.mountedAtCheckout,
    setup: input.setup,
  };
  const taken = await facts;
  const notices = [...taken.notices, ...(record.dependencies.unfollowed ?? []).map(unfollowedText)];
  await unlink(checkout.indexFile).catch(ifMissing(undefined));
  await writeRecord(home, record);
  const run: Run = { ...machine, home, record };
  const guiding = input.judged === null && head !== null ? head.tree : record.baseTree;
  const isTaken = record.baseTree === base.tree;
  const [guidance, dependenciesKey] = await saidByBase(run, guiding, isTaken ? base.files : null);
  return {
    workspace: workspaceOf(run),
    tree: input.judged?.head?.tree ?? base.tree,
    conflicted: base.conflicted.map(shownPath),
    guidance,
    dependenciesKey,
    checkout: { ...taken, notices },
  };
}

/** What the base says to the run; `known` are its files, null where they have to be listed. */
async function saidByBase(run: Run, guiding: TreeId, known: TreeFiles | null): Promise<[Guidance[], string]> {
  const place = runPlace(run);
  const { baseTree } = run.record;
  const files = known ?? (await listTree(place, baseTree));
  // Only what was committed gives guidance; most checkouts are as they were committed.
  return Promise.all([
    readGuidance(place, guiding, guiding === baseTree ? files : await listTree(place, guiding)),
    keyOfBase(run, files),
  ]);
}

/**
 * The workspace of a run that was started before, by this or another process. `setup` are the setup commands in force by
 * now; null for those that the run was started with.
 */
export async function openWorkspace(
  runHome: string,
  machine: Machine,
  setup: readonly string[] | null = null,
): Promise<RunWorkspace> {
  // A home that is gone altogether is told by the record, which is then missing too.
  const home = await realpath(runHome).catch(() => runHome);
  const record = await readRecord(home);
  const commands = setup ?? record.setup.commands;
  const run: Run = { ...machine, home, record: { ...record, setup: { ...record.setup, commands } } };
  const { baseTree, repository, workspace } = run.record;
  const there = await tryGit(runPlace(run), ['cat-file', '-e', baseTree]);
  if (there.exitCode !== 0) {
    const moved =
      repository === null ? '' : ` (${repository.top} may have been moved, or its unused objects removed)`;
    throw new Error(
      `The files that this run on ${workspace} began with can't be read${moved}: start a new run.`,
    );
  }
  return workspaceOf(run);
}

function workspaceOf(run: Run): RunWorkspace {
  const place = runPlace(run);
  const { baseCommit, baseTree, workspace } = run.record;
  const altered: AlteredBefore = new Map();
  return {
    baseCommit,
    baseTree,
    open: viewOpener(run),
    dependenciesKey: (tree) => dependenciesKey(run, tree),
    dependenciesMark: (tree) => dependenciesMark(run, tree),
    madeDependencies: async (tree) => (await findMade(run, tree))?.kept.folders ?? null,
    keepMadeDependencies: (view, tree) => keepMade(run, view, tree),
    changedFiles: (from, to) => changedPaths(place, from, to),
    addedPaths: (from, to) => addedPaths(place, from, to),
    addedContent: (from, to) => addedContent(place, from, to),
    restoredTree: (tree, protection) => restoredTree(run, tree, protection),
    setupChanges: (tree, protection) => setupChanges(run, tree, protection),
    toldChanges: (tree, protection, parse) => toldChanges(run, tree, protection, parse),
    undoneTree: (tree, protection) => undoneTree(run, tree, protection),
    treeWith: (tree, overlay) => treeWith(run, tree, overlay),
    alteredTree: (tree, plan, parse) => alteredTree(run, tree, plan, { parse, known: altered }),
    changedCode: (tree, protection, parse) => changedCode(run, tree, protection, parse),
    failingTree: (tree, functions, parse) => failingTree(run, tree, functions, parse),
    changedLines: (tree, protection) => changedLines(run, tree, protection),
    hasTests: (tree) => hasTests(run, tree),
    testFiles: (tree) => testFiles(run, tree),
    goPackages: (tree) => goPackages(run, tree),
    packageScripts: (tree, folder) => packageScripts(run, tree, folder),
    commit: (commit) => deliver(run, commit),
    diffText: (from, to) => diffText(place, from, to),
    applyToCheckout: (result) => applyToCheckout({ ...place, workTree: workspace }, baseTree, result),
    changedRanges: (result, paths) => changedRanges(place, baseTree, result, paths),
    sensitiveChanges: (result) => listSensitive(place, baseTree, result),
    refuseUndeliverable: async () => {
      const { repository, runId } = run.record;
      if (repository !== null) await refuseUndeliverable(repository, branchOf(runId), run.searchPath);
    },
    releaseBase: () => releaseBase(run),
  };
}

/** Those of the paths that lie below `top`, seen from there. */
function pathsBelow(top: string, paths: readonly string[]): PathBytes[] {
  const below = paths
    .map((path) => relative(top, realPathOf(path)))
    .filter((path) => path !== '' && !/^\.\.(\/|$)/.test(path));
  return below.map(toPathBytes);
}

/** The path without symbolic links, also where its last parts do not exist yet. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(realPathOf(dirname(path)), basename(path));
  }
}

const unfollowedText = ({ path, leadsTo }: UnfollowedLink) =>
  `${path} is a link to ${leadsTo}, and is not followed: where commands need that folder, show it with --mount ${leadsTo}`;
