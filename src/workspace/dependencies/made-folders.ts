import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeId, View } from '../../ports/view.ts';
import { ifMissing } from '../../system/error-code.ts';
import { markUsed } from '../../system/kept-entries.ts';
import { existsOnDisk, removeFolder } from '../../system/on-disk.ts';
import { removePipes } from '../disk/remove-pipes.ts';
import { baseName } from '../git/path-bytes.ts';
import type { GitPlace } from '../git/run-git.ts';
import { runGit } from '../git/run-git.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { type DependencySet, type KeptFolders, keepDependencies } from './kept-folders.ts';
import { dependenciesKey } from './key.ts';
import { ownDependencies, seenAt } from './placed-folders.ts';
import { treeForSetup } from './setup-tree.ts';

/** The dependency folders for a tree: those that setup commands made for it, then the user's own. */
export async function dependencySets(run: Run, tree: TreeId): Promise<DependencySet[]> {
  const own = ownDependencies(run);
  const made = await findMade(run, tree);
  if (made === null) return own.kept.folders.length === 0 ? [] : [own];
  // A folder of a kind that was made anew must not stand beside one of the checkout's.
  const names = new Set(made.kept.folders.map(baseName));
  const folders = own.kept.folders.filter((path) => !names.has(baseName(path)));
  if (folders.length === 0) return [made];
  const whole = folders.length === own.kept.folders.length;
  return [made, { ...own, kept: { ...own.kept, folders }, whole }];
}

/** What setup commands have made for the tree's dependencies; null where they have not. */
export async function findMade(run: Run, tree: TreeId): Promise<DependencySet | null> {
  if (run.record.setup.commands.length === 0) return null;
  const folder = join(run.record.setup.cache, await dependenciesKey(run, tree));
  await markUsed(folder);
  const text = await readFile(recordOf(folder), 'utf8').catch(ifMissing(null));
  return text === null
    ? null
    : { root: foldersOf(folder), kept: JSON.parse(text) as KeptFolders, whole: true };
}

/** Takes the dependency folders out of a setup view, for all trees with this one's key; resolves with their paths. */
export async function keepMade(run: Run, view: View, tree: TreeId): Promise<string[]> {
  const { cache } = run.record.setup;
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const key = await dependenciesKey(run, tree);
  const unfinished = await mkdtemp(join(cache, `${key}.`));
  const index = join(unfinished, 'index');
  try {
    const place: GitPlace = { ...runPlace(run), workTree: view.root, indexFile: index };
    const top = await realpath(view.root);
    await runGit(place, ['read-tree', await treeForSetup(run, tree)]);
    removePipes(view.root, new Map(), Date.now());
    const kept = await keepDependencies(place, {
      leftOut: [],
      named: run.record.setup.dependencies ?? [],
      keptRoot: foldersOf(unfinished),
      madeAt: seenAt(run, view.root),
      mayLeadTo: async (source) => source.startsWith(`${top}/`),
    });
    await rm(index);
    await writeFile(recordOf(unfinished), `${JSON.stringify(kept)}\n`);
    await rename(unfinished, join(cache, key)).catch(async (error) => {
      // Another run has made the same in the meantime.
      if (!(await existsOnDisk(recordOf(join(cache, key))))) throw error;
    });
    return kept.folders;
  } finally {
    await removeFolder(unfinished);
  }
}

const recordOf = (folder: string) => join(folder, 'setup.json');
const foldersOf = (folder: string) => join(folder, 'folders');
