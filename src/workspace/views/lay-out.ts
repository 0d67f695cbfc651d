import { chmod, constants, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TreeId } from '../../ports/view.ts';
import { placeFolder } from '../dependencies/kept-folders.ts';
import { holdEntries } from '../git/index-file.ts';
import { folderPrefix, onDisk } from '../git/path-bytes.ts';
import { type GitPlace, runGit } from '../git/run-git.ts';
import { filteredFolder, type Run, submodulesFolder } from '../home/run-home.ts';
import { type HeldFile, hold, holdUnnormalised } from '../staging/held-files.ts';

/**
 * Fills the place's work tree, an empty folder, with the files of `tree`, and puts beside them what the tree lacks:
 * contents of filtered files and files of submodules. Resolves with the files that are held.
 */
export async function layOut(place: GitPlace, tree: TreeId, run: Run): Promise<HeldFile[]> {
  const root = place.workTree ?? '';
  const { home, record, searchPath } = run;
  const originals = record.filtered.map((file) => ({ ...file, filtered: true, seen: '' }));
  const filtered = await readIntoIndex(place, tree, run, originals);
  await runGit(place, ['checkout-index', '--all', '--force', '--index', '--quiet']);
  const unnormalised = record.hasConversions ? await holdUnnormalised(place, tree) : [];
  for (const { path, mode } of filtered) {
    const copy = record.filtered.find((file) => file.path === path)?.copy ?? '';
    await mkdir(onDisk(root, folderPrefix(path)), { recursive: true });
    await copyFile(join(filteredFolder(home), copy), onDisk(root, path), constants.COPYFILE_FICLONE);
    await chmod(onDisk(root, path), mode === '100755' ? 0o755 : 0o644);
  }
  for (const path of record.keptSubmodules) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await placeFolder(submodulesFolder(home), path, root, searchPath);
  }
  return [...filtered, ...unnormalised];
}

/** Makes the index that of `tree`, with the submodules and those of the files held that the tree has unchanged. */
export async function readIntoIndex(
  place: GitPlace,
  tree: TreeId,
  { record }: Run,
  files: readonly HeldFile[],
): Promise<HeldFile[]> {
  await runGit(place, ['read-tree', tree]);
  await holdEntries(place, record.submodules);
  return hold(place, files);
}
