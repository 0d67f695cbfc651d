import { isUtf8 } from 'node:buffer';
import type { LineRange } from '../../core/evidence/line-range.ts';
import { isMutableCode } from '../../core/protected/mutable-code.ts';
import type { Protection } from '../../core/protected/protection.ts';
import type { TreeId } from '../../ports/view.ts';
import { isRegularFile, listChanges, listRenames, listTree } from '../git/index-file.ts';
import { fromPathBytes, textPath } from '../git/path-bytes.ts';
import { addedLines } from '../git/tree-diff.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { classifyFor } from './protected-files.ts';
import { openTreeTexts } from './tree-texts.ts';

/** The lines of the program's JavaScript and TypeScript that the base does not have. */
export async function changedLines(run: Run, tree: TreeId, protection: Protection): Promise<LineRange[]> {
  const place = runPlace(run);
  const { baseTree } = run.record;
  const changes = await listChanges(place, baseTree, tree);
  const texts = await openTreeTexts(place, baseTree);
  const base = { place, tree: baseTree, texts, changes };
  const classify = await classifyFor(base, { ...protection, allowed: [] });
  const baseFiles = await listTree(place, baseTree);
  const renames = new Map((await listRenames(place, baseTree, tree)).map(({ from, to }) => [to, from]));
  const found: LineRange[] = [];
  for (const { path, after } of changes) {
    const name = textPath(path);
    const isProgram = isUtf8(fromPathBytes(path)) && isMutableCode(name) && classify(name) === null;
    if (!isRegularFile(after.mode) || !isProgram) continue;
    const before = baseFiles.get(renames.get(path) ?? path);
    const old = before !== undefined && isRegularFile(before.mode) ? before.objectId : null;
    for (const lines of await addedLines(place, old, after.objectId)) found.push({ path: name, ...lines });
  }
  return found.toSorted((a, b) => (a.path === b.path ? a.from - b.from : a.path < b.path ? -1 : 1));
}
