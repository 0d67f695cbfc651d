import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeId } from '../../ports/view.ts';
import { removeFolder } from '../../system/on-disk.ts';
import { writeBlobs } from '../git/blobs.ts';
import { putEntries, writeTree } from '../git/index-file.ts';
import type { PathBytes } from '../git/path-bytes.ts';
import { type GitPlace, runGit } from '../git/run-git.ts';
import { type Run, runPlace } from '../home/run-home.ts';

/** An entry as the index takes it (mode 000000 removes the path), or a text to be written, one character a byte. */
export type NewEntry =
  | { path: PathBytes; mode: string; objectId: string }
  | { path: PathBytes; mode: string; text: string };

/** The tree with these entries in place of its own; the tree itself where there are none. */
export async function treeWithEntries(run: Run, tree: TreeId, entries: readonly NewEntry[]): Promise<TreeId> {
  if (entries.length === 0) return tree;
  return inScratchIndex(run, tree, async (place, scratch) => {
    const texts = entries.flatMap((entry) => ('text' in entry ? [entry.text] : []));
    const ids = (await writeBlobs(place, scratch, texts)).values();
    const settled = entries.map((entry) =>
      'text' in entry ? { path: entry.path, mode: entry.mode, objectId: ids.next().value ?? '' } : entry,
    );
    await putEntries(place, settled);
  });
}

/** Writes the tree that an index of its own holds after `change`, which begins as that of `tree`. */
async function inScratchIndex(
  run: Run,
  tree: TreeId,
  change: (place: GitPlace, scratch: string) => Promise<void>,
): Promise<TreeId> {
  const scratch = await mkdtemp(join(run.home, 'evidence-'));
  const place = { ...runPlace(run), indexFile: join(scratch, 'index') };
  try {
    await runGit(place, ['read-tree', tree]);
    await change(place, scratch);
    return await writeTree(place);
  } finally {
    await removeFolder(scratch);
  }
}
