import type { LineRange } from '../../core/evidence/line-range.ts';
import type { LaidFile } from '../../core/evidence/overlay.ts';
import type { TreeId } from '../../ports/view.ts';
import { listTree } from '../git/index-file.ts';
import { toPathBytes } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { type NewEntry, treeWithEntries } from './scratch-tree.ts';
import { encodeText, openTreeTexts } from './tree-texts.ts';

/**
 * The tree with proofloop's own files laid over it. Comments that tell StrykerJS to leave code alone lose their effect in
 * the changed lines: who wrote those can't exempt them.
 */
export async function treeForMutation(
  run: Run,
  tree: TreeId,
  lines: readonly LineRange[],
  files: readonly LaidFile[],
): Promise<TreeId> {
  const place = runPlace(run);
  const entries = await listTree(place, tree);
  const texts = await (await openTreeTexts(place, tree)).read(lines.map(({ path }) => toPathBytes(path)));
  const changed = [...texts].flatMap(([path, text]): NewEntry[] => {
    const own = lines.filter((range) => toPathBytes(range.path) === path);
    const altered = own.reduce(withoutExemptions, text);
    const mode = entries.get(path)?.mode ?? '100644';
    return altered === text ? [] : [{ path, mode, text: altered }];
  });
  const laid = files.map(
    ({ path, text }): NewEntry => ({ path: toPathBytes(path), mode: '100644', text: encodeText(text) }),
  );
  return treeWithEntries(run, tree, [...changed, ...laid]);
}

/** StrykerJS minds the capital letter. */
function withoutExemptions(text: string, { from, to }: LineRange): string {
  const all = text.split('\n');
  const own = all.slice(from - 1, to).join('\n');
  const changed = own.replaceAll(/(\/\/|\/\*|^)(\s?)Stryker disable/gm, '$1$2stryker disable');
  return [...all.slice(0, from - 1), changed, ...all.slice(to)].join('\n');
}
