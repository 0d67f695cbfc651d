import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RefusedPath } from '../../core/events.ts';
import type { Snapshot, TreeId, View, ViewKind } from '../../ports/view.ts';
import { isFolder, makeAccessible, removeFolder } from '../../system/on-disk.ts';
import { keepBase } from '../delivery/base-reference.ts';
import { dependencySets } from '../dependencies/made-folders.ts';
import {
  type DependencyPlace,
  type PlacedFolder,
  placeDependencies,
  renewDependencies,
} from '../dependencies/placed-folders.ts';
import { treeForSetup } from '../dependencies/setup-tree.ts';
import { removePipes, type SeenFolders } from '../disk/remove-pipes.ts';
import { indexStamp } from '../git/index-file.ts';
import { type PathBytes, toPathBytes } from '../git/path-bytes.ts';
import { GitError, type GitPlace } from '../git/run-git.ts';
import { coderFolder, coderTree, type Run, runPlace, viewsFolder } from '../home/run-home.ts';
import { checkHeld } from '../staging/held-files.ts';
import { asRefused, type Staged, settle, stageAll } from '../staging/stage.ts';
import { findUndelivered, newestChange } from '../staging/undelivered.ts';
import { markFiles } from './file-marks.ts';
import { layOut, readIntoIndex } from './lay-out.ts';
import { plantRepository } from './throwaway-repository.ts';

/** A view, and what its opener keeps to open it again. */
interface OpenedView extends View {
  beneath: readonly string[];
  placed: PlacedFolder[];
}

/** Opens views of a run; one of these at a time may write to a run's home. */
export function viewOpener(run: Run): (kind: ViewKind, tree: TreeId) => Promise<View> {
  let coder: OpenedView | null = null;
  let swept = false;
  let last: Promise<unknown> = Promise.resolve();
  return (kind, tree) => {
    // Each is laid out by itself, whatever then runs side by side: no two work on the run's home at once.
    const opened = last.then(() => open(kind, tree));
    last = opened.catch(() => undefined);
    return opened;
  };

  async function open(kind: ViewKind, tree: TreeId): Promise<View> {
    try {
      if (!swept) await Promise.all([removeFolder(viewsFolder(run.home)), keepBase(run)]);
      swept = true;
      if (kind === 'setup') return await openFresh(run, kind, await treeForSetup(run, tree));
      if (kind !== 'coder') return await openFresh(run, kind, tree);
      coder = (await reopen(run, coder, tree)) ?? (await openCoder(run, tree));
      return coder;
    } catch (error) {
      throw new Error(`The ${kind}'s view of the files could not be made: ${(error as Error).message}`);
    }
  }
}

