import { join } from 'node:path';
import type { ViewKind } from '../../ports/view.ts';
import { removeFolder } from '../../system/on-disk.ts';
import { leadsThroughFolders } from '../disk/leads-through-folders.ts';
import { sealFolder } from '../disk/seal.ts';
import { shareOwner } from '../disk/share-owner.ts';
import { toPathBytes } from '../git/path-bytes.ts';
import type { GitPlace } from '../git/run-git.ts';
import { dependenciesFolder, type Run } from '../home/run-home.ts';
import { type DependencySet, listDependencies, placeDependency } from './kept-folders.ts';
import { canLieBeneath, layBeneath, reveal } from './layers.ts';

/** A dependency folder that was put into a view. */
export interface PlacedFolder {
  path: string;
  /** Absolute path of the copy that it came from. */
  from: string;
  /** What the folder was like when it was put there; null where it lies beneath the view. */
  seal: string | null;
}

/** Where dependency folders are put. */
export interface DependencyPlace {
  run: Run;
  place: GitPlace;
  kind: ViewKind;
  /** Whether commands can see folders beneath the view's own files. */
  layered: boolean;
}

/** The dependency folders of a view, and the folders beneath it that hold those which were not copied into it. */
export interface PlacedDependencies {
  placed: PlacedFolder[];
  beneath: string[];
}

/** The path at which commands in a view see its files: decided here, by the sandbox that the run was started with. */
export function seenAt(run: Run, viewRoot: string): string {
  return run.record.mountedAtCheckout ? run.record.workspace : viewRoot;
}

/** The private copies of the dependency folders that the user's checkout had when the run was started. */
export function ownDependencies(run: Run): DependencySet {
  return { root: dependenciesFolder(run.home), kept: run.record.dependencies, whole: true };
}

/** Puts the dependency folders into a view that lacks them, or beneath it. */
export async function placeDependencies(
  { run, place, kind, layered }: DependencyPlace,
  sets: readonly DependencySet[],
): Promise<PlacedDependencies> {
  const root = place.workTree ?? '';
  const found: PlacedDependencies = { placed: [], beneath: [] };
  const view = { root, seenAt: seenAt(run, root) };
  for (const set of sets) {
    if (layered && (await canLieBeneath(set, root))) {
      for (const path of await layBeneath(set, view, run.searchPath))
        found.placed.push({ path, from: join(set.root, path), seal: null });
      found.beneath.push(set.root);
      continue;
    }
    for (const path of set.kept.folders) {
      const from = join(set.root, path);
      if (!(await placeDependency(set, path, view, run.searchPath))) continue;
      // A view that is opened again has been handed over to the user of the commands already.
      await shareOwner(join(root, path), root);
      // Only the coder's view is opened a second time.
      found.placed.push({ path, from, seal: kind === 'coder' ? await sealFolder(join(root, path)) : '' });
    }
  }
  return found;
}

/**
 * Throws away what was written to the dependency folders of the coder's view since they were put there: folders that were
 * touched are replaced, others that were made are removed.
 */
export async function renewDependencies(
  where: DependencyPlace,
  sets: readonly DependencySet[],
  placed: readonly PlacedFolder[],
): Promise<PlacedDependencies> {
  const root = where.place.workTree ?? '';
  const wanted = new Set(
    sets.flatMap(({ root: keptRoot, kept }) => kept.folders.map((path) => join(keptRoot, path))),
  );
  const untouched: PlacedFolder[] = [];
  for (const folder of placed.filter(({ seal }) => seal !== null)) {
    if (wanted.has(folder.from) && folder.seal === (await sealFolder(join(root, folder.path))))
      untouched.push(folder);
  }
  const there = new Set([
    ...placed.map(({ path }) => path),
    ...(await listDependencies(where.place, where.run.record.setup.dependencies)),
  ]);
  for (const path of there) {
    if (untouched.some((folder) => folder.path === path)) continue;
    if (await leadsThroughFolders(root, toPathBytes(path))) await removeFolder(join(root, path));
  }
  if (where.layered)
    await reveal(
      root,
      sets.flatMap(({ kept }) => kept.folders),
    );
  const renewed = await placeDependencies(where, sets);
  return { ...renewed, placed: [...untouched, ...renewed.placed] };
}
