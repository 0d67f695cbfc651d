import type { Protection } from '../../core/protected/protection.ts';
import { followRenames, moduleRenames } from '../../core/protected/renamed-modules.ts';
import type { TreeId } from '../../ports.ts';
import { isManifest } from '../dependencies/dependency-manifests.ts';
import { isRegularFile, listChanges, listRenames, submoduleMode } from '../git/index-file.ts';
import { asPath, type PathBytes } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { classifyFor, textPath } from './protected-files.ts';
import { mixRust } from './rust-modules.ts';
import { type NewEntry, treeWithEntries } from './scratch-tree.ts';
import { openTreeTexts } from './tree-texts.ts';

/**
 * The base with all that the candidate's tests need but the program itself: its tests, configuration, manifests and
 * lock files are the candidate's, so that a test which fails here fails for want of the program's change, and not for
 * want of a fixture, a setting or a package.
 */
export async function undoneTree(run: Run, tree: TreeId, protection: Protection): Promise<TreeId> {
  const place = runPlace(run);
  const { baseTree } = run.record;
  const changes = (await listChanges(place, baseTree, tree)).filter(
    ({ before, after }) => ![before.mode, after.mode].includes(submoduleMode),
  );
  const [base, candidate] = [await openTreeTexts(place, baseTree), await openTreeTexts(place, tree)];
  const renames = await listRenames(place, baseTree, tree);
  const classify = await classifyFor(base, { ...protection, allowed: [] });
  const isLaidOver = (path: PathBytes) => classify(textPath(path)) !== null || isManifest(path);

  const laidOver = changes.filter(({ path }) => isLaidOver(path));
  const back = moduleRenames(renames).map(({ from, to }) => ({ from: to, to: from }));
  const tests = back.length === 0 ? new Map() : await candidate.read(laidOver.map(({ path }) => path));
  const entries = laidOver.map(({ path, after }): NewEntry => {
    const text = tests.get(path);
    const moved =
      text === undefined ? text : followRenames(path, text, back, (other) => candidate.has(asPath(other)));
    return moved === text ? { path, ...after } : { path, mode: after.mode, text: moved };
  });

  const newPath = (path: PathBytes) => renames.find(({ from }) => from === path)?.to ?? path;
  const rust = changes.filter(
    ({ path, before }) => path.endsWith('.rs') && isRegularFile(before.mode) && !isLaidOver(path),
  );
  const programs = await base.read(rust.map(({ path }) => path));
  const inline = await candidate.read(rust.map(({ path }) => newPath(path)));
  for (const { path, before } of rust) {
    const program = programs.get(path) ?? '';
    const { text } = mixRust(inline.get(newPath(path)) ?? '', program);
    if (text !== program) entries.push({ path, mode: before.mode, text });
  }
  return treeWithEntries(run, baseTree, entries);
}
