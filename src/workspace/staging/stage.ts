import { lstat, rename, rm } from 'node:fs/promises';
import type { RefusedPath } from '../../core/events.ts';
import type { TreeId } from '../../ports/view.ts';
import { existsOnDisk } from '../../system/on-disk.ts';
import {
  absentMode,
  copyIndex,
  indexBytes,
  isRegularFile,
  listIndex,
  listStaged,
  putEntries,
  submoduleMode,
  type TreeChange,
  writeTree,
} from '../git/index-file.ts';
import {
  asPath,
  isBelowAny,
  joinNul,
  onDisk,
  type PathBytes,
  pathIn,
  shownPath,
  splitPaths,
  textPath,
  toPathBytes,
  withoutSlash,
} from '../git/path-bytes.ts';
import { type GitPlace, gitError, runGit, tryGit } from '../git/run-git.ts';
import { addExcludes, cargoTargets, isCargoManifest } from './excludes.ts';
import { type FilteredFile, filtersOf, isAttributesFile, sha256OfFile } from './filtered-files.ts';

/** Why a path can't become part of a tree. */
export type Obstacle = 'nested-repository' | 'not-a-file' | 'filter';

export interface ObstructedPath {
  path: PathBytes;
  obstacle: Obstacle;
}

/** What is known of the base, and decides which of a candidate's paths are taken. */
export interface BaseFiles {
  filtered: readonly FilteredFile[];
  /** Whether an attribute of the base names a filter. */
  hasFilters: boolean;
  /** Submodules: paths that are kept as they are. */
  submodules: readonly PathBytes[];
  /** Paths that are no part of the work. */
  leftOut: readonly PathBytes[];
}

/** What came of bringing an index up to the files on disk. */
export interface Staged {
  /** Paths that git can't add; they keep the entry they had. */
  obstructed: ObstructedPath[];
  /**
   * What lay beside the files of the index before, new or ignored; a folder of such alone by its name, with a slash. Null
   * where nobody looked.
   */
  beside: PathBytes[] | null;
}

/** Brings the index up to the files on disk, but for paths that git can't add. */
export async function stageAll(place: GitPlace): Promise<Staged> {
  const beside = (await indexBytes(place)) > largeIndexBytes ? await stageApart(place) : null;
  return { obstructed: beside === null ? await stageWhole(place) : [], beside };
}

async function stageWhole(place: GitPlace): Promise<ObstructedPath[]> {
  const add = ['add', '--all', '--no-warn-embedded-repo'];
  const first = await tryGit(place, add);
  if (first.exitCode === 0) return [];
  const removed = await dropWhitedOut(place);
  const obstructed = await findObstructed(place);
  if (obstructed.length === 0 && removed === 0) throw gitError(add, first);
  const pathspecs = ['.', ...obstructed.map(({ path }) => `:(exclude,top,literal)${path}`)];
  const args = [...add, '--pathspec-from-file=-', '--pathspec-file-nul'];
  const second = await tryGit(place, args, joinNul(pathspecs));
  // With 1 git has added everything, and complains that a path which it was told to pass over is ignored.
  if (second.exitCode !== 0 && second.exitCode !== 1) throw gitError(add, second);
  return obstructed;
}

/** An index of about ten thousand files, with which one process takes notably longer than two at once. */
const largeIndexBytes = 1 << 20;

/**
 * Does the same by two processes at once: one for the files that the index has, one that looks for others. Resolves
 * with what lay beside the index's files; with null where anything is in the way, and then the index is as it was.
 */
export async function stageApart(place: GitPlace): Promise<PathBytes[] | null> {
  const index = place.indexFile ?? '';
  const before = `${index}.before`;
  await copyIndex(index, before);
  try {
    const beside = await stageKnownAndNew(place);
    if (beside === null) await rename(before, index);
    return beside;
  } finally {
    await rm(before, { force: true });
  }
}

