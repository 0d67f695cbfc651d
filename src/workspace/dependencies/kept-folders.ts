import { isUtf8 } from 'node:buffer';
import { readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { copyFolder } from '../../system/copy-folder.ts';
import { existsOnDisk, isFolder } from '../../system/on-disk.ts';
import { leadsThroughFolders } from '../disk/leads-through-folders.ts';
import { takeIntoGroup } from '../disk/share-owner.ts';
import {
  fromPathBytes,
  isBelowAny,
  type PathBytes,
  splitPaths,
  toPathBytes,
  withoutSlash,
} from '../git/path-bytes.ts';
import { type GitPlace, runGit } from '../git/run-git.ts';
import { findLocated, type Located, relocate } from './relocation.ts';

/** Names of ignored folders that hold what a project needs to run, by convention of its package manager. */
const dependencyNames = ['node_modules', '.venv', 'venv', 'vendor', '.tox', '.nox', '.bundle', 'lua_modules'];

/** Names that mean this only beside a manifest, in another folder, or around a file. */
const conditionalNames: readonly { name: string; beside?: RegExp; within?: string; holds?: string }[] = [
  { name: 'target', beside: /^Cargo\.toml$/ },
  { name: 'deps', beside: /^mix\.exs$/ },
  { name: '_build', beside: /^mix\.exs$/ },
  { name: 'local', beside: /^cpanfile$/ },
  { name: 'bundle', within: 'vendor' },
  { name: 'cache', within: '.yarn' },
  { name: 'env', holds: 'pyvenv.cfg' },
];

/** Folders that were copied to be put into views. */
export interface KeptFolders {
  /** Absolute path of the folder tree in which they were made: what is in them may name it. */
  madeAt: string;
  /** Their paths below it. */
  folders: string[];
  /** What in them names that place. */
  located: Located[];
  /** Links in the place of such folders that were not followed. */
  unfollowed?: UnfollowedLink[];
}

/** A link, by its path below the top, and the absolute path that it leads to. */
export interface UnfollowedLink {
  path: string;
  leadsTo: string;
}

/** Paths of the ignored folders with dependencies in the place's work tree, those that `named` names among them. */
export async function listDependencies(place: GitPlace, named: readonly string[] = []): Promise<string[]> {
  const top = place.workTree ?? '';
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  const ignored = splitPaths(await runGit(place, args)).map(withoutSlash);
  const wanted = named.map((name) => name.replace(/^\.\//, '').replace(/\/+$/, ''));
  const found: string[] = [];
  for (const path of asText(ignored)) {
    const name = basename(path);
    const isNamed = wanted.includes(name) || wanted.includes(path);
    if (isNamed || dependencyNames.includes(name) || (await isByItsPlace(join(top, path)))) found.push(path);
  }
  return found;
}

async function isByItsPlace(path: string): Promise<boolean> {
  const known = conditionalNames.find(({ name }) => name === basename(path));
  if (known === undefined) return false;
  if (known.holds !== undefined) return existsOnDisk(join(path, known.holds));
  if (known.within !== undefined) return basename(dirname(path)) === known.within;
  const beside = await readdir(dirname(path)).catch(() => []);
  return beside.some((name) => known.beside?.test(name));
}

export interface Keeping {
  leftOut: readonly PathBytes[];
  /** Further folders that count, by name or path. */
  named: readonly string[];
  /** Absolute path of the folder that they are copied to. */
  keptRoot: string;
  /** Where the programs that made them saw the work tree. */
  madeAt: string;
  /**
   * Whether a folder may be a link to this one, by its absolute path: programs of the repository, or whoever has packed the
   * checkout, may have made it.
   */
  mayLeadTo(source: string): Promise<boolean>;
}

/** Copies the folders with dependencies from the place's work tree. */
export async function keepDependencies(
  place: GitPlace,
  { leftOut, named, keptRoot, madeAt, mayLeadTo }: Keeping,
): Promise<KeptFolders> {
  const kept: KeptFolders & { unfollowed: UnfollowedLink[] } = {
    madeAt,
    folders: [],
    located: [],
    unfollowed: [],
  };
  for (const path of await listDependencies(place, named)) {
    if (isBelowAny(toPathBytes(path), leftOut)) continue;
    // What a link leads to is copied, as between worktrees.
    const there = join(place.workTree ?? '', path);
    const source = await realpath(there).catch(() => null);
    if (source === null || !(await isFolder(source))) continue;
    if (!(await isFolder(there)) && !(await mayLeadTo(source))) {
      kept.unfollowed.push({ path, leadsTo: source });
      continue;
    }
    await copyFolder(source, join(keptRoot, path), place.searchPath);
    await takeIntoGroup(join(keptRoot, path));
    await removeCredentials(join(keptRoot, path));
    kept.folders.push(path);
    kept.located.push(...(await findLocated(keptRoot, path, madeAt)));
  }
  return kept;
}

/**
 * Whether a link in a user's checkout may lead to a folder: to dependencies beside the checkout, and to environments of
 * Python, wherever their tools keep them.
 */
export async function isOfDependencies(source: string, top: string): Promise<boolean> {
  if (await existsOnDisk(join(source, 'pyvenv.cfg'))) return true;
  return source.startsWith(`${dirname(top)}/`) && dependencyNames.includes(basename(source));
}

/** The settings of pip in an environment can hold the password of an index. */
async function removeCredentials(folder: string): Promise<void> {
  for (const name of ['pip.conf', 'pip.ini', '.npmrc', '.netrc', '.pypirc'])
    await rm(join(folder, name), { force: true });
  if (basename(folder) === '.bundle') await keepBundlerPaths(join(folder, 'config'));
}

/** Bundler's settings can hold the password of a server: only those stay that say where packages are. */
async function keepBundlerPaths(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return;
  const kept = text
    .split('\n')
    .filter((line) =>
      /^(---|BUNDLE_(PATH|WITHOUT|WITH|DEPLOYMENT|FROZEN|BIN|GEMFILE|JOBS)(__\w+)?:)/.test(line),
    );
  await writeFile(path, `${kept.join('\n')}\n`);
}

/** Copies the files of the submodules that are checked out, without their git folders; resolves with their paths. */
export async function keepSubmodules(
  place: GitPlace,
  submodules: readonly PathBytes[],
  keptRoot: string,
): Promise<string[]> {
  const kept: string[] = [];
  for (const path of asText(submodules)) {
    const top = place.workTree ?? '';
    const source = join(top, path);
    // Whoever has packed the checkout says where submodules are, and may have put a link around one.
    if (!(await isFolder(source)) || !(await leadsThroughFolders(top, toPathBytes(path)))) continue;
    await copyFolder(source, join(keptRoot, path), place.searchPath);
    await removeGitFolders(Buffer.from(join(keptRoot, path)));
    kept.push(path);
  }
  return kept;
}

/**
 * Copies one kept folder into a view, where the view has the folder around it and nothing in its place. Resolves with
 * whether it did.
 */
export async function placeFolder(
  keptRoot: string,
  path: string,
  viewRoot: string,
  searchPath: string,
): Promise<boolean> {
  if (!(await leadsThroughFolders(viewRoot, toPathBytes(path))) || (await existsOnDisk(join(viewRoot, path))))
    return false;
  await copyFolder(join(keptRoot, path), join(viewRoot, path), searchPath);
  return true;
}

/** Kept folders, and the folder tree that holds the copies. */
export interface DependencySet {
  root: string;
  kept: KeptFolders;
  /** Whether these are all that the folder tree holds. */
  whole: boolean;
}

/** As `placeFolder`; what in the folder names the place where it was made names the view's `seenAt` afterwards. */
export async function placeDependency(
  { root: keptRoot, kept }: DependencySet,
  path: string,
  view: { root: string; seenAt: string },
  searchPath: string,
): Promise<boolean> {
  if (!(await placeFolder(keptRoot, path, view.root, searchPath))) return false;
  const located = kept.located.filter((entry) => entry.folder === path);
  await relocate({ from: view.root, to: view.root }, located, kept.madeAt, view.seenAt);
  return true;
}

async function removeGitFolders(folder: Buffer): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    if (entry.name.toString() === '.git') await rm(path, { recursive: true, force: true });
    else if (entry.isDirectory()) await removeGitFolders(path);
  }
}

/** Names that are not UTF-8 can't be arguments of a program here; such a folder stays out of the views. */
function asText(paths: readonly PathBytes[]): string[] {
  return paths
    .map(fromPathBytes)
    .filter((path) => isUtf8(path))
    .map((path) => path.toString());
}
