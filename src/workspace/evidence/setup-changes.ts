import {
  allowsChange,
  type FileChange,
  type ProtectedChange,
  type Protection,
} from '../../core/protected/protection.ts';
import { changesSetup } from '../../core/setup/setup-code.ts';
import type { TreeId } from '../../ports/view.ts';
import { absentMode, listChanges } from '../git/index-file.ts';
import { textPath } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { findScripts } from './protected-files.ts';
import { openTreeTexts } from './tree-texts.ts';

/**
 * What a tree changes of the files that setup commands run, so that these saw them as they are at the base. `protection` is
 * that of the setup commands.
 */
export async function setupChanges(
  run: Run,
  tree: TreeId,
  protection: Protection,
): Promise<ProtectedChange[]> {
  const place = runPlace(run);
  const { baseTree } = run.record;
  const all = await listChanges(place, baseTree, tree);
  const isAllowed = allowsChange(protection);
  const changes = all.filter(({ path }) => !isAllowed(textPath(path)));
  if (changes.length === 0) return [];
  const [base, candidate] = [await openTreeTexts(place, baseTree), await openTreeTexts(place, tree)];
  const scripts = await findScripts(base, protection);
  const isChanged = changesSetup(protection.commands);
  const paths = changes.map(({ path }) => path);
  const [before, after] = [await base.read(paths), await candidate.read(paths)];
  return changes.flatMap(({ path, before: old, after: now }) => {
    const texts = { base: before.get(path) ?? null, changed: after.get(path) ?? null };
    const name = textPath(path);
    if (!scripts.has(name) && !isChanged({ path: name, ...texts })) return [];
    return [{ path: name, kind: 'setup', change: changeOf(old.mode, now.mode) }];
  });
}

function changeOf(before: string, after: string): FileChange {
  if (before === absentMode) return 'added';
  return after === absentMode ? 'deleted' : 'modified';
}
