import type { LineRange } from '../../core/evidence/line-range.ts';
import type { TreeId } from '../../ports/view.ts';
import { isRegularFile, listChanges } from './index-file.ts';
import { shownPath } from './path-bytes.ts';
import { type GitPlace, runGit } from './run-git.ts';
import { plainDiff } from './tree-diff.ts';

/**
 * The lines of the files at `paths` in `to` that `from` does not have, counted from 1; where lines are only gone, the one
 * after which they stood. A new file is one range; what is no file in `to` has none.
 */
export async function changedRanges(
  place: GitPlace,
  from: TreeId,
  to: TreeId,
  paths: readonly string[],
): Promise<LineRange[]> {
  const asked = new Set(paths);
  const found: LineRange[] = [];
  for (const { path, before, after } of await listChanges(place, from, to)) {
    const name = shownPath(path);
    if (!asked.has(name) || !isRegularFile(after.mode)) continue;
    if (!isRegularFile(before.mode)) {
      found.push({ path: name, from: 1, to: 1 });
      continue;
    }
    const args = ['diff', ...plainDiff, '--color=never', '--text', '--unified=0'];
    const diff = await runGit(place, [...args, before.objectId, after.objectId]);
    for (const [, first, count] of diff.toString('latin1').matchAll(hunkHead)) {
      const start = Math.max(1, Number(first));
      found.push({ path: name, from: start, to: start + Math.max(1, Number(count ?? 1)) - 1 });
    }
  }
  return found;
}

const hunkHead = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm;
