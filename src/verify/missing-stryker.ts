import { foldersUpwards, inFolder } from '../core/runners/folders.ts';
import type { RepositoryFiles } from '../ports/base-files.ts';

/**
 * Whether a package is tested in `folder` that has no StrykerJS to alter its code with: neither beside it nor in a folder
 * above it. Where there is no package at all, there is hardly anything to alter.
 */
export async function lacksStryker(files: RepositoryFiles, folder: string): Promise<boolean> {
  let isPackage = false;
  for (const place of foldersUpwards(folder)) {
    if (await files.isOnDisk(inFolder(place, 'node_modules/@stryker-mutator/core'))) return false;
    if ((await files.names(place)).includes('package.json')) isPackage = true;
  }
  return isPackage;
}
