import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Throw-away folders of one command. */
export interface ScratchFolder {
  root: string;
  home: string;
  temporary: string;
}

/** Makes a scratch folder beside a view's folder. */
export async function createScratchFolder(viewRoot: string): Promise<ScratchFolder> {
  const root = await mkdtemp(join(dirname(viewRoot), `${basename(viewRoot)}-command-`));
  const folders = { root, home: join(root, 'home'), temporary: join(root, 'tmp') };
  await mkdir(folders.home);
  await mkdir(folders.temporary);
  return folders;
}

/** Removes a folder with whatever commands have left in it. Never throws. */
export async function removeScratch(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    // Some tools (the module cache of Go) write-protect their folders, which also protects what is in them.
    await makeWritable(folder).catch(() => {});
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

/** Gives back to the owner of a folder's folders what a command has taken away. */
export async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}
