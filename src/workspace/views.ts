import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot, TreeId, View, ViewKind } from '../ports.ts';
import { GitError, type GitPlace } from './git.ts';
import { checkHeld } from './held-files.ts';
import { layOut, readIntoIndex } from './lay-out.ts';
import { isFolder, makeAccessible, removeFolder } from './on-disk.ts';
import { coderTree, type Run, runPlace, viewsFolder } from './run-home.ts';
import { asRefused, type ObstructedPath, settle, stageAll } from './stage.ts';
import { plantRepository } from './throwaway-repository.ts';

/** Opens views of a run; one of these at a time may write to a run's home. */
export function viewOpener(run: Run): (kind: ViewKind, tree: TreeId) => Promise<View> {
  let coder: View | null = null;
  let swept = false;
  return async (kind, tree) => {
    try {
      if (!swept) await removeFolder(viewsFolder(run.home));
      swept = true;
      if (kind !== 'coder') return await openFresh(run, kind, tree);
      coder = (await reopen(run, coder, tree)) ?? (await openCoder(run, tree));
      return coder;
    } catch (error) {
      throw new Error(`The ${kind}'s view of the files could not be made: ${(error as Error).message}`);
    }
  };
}

async function openFresh(run: Run, kind: ViewKind, tree: TreeId): Promise<View> {
  await mkdir(viewsFolder(run.home), { recursive: true });
  const folder = await mkdtemp(join(viewsFolder(run.home), `${kind}-`));
  const close = () => removeFolder(folder).catch(() => {});
  const place = { ...runPlace(run), workTree: join(folder, 'tree'), indexFile: join(folder, 'index') };
  try {
    return await fill(run, place, kind, tree, { close, discard: close });
  } catch (error) {
    await close();
    throw error;
  }
}

const coderPlace = (run: Run): GitPlace => ({
  ...runPlace(run),
  workTree: coderTree(run.home),
  indexFile: join(run.home, 'tree.index'),
});

/** Lays the coder's files out anew: nothing of what a crash or a failed call left behind is built upon. */
async function openCoder(run: Run, tree: TreeId): Promise<View> {
  const place = coderPlace(run);
  await removeFolder(coderTree(run.home));
  await rm(`${place.indexFile}.lock`, { force: true });
  await rm(`${place.indexFile}`, { force: true });
  const discard = () => removeFolder(coderTree(run.home)).catch(() => {});
  return fill(run, place, 'coder', tree, { close: async () => {}, discard });
}

/** The coder's view as it was left, where its files are exactly `tree`; else null. */
async function reopen(run: Run, view: View | null, tree: TreeId): Promise<View | null> {
  if (view === null || !(await isFolder(view.root))) return null;
  const left = await view.snapshot().catch(() => null);
  if (left?.tree !== tree || left.refused.length > 0) return null;
  await plantRepository(coderPlace(run), tree);
  return view;
}

async function fill(
  run: Run,
  place: GitPlace,
  kind: ViewKind,
  tree: TreeId,
  ways: Pick<View, 'close' | 'discard'>,
): Promise<View> {
  const root = place.workTree ?? '';
  await mkdir(root, { recursive: true });
  let held = await layOut(place, tree, run);
  await plantRepository(place, tree);
  let known = tree;
  let indexIsSound = true;

  async function snapshot(): Promise<Snapshot> {
    // What a failed snapshot has left in the index, a nested repository for one, must not be looked into.
    if (!indexIsSound) held = await readIntoIndex(place, known, run, held);
    indexIsSound = false;
    const checked = await checkHeld(place, held);
    held = checked.held;
    const unstaged = await stageAccessible(place);
    const settled = await settle(place, known, run.record);
    known = settled.tree;
    indexIsSound = true;
    return { tree: known, refused: asRefused([...checked.changed, ...unstaged, ...settled.obstructed]) };
  }

  return { kind, root, snapshot, ...ways };
}

/** As `stageAll`, giving back to the owner what a command has made unreadable. */
async function stageAccessible(place: GitPlace): Promise<ObstructedPath[]> {
  try {
    return await stageAll(place);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    await makeAccessible(Buffer.from(place.workTree ?? ''));
    return stageAll(place);
  }
}
