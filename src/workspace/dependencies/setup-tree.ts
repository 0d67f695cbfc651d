import { setupManifest } from '../../core/setup/setup-manifest.ts';
import type { TreeId } from '../../ports/view.ts';
import { treeWithEntries } from '../evidence/scratch-tree.ts';
import { readBlobs } from '../git/blobs.ts';
import { absentMode, isRegularFile, listTree, type TreeFiles } from '../git/index-file.ts';
import { asPath, type PathBytes } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { isManifest } from './dependency-manifests.ts';

/** A file of the setup's checkout that is not as at the base; a null text, one character a byte, is none at all. */
export interface LaidManifest {
  path: PathBytes;
  text: string | null;
}

/**
 * The base tree with what the manifests and lock files of `tree` say about dependencies. All that setup could run is as it
 * is at the base, but for the files that the user has given it by their names.
 */
export async function treeForSetup(run: Run, tree: TreeId): Promise<TreeId> {
  const base = await listTree(runPlace(run), run.record.baseTree);
  const entries = (await laidOver(run, tree)).map(({ path, text }) => {
    if (text === null) return { path, mode: absentMode, objectId: '0'.repeat(40) };
    return { path, mode: base.get(path)?.mode ?? '100644', text };
  });
  return treeWithEntries(run, run.record.baseTree, entries);
}

/** What differs between the base and the checkout that setup gets for `tree`, sorted by path. */
export async function laidOver(run: Run, tree: TreeId): Promise<LaidManifest[]> {
  const { baseTree } = run.record;
  if (tree === baseTree) return [];
  const place = runPlace(run);
  const [old, now] = [await listTree(place, baseTree), await listTree(place, tree)];
  const given = run.record.setup.given ?? [];
  const paths = [...new Set([...old.keys(), ...now.keys()])].filter(
    (path) => (isManifest(path) || given.includes(path)) && mayBeLaid(path, old, now),
  );
  const [before, after] = [await textsOf(run, paths, old), await textsOf(run, paths, now)];
  return paths.sort().flatMap((path) => {
    const [base, changed] = [before.get(path) ?? null, after.get(path) ?? null];
    const text = given.includes(path) ? changed : setupManifest(path, base, changed);
    return text === base ? [] : [{ path, text }];
  });
}

/** A link could lead to anything, and a file can't stand where the base has another one in place of its folder. */
function mayBeLaid(path: PathBytes, old: TreeFiles, now: TreeFiles): boolean {
  const [before, after] = [old.get(path), now.get(path)];
  if (before?.objectId === after?.objectId) return false;
  const isFile = [before, after].every((entry) => entry === undefined || isRegularFile(entry.mode));
  const parts = path.split('/');
  return (
    isFile && parts.every((_, index) => index === 0 || !old.has(asPath(parts.slice(0, index).join('/'))))
  );
}

async function textsOf(
  run: Run,
  paths: readonly PathBytes[],
  files: TreeFiles,
): Promise<Map<string, string>> {
  const there = paths.flatMap((path) => {
    const entry = files.get(path);
    return entry === undefined ? [] : [{ path, objectId: entry.objectId }];
  });
  const texts = await readBlobs(
    runPlace(run),
    there.map(({ objectId }) => objectId),
  );
  return new Map(there.map(({ path }, index) => [path, texts[index] ?? '']));
}
