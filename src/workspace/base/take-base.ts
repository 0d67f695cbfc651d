import { hash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeId } from '../../ports/view.ts';
import { isFileBelow } from '../disk/leads-through-folders.ts';
import {
  copyIndex,
  emptyTree,
  holdEntries,
  type IndexEntry,
  isRegularFile,
  listIndex,
  submoduleMode,
  type TreeFiles,
} from '../git/index-file.ts';
import { type PathBytes, shownPath } from '../git/path-bytes.ts';
import { GitError, type GitExit, type GitPlace, gitError, runGit, tryGit } from '../git/run-git.ts';
import { addExcludes, cargoTargets, isCargoManifest } from '../staging/excludes.ts';
import { changedFiltered, filtersOf, readAttributes } from '../staging/filtered-files.ts';
import { settle, stageAll } from '../staging/stage.ts';
import type { Head, Repository } from './repository.ts';

export interface Base {
  commit: string | null;
  tree: TreeId;
  /** Entries whose content a filter has made, and that are on disk. */
  filtered: IndexEntry[];
  hasFilters: boolean;
  /** Whether an attribute lets a file differ from its blob, as by its line endings. */
  hasConversions: boolean;
  submodules: PathBytes[];
  /** The tree's files, where they are known without a further look. */
  files: TreeFiles | null;
  /** What git has warned of while it looked at all files; null where that is not known. */
  warnings: string | null;
  /** Paths on which a merge of the user's has left a conflict. */
  conflicted: PathBytes[];
}

/**
 * The tree of the user's checkout as it is: `HEAD` with everything that is staged, changed, untracked or deleted.
 * `place` has the checkout as its work tree and an index file of the run's own, which then holds the tree's entries.
 */
export async function takeBase(
  place: GitPlace,
  repository: Repository | null,
  head: Head | null,
  leftOut: readonly PathBytes[],
): Promise<Base> {
  const headTree = head?.tree ?? (await emptyTree(place));
  const attempt = async (entries: readonly IndexEntry[]) => ({
    commit: head?.commit ?? null,
    conflicted: [...new Set(entries.filter(({ stage }) => stage !== 0).map(({ path }) => path))],
    ...(await takeTree(place, entries, { tree: headTree, isCommitted: head !== null }, leftOut)),
  });
  const adopted = repository && (await adoptIndex(place, join(repository.gitDir, 'index')));
  if (adopted !== null) {
    try {
      return await attempt(adopted);
    } catch (error) {
      // An index that names what is not there (a damaged one): start over from the commit.
      if (!(error instanceof GitError)) throw error;
    }
  }
  await rm(place.indexFile ?? '', { force: true });
  await runGit(place, ['read-tree', headTree]);
  return attempt(await listIndex(place));
}

/** Starts from the user's index, so that files which it knows as unchanged need not be read; null where it is of no use. */
async function adoptIndex(place: GitPlace, usersIndex: string): Promise<readonly IndexEntry[] | null> {
  try {
    await copyIndex(usersIndex, place.indexFile ?? '');
    const entries = await listAdopted(place);
    return entries.some(({ mode, stage }) => mode === submoduleMode && stage !== 0) ? null : entries;
  } catch {
    // No index, or one in parts (a split index) or damaged.
    return null;
  }
}

/** Listings that git is at work on, by the SHA-256 of the index: many runs begin at once in a checkout. */
const listings = new Map<string, Promise<readonly IndexEntry[]>>();

async function listAdopted(place: GitPlace): Promise<readonly IndexEntry[]> {
  const key = hash('sha256', await readFile(place.indexFile ?? ''));
  const listing = listings.get(key) ?? listIndex(place).finally(() => listings.delete(key));
  listings.set(key, listing);
  return listing;
}

