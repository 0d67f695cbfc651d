import { lstat } from 'node:fs/promises';
import { isFolder } from '../../system/on-disk.ts';
import { onDisk, type PathBytes, parentOf, topPath } from '../git/path-bytes.ts';

/**
 * Whether all that stands around a path below `root` are folders. Where one is a symbolic link, what lies at the path
 * lies elsewhere: nothing is read, written or removed through it.
 */
export async function leadsThroughFolders(root: string, path: PathBytes): Promise<boolean> {
  for (let folder = parentOf(path); folder !== topPath; folder = parentOf(folder))
    if (!(await isFolder(onDisk(root, folder)))) return false;
  return true;
}

/** Whether a file lies at a path below `root`: itself, not what a link, a pipe or a device stands for. */
export async function isFileBelow(root: string, path: PathBytes): Promise<boolean> {
  const found = await lstat(onDisk(root, path)).catch(() => null);
  return found?.isFile() === true && leadsThroughFolders(root, path);
}