async function openFresh(run: Run, kind: ViewKind, tree: TreeId): Promise<OpenedView> {
  await mkdir(viewsFolder(run.home), { recursive: true });
  // Its name can be read from inside, and must not tell what the view is for.
  const folder = await mkdtemp(join(viewsFolder(run.home), 'view-'));
  const close = () => removeFolder(folder).catch(() => {});
  const place = { ...runPlace(run), workTree: join(folder, 'tree'), indexFile: join(folder, 'index') };
  try {
    return await fill(run, place, { kind, tree }, { close, discard: close });
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
async function openCoder(run: Run, tree: TreeId): Promise<OpenedView> {
  const place = coderPlace(run);
  await removeFolder(coderFolder(run.home));
  await rm(`${place.indexFile}.lock`, { force: true });
  await rm(`${place.indexFile}`, { force: true });
  const discard = () => removeFolder(coderFolder(run.home)).catch(() => {});
  return fill(run, place, { kind: 'coder', tree }, { close: async () => {}, discard });
}

/** The coder's view as it was left, where its files are exactly `tree`; else null. */
async function reopen(run: Run, view: OpenedView | null, tree: TreeId): Promise<OpenedView | null> {
  if (view === null || !(await isFolder(view.root))) return null;
  const left = await view.snapshot().catch(() => null);
  if (left?.tree !== tree || left.refused.length > 0) return null;
  const sets = await dependencySets(run, tree);
  const where = await dependencyPlace(run, coderPlace(run), 'coder', sets.length > 0);
  const { placed, beneath } = await renewDependencies(where, sets, view.placed);
  view.placed = placed;
  view.beneath = beneath;
  await plantRepository(coderPlace(run), run.record.baseTree, tree);
  return view;
}

/** Whether layers work here is found by a command, for which there must be a reason. */
async function dependencyPlace(
  run: Run,
  place: GitPlace,
  kind: ViewKind,
  hasFolders: boolean,
): Promise<DependencyPlace> {
  const layered = hasFolders && run.record.mountedAtCheckout && (await run.canLayer(run.home));
  return { run, place, kind, layered };
}

async function fill(
  run: Run,
  place: GitPlace,
  { kind, tree }: { kind: ViewKind; tree: TreeId },
  ways: Pick<View, 'close' | 'discard'>,
): Promise<OpenedView> {
  const root = place.workTree ?? '';
  await mkdir(root, { recursive: true });
  let held = await layOut(place, tree, run);
  const sets = kind === 'setup' ? [] : await dependencySets(run, tree);
  const where = await dependencyPlace(run, place, kind, sets.length > 0);
  const { placed, beneath } = await placeDependencies(where, sets);
  await plantRepository(place, run.record.baseTree, tree);
  let known = tree;
  /** The index as it is when it holds exactly `known`; null where that is not sure. */
  let knownStamp: string | null = await indexStamp(place);
  let last: { marks: string; snapshot: Snapshot } | null = null;
  let seen: SeenFolders = new Map();
  const filledSubmodules = kind === 'coder' ? filledNow(run, root) : new Map<PathBytes, bigint>();

  /** Most commands only look: then git need not be asked. */
  async function snapshot(written: readonly string[] = []): Promise<Snapshot> {
    const passedOver = ['.git', ...view.placed.map(({ path }) => path)].map(toPathBytes);
    const marks = markFiles(root, passedOver, Date.now());
    if (last !== null && marks === last.marks && written.length === 0) return last.snapshot;
    last = null;
    const { beside, ...files } = await takeSnapshot();
    const taken = { ...files, undelivered: await undelivered(written, beside) };
    if (marks !== null) last = { marks, snapshot: taken };
    return taken;
  }

  async function undelivered(written: readonly string[], beside: Staged['beside']): Promise<RefusedPath[]> {
    if (kind !== 'coder') return [];
    const placed = view.placed.map(({ path }) => toPathBytes(path));
    const { submodules } = run.record;
    return findUndelivered(place, { submodules, filledSubmodules, placed, beside }, written);
  }

  async function takeSnapshot(): Promise<Omit<Snapshot, 'undelivered'> & Pick<Staged, 'beside'>> {
    const stampBefore = knownStamp;
    // What a failed snapshot has left in the index, a nested repository for one, must not be looked into.
    if (stampBefore === null) held = await readIntoIndex(place, known, run, held);
    knownStamp = null;
    seen = removePipes(root, seen, Date.now());
    const checked = await checkHeld(place, held);
    held = checked.held;
    const { obstructed: unstaged, beside } = await stageAccessible(place);
    const stamp = await indexStamp(place);
    // Most commands change nothing: then there is no tree to write either.
    if (stamp === stampBefore) {
      knownStamp = stamp;
      return { tree: known, refused: asRefused([...checked.changed, ...unstaged]), beside };
    }
    // A tree whose .gitignore no longer names them must not take the dependency folders in.
    const leftOut = [...run.record.leftOut, ...view.placed.map(({ path }) => toPathBytes(path))];
    const settled = await settle(place, known, { ...run.record, leftOut });
    known = settled.tree;
    knownStamp = await indexStamp(place);
    const refused = asRefused([...checked.changed, ...unstaged, ...settled.obstructed]);
    return { tree: known, refused, beside };
  }

  const view: OpenedView = { kind, root, beneath, snapshot, ...ways, placed };
  return view;
}

/** The submodules whose files the view has, with the time of the newest change in each. */
function filledNow({ record }: Run, root: string): Map<PathBytes, bigint> {
  return new Map(
    record.keptSubmodules.map(toPathBytes).map((path) => [path, newestChange(root, path)] as const),
  );
}

/** As `stageAll`, giving back to the owner what a command has made unreadable. */
async function stageAccessible(place: GitPlace): Promise<Staged> {
  try {
    return await stageAll(place);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    await makeAccessible(Buffer.from(place.workTree ?? ''));
    removePipes(place.workTree ?? '', new Map(), Date.now());
    return stageAll(place);
  }
}