async function stageKnownAndNew(place: GitPlace): Promise<PathBytes[] | null> {
  const [update, others] = await Promise.all([
    tryGit(place, ['add', '--update', '--verbose']),
    findBeside(place),
  ]);
  if (update.exitCode !== 0 || others === null) return null;
  if (!(await areGone(place, update.stdout))) return null;
  const { beside, added } = others;
  if (added.length === 0) return beside;
  // A nested repository ends with a slash; of many paths git would compare each with every file.
  if (added.length > mostNamed || added.some((path) => path.endsWith('/'))) return null;
  const add = await tryGit(
    place,
    ['add', '--pathspec-from-file=-', '--pathspec-file-nul'],
    joinNul(added.map((path) => `:(top,literal)${path}`)),
  );
  return add.exitCode === 0 ? beside : null;
}

/** More are not named to git one by one. */
const mostNamed = 100;

/**
 * What lies beside the files of the index, and those files of it that are to be added. Where there is nothing, nothing is
 * ignored either, so the whole is gone through once; else only what was found is held against the lists of ignored files.
 */
async function findBeside(place: GitPlace): Promise<{ beside: PathBytes[]; added: PathBytes[] } | null> {
  const found = await tryGit(place, ['ls-files', '--others', '--directory', '-z']);
  if (found.exitCode !== 0) return null;
  const beside = splitPaths(found.stdout);
  if (beside.length === 0) return { beside, added: [] };
  const words = beside.map((path) => textPath(withoutSlash(path)));
  // A name that is no text can't be an argument.
  const areNamed =
    words.length <= mostNamed &&
    beside.every((path, at) => withoutSlash(path) === toPathBytes(words[at] ?? ''));
  const pathspecs = areNamed ? words.map((word) => `:(top,literal)${word}`) : [];
  const added = await tryGit(place, ['ls-files', '--others', '--exclude-standard', '-z', '--', ...pathspecs]);
  return added.exitCode === 0 ? { beside, added: splitPaths(added.stdout) } : null;
}

/**
 * Whether nothing stands in the place of what was removed, by what `git add --verbose` says: it takes a file for removed
 * that an empty repository has replaced. False too where a name makes that hard to read.
 */
async function areGone(place: GitPlace, said: Buffer): Promise<boolean> {
  for (const line of said.toString('latin1').split('\n').slice(0, -1)) {
    const [, verb, path = ''] = /^(add|remove) '(.+)'$/.exec(line) ?? [];
    if (verb === undefined) return false;
    const file = onDisk(place.workTree ?? '', asPath(path));
    if (verb === 'remove' && (await existsOnDisk(file)) && !(await isWhitedOut(file))) return false;
  }
  return true;
}

/** Takes files out of the index whose place says that they were removed from a view with folders beneath it. */
async function dropWhitedOut(place: GitPlace): Promise<number> {
  const removed: PathBytes[] = [];
  for (const path of splitPaths(await runGit(place, ['diff-files', '--name-only', '-z'])))
    if (await isWhitedOut(onDisk(place.workTree ?? '', path))) removed.push(path);
  if (removed.length === 0) return 0;
  await runGit(place, ['update-index', '--force-remove', '-z', '--stdin'], joinNul(removed));
  return removed.length;
}

/** The overlay file system leaves such a device where something was removed that lies beneath. */
async function isWhitedOut(path: Buffer): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found?.isCharacterDevice() === true && found.rdev === 0;
}

async function findObstructed(place: GitPlace): Promise<ObstructedPath[]> {
  const untracked = splitPaths(await runGit(place, ['ls-files', '--others', '--exclude-standard', '-z']));
  const nested = untracked.filter((path) => path.endsWith('/')).map(withoutSlash);
  const obstructed: ObstructedPath[] = nested.map((path) => ({ path, obstacle: 'nested-repository' }));
  for (const path of splitPaths(await runGit(place, ['diff-files', '--name-only', '-z']))) {
    const obstacle = await obstacleAt(place, path);
    if (obstacle !== null && !nested.includes(path)) obstructed.push({ path, obstacle });
  }
  return obstructed;
}

const gitName = toPathBytes('.git');

/** What stands in the place of a file that the index has. */
async function obstacleAt(place: GitPlace, path: PathBytes): Promise<Obstacle | null> {
  const found = await lstat(onDisk(place.workTree ?? '', path)).catch(() => null);
  if (!found || found.isFile() || found.isSymbolicLink()) return null;
  if (!found.isDirectory()) return 'not-a-file';
  return (await existsOnDisk(onDisk(place.workTree ?? '', pathIn(path, gitName))))
    ? 'nested-repository'
    : null;
}