/** `listed` is what the index holds now; `head` is the place's own HEAD, an empty tree where it has none. */
async function takeTree(
  place: GitPlace,
  listed: readonly IndexEntry[],
  head: { tree: string; isCommitted: boolean },
  leftOut: readonly PathBytes[],
) {
  const entries = listed.filter(({ stage }) => stage === 0);
  const submodules = entries.filter(({ mode }) => mode === submoduleMode).map(({ path }) => path);
  // Git would run `git status` in a submodule, and with it what that repository's configuration names.
  await holdEntries(place, submodules);
  addExcludes(place.gitDir, cargoTargets(entries.map(({ path }) => path).filter(isCargoManifest)));
  const attributes = await readAttributes(place, entries);
  const hasFilters = attributes.includes('filter');
  const hasConversions = /text|eol|crlf|ident|encoding/.test(attributes);
  // What a filter has made, what is another repository's and what git does not look at is taken one by one.
  const isPlain = !hasFilters && submodules.length === 0 && !entries.some(({ isHidden }) => isHidden);
  const status = head.isCommitted && isPlain ? await statusOf(place) : null;
  if (status !== null && status.stdout.length === 0) {
    const files = new Map(entries.map(({ path, mode, objectId }) => [path, { mode, objectId }]));
    return {
      tree: head.tree,
      filtered: [],
      hasFilters,
      hasConversions,
      submodules,
      files,
      warnings: status.stderr,
    };
  }
  const filtered = hasFilters ? await unchangedFiltered(place, entries) : [];
  await holdEntries(
    place,
    filtered.map(({ path }) => path),
  );
  await stageAll(place);
  const held = filtered.map((entry) => ({ ...entry, sha256: '', copy: '' }));
  const { tree, obstructed } = await settle(place, head.tree, {
    filtered: held,
    hasFilters,
    submodules,
    leftOut,
  });
  refuseFiltered(obstructed.filter(({ obstacle }) => obstacle === 'filter').map(({ path }) => path));
  return {
    tree,
    filtered,
    hasFilters,
    hasConversions,
    submodules,
    files: null,
    warnings: null,
  };
}

/** Where the work tree and the index hold what HEAD holds, and nothing else that would be taken, git prints nothing. */
async function statusOf(place: GitPlace): Promise<GitExit> {
  const args = ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=normal'];
  const exit = await tryGit(place, args);
  if (exit.exitCode !== 0) throw gitError(args, exit);
  return exit;
}

/** The filtered files on disk; rejects where one of them was changed. */
async function unchangedFiltered(place: GitPlace, entries: readonly IndexEntry[]): Promise<IndexEntry[]> {
  const files = entries.filter(({ mode }) => isRegularFile(mode));
  const filters = await filtersOf(
    place,
    files.map(({ path }) => path),
  );
  const present: IndexEntry[] = [];
  // What a link leads to is not the repository's, whatever the index says of its size and time.
  for (const entry of files.filter(({ path }) => filters.has(path)))
    if (await isFileBelow(place.workTree ?? '', entry.path)) present.push(entry);
  refuseFiltered((await changedFiltered(place, present)).map(({ path }) => path));
  return present;
}

function refuseFiltered(paths: readonly PathBytes[]): void {
  const first = paths[0];
  if (first === undefined) return;
  const others = paths.length === 1 ? 'is' : `and ${paths.length - 1} more are`;
  throw new Error(
    `${shownPath(first)} ${others} changed and stored through a git filter (such as Git LFS), which is not run here: commit or stash such changes first.`,
  );
}

/** Rejects where the user's repository lacks objects of the tree, as a partial clone may. */
export async function requireObjects(place: GitPlace, tree: TreeId): Promise<void> {
  const listing = await runGit(place, [
    'rev-list',
    '--objects',
    '--missing=print',
    '--no-object-names',
    tree,
  ]);
  const missing = listing
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('?')).length;
  if (missing > 0)
    throw new Error(
      `The repository is a partial clone that lacks ${missing} of the files' contents: fetch them with "git fetch --refetch --no-filter", then start again.`,
    );
}
