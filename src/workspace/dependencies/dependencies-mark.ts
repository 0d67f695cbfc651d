import type { TreeId } from '../../ports/view.ts';
import { markFolders } from '../../system/folder-mark.ts';
import type { Run } from '../home/run-home.ts';
import { dependencySets } from './made-folders.ts';

/** Deeper than any package lies. */
const depth = 100;

/**
 * Marks the files of the dependency folders that lie beside a tree, wherever this run has its copies of them; null where
 * there are too many to look at.
 */
export async function dependenciesMark(run: Run, tree: TreeId): Promise<string | null> {
  const sets = await dependencySets(run, tree);
  const marks = await Promise.all(
    sets.map(({ root, kept }) => markFolders(root, kept.folders, depth, 'files too')),
  );
  return marks.includes(null) ? null : marks.map((found) => found?.mark).join();
}
