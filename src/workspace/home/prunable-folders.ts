import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diskBytes } from '../../system/disk-bytes.ts';
import { removeFolder } from '../../system/on-disk.ts';
import { coderFolder, dependenciesFolder, viewsFolder } from './run-home.ts';

/** What of a run's home can go. */
export interface PrunableFolders {
  paths: string[];
  /** Space that they take on the disk. */
  bytes: number;
}

/** Left by a process that was killed. */
const scratchFolder = /^(tree-command|setup-tree|evidence)-/;

/**
 * The folders of a run's home that no later command needs: the coder's files and the views, which are laid out anew
 * from the run's own repository; of a completed run the kept dependencies too, as nothing will run in it again.
 */
export async function findPrunableFolders(home: string, completed: boolean): Promise<PrunableFolders> {
  const certain = [coderFolder(home), `${coderFolder(home)}.index`, viewsFolder(home)];
  const entries = await readdir(home);
  const scratch = entries.filter((name) => scratchFolder.test(name)).map((name) => join(home, name));
  const paths: string[] = [];
  let bytes = 0;
  for (const path of [...certain, ...scratch, ...(completed ? [dependenciesFolder(home)] : [])]) {
    const taken = await diskBytes(path);
    if (taken === null) continue;
    paths.push(path);
    bytes += taken;
  }
  return { paths, bytes };
}

/** Removes what `findPrunableFolders` has found. */
export async function removePrunableFolders({ paths }: PrunableFolders): Promise<void> {
  for (const path of paths) {
    await removeFolder(path);
    await rm(path, { force: true });
  }
}
