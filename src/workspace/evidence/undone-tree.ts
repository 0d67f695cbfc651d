import type { Protection } from '../../core/protected/protection.ts';
import { followRenames, moduleRenames } from '../../core/protected/renamed-modules.ts';
import type { TreeId } from '../../ports/view.ts';
import { isManifest } from '../dependencies/dependency-manifests.ts';
import { absentMode, isRegularFile, listChanges, listRenames, submoduleMode } from '../git/index-file.ts';
import { asPath, type PathBytes, textPath } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { mayHoldTests, mixInline } from './inline-tests.ts';
import { classifyFor } from './protected-files.ts';
import { type NewEntry, treeWithEntries } from './scratch-tree.ts';
import { openTreeTexts } from './tree-texts.ts';

/** That a file is there to be loaded is nothing that it does. */
const isModule = (path: PathBytes): boolean => /\.([cm]?[jt]sx?|py)$/.test(path);

/**
 * The base with all that the candidate's tests need but the program itself: its tests, configuration, manifests and
 * lock files are the candidate's, so that a test which fails here fails for want of the program's change, and not for
 * want of a fixture, a setting or a package. Of modules that it has not there are empty ones.
 */
export async function undoneTree(run: Run, tree: TreeId, protection: Protection): Promise<TreeId> {
  const place = runPlace(run);
  const { baseTree } = run.record;
  const changes = (await listChanges(place, baseTree, tree)).filter(
    ({ before, after }) => ![before.mode, after.mode].includes(submoduleMode),
  );
  const [base, candidate] = [await openTreeTexts(place, baseTree), await openTreeTexts(place, tree)];
  const renames = await listRenames(place, baseTree, tree);
  const classify = await classifyFor(
    { place, tree: baseTree, texts: base, changes },
    { ...protection, allowed: [] },
  );
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

  const renamed = new Set(renames.map(({ to }) => to));
  const isEmptied = ({ path, before, after }: (typeof changes)[number]) =>
    before.mode === absentMode &&
    isRegularFile(after.mode) &&
    isModule(path) &&
    !isLaidOver(path) &&
    !renamed.has(path);
  for (const { path, after } of changes.filter(isEmptied))
    entries.push({ path, mode: after.mode, text: asPath('') });

  const newPath = (path: PathBytes) => renames.find(({ from }) => from === path)?.to ?? path;
  const changed = changes.filter(
    ({ path, before }) => mayHoldTests(path) && isRegularFile(before.mode) && !isLaidOver(path),
  );
  const programs = await base.read(changed.map(({ path }) => path));
  const inline = await candidate.read(changed.map(({ path }) => newPath(path)));
  for (const { path, before } of changed) {
    const program = programs.get(path) ?? '';
    const { text } = mixInline(path, inline.get(newPath(path)) ?? '', program);
    if (text !== program) entries.push({ path, mode: before.mode, text });
  }
  return treeWithEntries(run, baseTree, entries);
}
