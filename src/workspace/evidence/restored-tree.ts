import { restoreManifest } from '../../core/protected/protected-manifests.ts';
import {
  allowsChange,
  loadableAdditions,
  type ProtectedChange,
  type ProtectedKind,
  type Protection,
} from '../../core/protected/protection.ts';
import { followRenames, moduleRenames } from '../../core/protected/renamed-modules.ts';
import type { RestoredTree } from '../../ports/measured-trees.ts';
import type { TreeId } from '../../ports/view.ts';
import {
  absentMode,
  isRegularFile,
  listChanges,
  listRenames,
  submoduleMode,
  type TreeChange,
} from '../git/index-file.ts';
import { asPath, type PathBytes, shownPath, textPath } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { mayHoldTests, mixInline } from './inline-tests.ts';
import { classifyFor } from './protected-files.ts';
import { type NewEntry, treeWithEntries } from './scratch-tree.ts';
import { decodeText, encodeText, openTreeTexts, type TreeTexts } from './tree-texts.ts';

/** The two trees, and what is read of them. */
interface Comparison {
  base: TreeTexts;
  candidate: TreeTexts;
  renames: readonly { from: PathBytes; to: PathBytes }[];
}

/** What becomes of one changed path: the entry that is put back, and what the run is told of its change. */
interface Restoration {
  entry: NewEntry;
  /** Null where the run took nothing away. */
  kind: ProtectedKind | null;
  change: TreeChange;
  what: ProtectedChange['change'];
}

/** The candidate with the base's tests, runner configuration and verify scripts in place of its own. */
export async function restoredTree(run: Run, tree: TreeId, protection: Protection): Promise<RestoredTree> {
  const place = runPlace(run);
  const { baseTree } = run.record;
  const all = await listChanges(place, baseTree, tree);
  const changes = all.filter(({ before, after }) => ![before.mode, after.mode].includes(submoduleMode));
  const [base, candidate] = [await openTreeTexts(place, baseTree), await openTreeTexts(place, tree)];
  const compared = { base, candidate, renames: await listRenames(place, baseTree, tree) };
  const classify = await classifyFor({ place, tree: baseTree, texts: base, changes }, protection);
  const kinds = new Map(changes.map(({ path }) => [path, classify(textPath(path))]));
  const ofKind = (...wanted: ProtectedKind[]) =>
    changes.flatMap((change) => {
      const kind = kinds.get(change.path) ?? null;
      return kind !== null && wanted.includes(kind) ? [{ change, kind }] : [];
    });
  const isAllowed = allowsChange(protection);
  const programs = changes.filter(({ path }) => kinds.get(path) === null && !isAllowed(textPath(path)));

  const restorations = [
    ...ofKind('configuration', 'verify').map(({ change, kind }) => putBack(change, kind)),
    ...(await restoreTests(
      compared,
      ofKind('test').map(({ change }) => change),
    )),
    ...(await restoreManifests(
      compared,
      ofKind('manifest').map(({ change }) => change),
    )),
    ...(await restoreInline(compared, programs)),
  ];
  return {
    tree: await treeWithEntries(
      run,
      tree,
      restorations.map(({ entry }) => entry),
    ),
    changes: restorations.flatMap(asChange).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    movedTests: compared.renames
      .filter(({ from }) => kinds.get(from) === 'test')
      .map(({ from, to }) => ({ from: shownPath(from), to: shownPath(to) })),
  };
}

const isAdded = ({ before }: TreeChange) => before.mode === absentMode;
const isDeleted = ({ after }: TreeChange) => after.mode === absentMode;

function whatOf(change: TreeChange): ProtectedChange['change'] {
  if (isAdded(change)) return 'added';
  return isDeleted(change) ? 'deleted' : 'modified';
}

function putBack(change: TreeChange, kind: ProtectedKind | null): Restoration {
  return { entry: { path: change.path, ...change.before }, kind, change, what: whatOf(change) };
}

/** Added tests take nothing from the base's: that they are measured without them is no complaint. */
function asChange({ kind, change, what }: Restoration): ProtectedChange[] {
  if (kind === null || (kind === 'test' && what === 'added')) return [];
  return [{ path: shownPath(change.path), kind, change: what }];
}

async function restoreTests(
  { base, renames }: Comparison,
  changes: readonly TreeChange[],
): Promise<Restoration[]> {
  const added = changes.filter(isAdded);
  const removed = loadableAdditions(added.map(({ path }) => path));
  const old = changes.filter((change) => !isAdded(change));
  const followed = moduleRenames(renames);
  const texts = followed.length === 0 ? new Map() : await base.read(old.map(({ path }) => path));
  return [
    ...added.filter(({ path }) => removed.has(path)).map((change) => putBack(change, 'test')),
    ...old.map((change): Restoration => {
      const { path, before } = change;
      const text = texts.get(path);
      const moved =
        text === undefined ? text : followRenames(path, text, followed, (other) => base.has(asPath(other)));
      if (moved === text) return putBack(change, 'test');
      return { entry: { path, mode: before.mode, text: moved }, kind: 'test', change, what: whatOf(change) };
    }),
  ];
}

async function restoreManifests(
  { base, candidate }: Comparison,
  changes: readonly TreeChange[],
): Promise<Restoration[]> {
  const paths = changes.map(({ path }) => path);
  const [old, found] = [await base.read(paths), await candidate.read(paths)];
  return changes.flatMap((change): Restoration[] => {
    const { path, before, after } = change;
    const bytes = found.get(path);
    // One that is gone, or a link, or no text, has nothing that could be kept.
    const text = bytes === undefined ? null : decodeText(bytes);
    const baseBytes = old.get(path);
    if (text === null || (!isAdded(change) && !isRegularFile(before.mode)))
      return [putBack(change, 'manifest')];
    const baseText = baseBytes === undefined ? null : decodeText(baseBytes);
    const restored = restoreManifest(textPath(path), baseText, text);
    if (restored === text) return [];
    if (restored === null || restored === baseText) return [putBack(change, 'manifest')];
    const entry = { path, mode: after.mode, text: encodeText(restored) };
    return [{ entry, kind: 'manifest', change, what: whatOf(change) }];
  });
}

async function restoreInline(
  { base, candidate, renames }: Comparison,
  changes: readonly TreeChange[],
): Promise<Restoration[]> {
  const there = changes.filter(({ path, after }) => mayHoldTests(path) && isRegularFile(after.mode));
  const oldPath = (path: PathBytes) => renames.find(({ to }) => to === path)?.from ?? path;
  const found = await candidate.read(there.map(({ path }) => path));
  const old = await base.read(there.map(({ path }) => oldPath(path)));
  return there.flatMap((change): Restoration[] => {
    const { path, after } = change;
    const text = found.get(path) ?? '';
    const mix = mixInline(path, old.get(oldPath(path)) ?? '', text);
    if (mix.text === text) return [];
    const entry = { path, mode: after.mode, text: mix.text };
    return [{ entry, kind: mix.hasLost ? 'test' : null, change, what: 'modified' }];
  });
}
