import { execFile } from 'node:child_process';
import { chmod, chown, lstat, mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { existsOnDisk, isFolder } from '../../system/on-disk.ts';
import { leadsThroughFolders } from '../disk/leads-through-folders.ts';
import { shareOwner } from '../disk/share-owner.ts';
import { toPathBytes } from '../git/path-bytes.ts';
import type { DependencySet } from './kept-folders.ts';
import { relocate } from './relocation.ts';

/**
 * Whether a set's folder tree can lie beneath a view as it is: a folder of the view's own in the place of one of them
 * would be seen with the files of both.
 */
export async function canLieBeneath(
  { root: keptRoot, kept, whole }: DependencySet,
  root: string,
): Promise<boolean> {
  if (!whole || !(await isFolder(keptRoot))) return false;
  for (const path of kept.folders)
    if ((await leadsThroughFolders(root, toPathBytes(path))) && (await isFolder(join(root, path))))
      return false;
  return true;
}

/**
 * Readies a view for a set beneath it: hides those of the folders that have no place there, and writes what names the
 * place where they were made into the view itself. Resolves with the paths of the folders that are seen.
 */
export async function layBeneath(
  { root: keptRoot, kept }: DependencySet,
  view: { root: string; seenAt: string },
  searchPath: string,
): Promise<string[]> {
  const seen: string[] = [];
  for (const path of kept.folders) {
    const missing = await firstMissing(view.root, path);
    if (missing === path) seen.push(path);
    else if (missing !== null) await makeWhiteout(join(view.root, missing), searchPath);
  }
  for (const path of seen) {
    const located = kept.located.filter((entry) => entry.folder === path);
    await relocate({ from: keptRoot, to: view.root }, located, kept.madeAt, view.seenAt);
    if (await existsOnDisk(join(view.root, path))) await shareOwner(join(view.root, path), view.root);
  }
  return seen;
}

/**
 * Lets the folders beneath a view be seen again where a command has removed a folder around them and made it anew: such
 * a folder hides all that lies beneath it, another one in its place does not.
 */
export async function reveal(root: string, paths: readonly string[]): Promise<void> {
  const around = new Set(paths.flatMap(foldersAround));
  for (const path of [...around].toSorted((a, b) => a.length - b.length))
    if ((await leadsThroughFolders(root, toPathBytes(path))) && (await isFolder(join(root, path))))
      await replaceByEqual(join(root, path));
}

/** Puts a new folder in the place of another, with its mode, its owner and all that is in it. */
async function replaceByEqual(folder: string): Promise<void> {
  const { mode, uid, gid } = await lstat(folder);
  // A command may have left it read-only.
  await chmod(folder, 0o700);
  const fresh = await freeNameBeside(folder);
  await mkdir(fresh);
  for (const name of await readdir(folder, { encoding: 'buffer' }))
    await rename(inside(folder, name), inside(fresh, name));
  await rmdir(folder);
  await rename(fresh, folder);
  await chmod(folder, mode & 0o7777);
  if (process.getuid?.() === 0) await chown(folder, uid, gid);
}

const inside = (folder: string, name: Buffer) => Buffer.concat([Buffer.from(`${folder}/`), name]);

async function freeNameBeside(folder: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `${folder}.${number}`;
    if (!(await existsOnDisk(name))) return name;
  }
}

/** The outermost part of the path that the view lacks; null where something that is no folder stands there. */
async function firstMissing(root: string, path: string): Promise<string | null> {
  for (const part of [...foldersAround(path), path]) {
    if (!(await existsOnDisk(join(root, part)))) return part;
    if (!(await isFolder(join(root, part)))) return null;
  }
  return null;
}

/** The folders on the way to a path, outermost first. */
function foldersAround(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [...foldersAround(folder), folder];
}

/** What the overlay file system takes for a path that was removed: an ordinary user may make one, and nothing else of the kind. */
async function makeWhiteout(path: string, searchPath: string): Promise<void> {
  const PATH = searchPath.split(delimiter).filter(isAbsolute).join(delimiter);
  await promisify(execFile)('mknod', ['--', path, 'c', '0', '0'], { cwd: '/', env: { PATH } });
}
