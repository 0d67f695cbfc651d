import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { removeFolder } from '../../system/on-disk.ts';

/** Throw-away folders of one command. */
export interface ScratchFolder {
  root: string;
  home: string;
  temporary: string;
}

/** Makes a scratch folder beside a view's folder. Synchronous, which takes microseconds, as every command waits for it. */
export function createScratchFolder(viewRoot: string): ScratchFolder {
  const root = mkdtempSync(join(dirname(viewRoot), `${basename(viewRoot)}-command-`));
  const folders = { root, home: join(root, 'home'), temporary: join(root, 'tmp') };
  mkdirSync(folders.home);
  mkdirSync(folders.temporary);
  return folders;
}

/** Removes a command's scratch folder; most commands have left nothing in it. Never throws. */
export async function removeScratchFolder({ root, home, temporary }: ScratchFolder): Promise<void> {
  if (!removeEmpty([home, temporary, root])) await removeScratch(root);
}

/** Removes folders one after another as long as they are empty; false where one is not. */
export function removeEmpty(folders: readonly string[]): boolean {
  try {
    for (const folder of folders) rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** Removes a folder with whatever commands have left in it. Never throws. */
export async function removeScratch(folder: string): Promise<void> {
  await removeFolder(folder).catch(() => {});
}