/**
 * Takes back what `git add` put into the index but must not be in a tree: nested repositories, files with a filter,
 * caches of Cargo, and left-out paths that a `.gitignore` had asked for. `from` is the last tree that was settled, to whose entries such paths go back.
 */
export async function settle(
  place: GitPlace,
  from: TreeId,
  base: BaseFiles,
): Promise<{ tree: TreeId; obstructed: ObstructedPath[] }> {
  const [tree, changes] = await Promise.all([writeTree(place), listStaged(place, from)]);
  if (tree === from) return { tree, obstructed: [] };
  const nested = changes.filter(
    ({ path, after }) => after.mode === submoduleMode && !base.submodules.includes(path),
  );
  const { restored, refused } = await settleFiltered(place, changes, base);
  const targets = await newCargoTargets(place, changes);
  const reverted = [...nested, ...refused].map(({ path }) => path);
  const put = [
    ...changes
      .filter(({ path }) => isBelowAny(path, [...reverted, ...targets, ...base.leftOut]))
      .map(backToBefore),
    ...restored,
  ];
  const obstructed: ObstructedPath[] = [
    ...nested.map(({ path }) => ({ path, obstacle: 'nested-repository' as const })),
    ...refused.map(({ path }) => ({ path, obstacle: 'filter' as const })),
  ];
  if (put.length === 0) return { tree, obstructed };
  await putEntries(place, put);
  addExcludes(place.gitDir, targets);
  return { tree: await writeTree(place), obstructed };
}

function backToBefore({ path, before }: TreeChange) {
  return { path, mode: before.mode, objectId: before.objectId };
}

async function settleFiltered(
  place: GitPlace,
  changes: readonly TreeChange[],
  { filtered, hasFilters }: BaseFiles,
): Promise<{ restored: FilteredFile[]; refused: TreeChange[] }> {
  if (!hasFilters && !changes.some(({ path }) => isAttributesFile(path)))
    return { restored: [], refused: [] };
  const candidates = changes.filter(({ after }) => isRegularFile(after.mode));
  const filters = await filtersOf(
    place,
    candidates.map(({ path }) => path),
  );
  const restored: FilteredFile[] = [];
  const refused: TreeChange[] = [];
  for (const change of candidates.filter(({ path }) => filters.has(path))) {
    const original = filtered.find(({ path }) => path === change.path);
    if (original?.objectId === change.after.objectId && original.mode === change.after.mode) continue;
    const content = await sha256OfFile(onDisk(place.workTree ?? '', change.path));
    if (original?.sha256 === content && original.mode === change.after.mode) restored.push(original);
    else refused.push(change);
  }
  return { restored, refused };
}

/** Cargo's caches among the added files, for a Cargo.toml that was not there when the excludes were written. */
async function newCargoTargets(place: GitPlace, changes: readonly TreeChange[]): Promise<PathBytes[]> {
  const added = changes.filter(({ before }) => before.mode === absentMode).map(({ path }) => path);
  if (!added.some((path) => /(^|\/)target\//.test(path))) return [];
  const entries = await listIndex(place);
  const targets = cargoTargets(entries.map(({ path }) => path).filter(isCargoManifest));
  const old = new Set(entries.map(({ path }) => path));
  for (const path of added) old.delete(path);
  return targets.filter(
    (target) =>
      added.some((path) => isBelowAny(path, [target])) &&
      ![...old].some((path) => isBelowAny(path, [target])),
  );
}

const reasons: Record<Obstacle, string> = {
  'nested-repository': 'is a git repository of its own, and nested repositories are not delivered',
  'not-a-file': 'is neither a file nor a folder nor a symbolic link',
  filter:
    'is stored through a git filter (such as Git LFS), which is not run here: change it outside of the run',
};

/** What a person is told of paths that are not taken, sorted by path. */
export function asRefused(obstructed: readonly ObstructedPath[]): RefusedPath[] {
  return obstructed
    .map(({ path, obstacle }) => ({
      path: shownPath(path),
      reason: `${shownPath(path)} ${reasons[obstacle]}.`,
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
