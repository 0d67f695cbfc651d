import type { Overlay } from '../../core/evidence/overlay.ts';
import type { TreeId } from '../../ports/view.ts';
import type { Run } from '../home/run-home.ts';
import { treeWithCanaries } from './canary-tree.ts';
import { treeWithFolder } from './folder-tree.ts';
import { treeForMutation } from './mutation-tree.ts';

/** The tree with what a check lays over its files. */
export async function treeWith(run: Run, tree: TreeId, overlay: Overlay): Promise<TreeId> {
  switch (overlay.kind) {
    case 'nothing':
    case 'failing functions':
    case 'altered sealed files':
      return tree;
    case 'canaries':
      return treeWithCanaries(run, tree, overlay.canaries);
    case 'sealed files':
      return treeWithFolder(run, tree, overlay.folder);
    case 'mutants':
      return treeForMutation(run, tree, overlay.lines, overlay.files);
  }
}
