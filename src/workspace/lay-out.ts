import { chmod, constants, copyFile, mkdir, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TreeId } from '../ports.ts';
import type { FilteredFile } from './filtered-files.ts';
import { type GitPlace, runGit } from './git.ts';
import { holdEntries, listIndex } from './index-file.ts';
import { placeKept } from './kept-folders.ts';
import { folderOf, onDisk } from './path-bytes.ts';
import { dependenciesFolder, filteredFolder, type Run, submodulesFolder } from './run-home.ts';

/**
 * Fills the place's work tree, an empty folder, with the files of `tree`, and puts beside them what the tree lacks:
 * contents of filtered files, files of submodules, dependency folders. Resolves with the filtered files it has put.
 */
export async function layOut(place: GitPlace, tree: TreeId, run: Run): Promise<FilteredFile[]> {
  const root = place.workTree ?? '';
  const { home, record, searchPath } = run;
  const filtered = await readIntoIndex(place, tree, run);
  await runGit(place, ['checkout-index', '--all', '--force', '--index', '--quiet']);
  await trustIndex(place.indexFile ?? '');
  for (const { path, copy, mode } of filtered) {
    const file = onDisk(root, path);
    await mkdir(onDisk(root, folderOf(path)), { recursive: true });
    await copyFile(join(filteredFolder(home), copy), file, constants.COPYFILE_FICLONE);
    await chmod(file, mode === '100755' ? 0o755 : 0o644);
  }
  for (const path of record.keptSubmodules) await mkdir(join(root, dirname(path)), { recursive: true });
  await placeKept(submodulesFolder(home), record.keptSubmodules, root, searchPath);
  await placeKept(dependenciesFolder(home), record.dependencies, root, searchPath);
  return filtered;
}

/**
 * Makes the index that of `tree`, with its submodules and filtered files held, and resolves with those filtered
 * files: of the base's, the ones that the tree has unchanged.
 */
export async function readIntoIndex(place: GitPlace, tree: TreeId, { record }: Run): Promise<FilteredFile[]> {
  await runGit(place, ['read-tree', tree]);
  if (record.submodules.length === 0 && record.filtered.length === 0) return [];
  const entries = new Map((await listIndex(place)).map((entry) => [entry.path, entry]));
  const filtered = record.filtered.filter(({ path, mode, objectId }) => {
    const entry = entries.get(path);
    return entry?.mode === mode && entry.objectId === objectId;
  });
  const submodules = record.submodules.filter((path) => entries.has(path));
  await holdEntries(place, [...submodules, ...filtered.map(({ path }) => path)]);
  return filtered;
}

/**
 * Git hashes a file again that was written in the same tick as the index, and would find those changed whose blob
 * has other line endings than it would write today. Nobody has touched these files yet, so the index is dated later.
 */
async function trustIndex(indexFile: string): Promise<void> {
  const later = new Date(Date.now() + 1000);
  await utimes(indexFile, later, later);
}
