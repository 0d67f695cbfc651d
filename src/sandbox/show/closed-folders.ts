import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isWithin } from '../../system/is-within.ts';

/** A path below folders that only their owner can enter, and the outermost of these. */
export interface HiddenPath {
  path: string;
  closed: string;
}

/** Those of the paths that lie below a folder which others than its owner can't enter, such as root's home; sorted. */
export function hiddenPaths(paths: readonly string[]): HiddenPath[] {
  const known = new Map<string, boolean>();
  const isClosed = (folder: string) => {
    const closed = known.get(folder) ?? (statSync(folder).mode & 0o001) === 0;
    known.set(folder, closed);
    return closed;
  };
  return [...new Set(paths)].sort().flatMap((path) => {
    const closed = foldersBetween('/', path).find(isClosed);
    return closed === undefined ? [] : [{ path, closed }];
  });
}

/** The folders below `top` and above `path`, outermost first. */
export function foldersBetween(top: string, path: string): string[] {
  const folder = dirname(path);
  return folder !== top && isWithin(folder, top) ? [...foldersBetween(top, folder), folder] : [];
}
