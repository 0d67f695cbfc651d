import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { bubblewrapPath } from './bubblewrap-path.ts';
import { isWithin } from './paths.ts';

/** A command line, and how many generations below its process the sandbox's first process is. */
export interface WrappedCommand {
  line: readonly string[];
  layers: number;
}

/**
 * Puts an unprivileged user before a command line: as root, bubblewrap would leave what it runs too much power. Where
 * `paths` lie below folders that this user can't enter, such as root's home, an outer bubblewrap shows it those paths
 * alone, in a mount namespace of their own.
 */
export function asUser(user: number, line: readonly string[], paths: readonly string[]): WrappedCommand {
  const dropped = [
    ...['/usr/bin/setpriv', '--reuid', `${user}`, '--regid', `${user}`, '--clear-groups'],
    ...['--inh-caps=-all', '--bounding-set=-all', '--no-new-privs', '--', ...line],
  ];
  const shown = paths.toSorted().map((path) => ({ path, closed: closedFolder(path) }));
  const hidden = shown.filter(({ closed }) => closed !== null);
  if (hidden.length === 0) return { line: dropped, layers: 1 };
  const closedFolders = new Set(hidden.map(({ closed }) => closed ?? ''));
  const outer = [
    ...[bubblewrapPath, '--dev-bind', '/', '/', '--unshare-pid', '--die-with-parent'],
    ...[...closedFolders].flatMap((folder) => ['--tmpfs', folder]),
    ...hidden.flatMap(({ path, closed }) => [
      ...foldersBetween(closed ?? '/', path).flatMap((folder) => ['--dir', folder]),
      ...['--bind', path, path],
    ]),
    '--',
  ];
  return { line: [...outer, ...dropped], layers: 3 };
}

/** The outermost folder above a path that others than its owner can't enter. */
function closedFolder(path: string): string | null {
  return foldersBetween('/', path).find((folder) => (statSync(folder).mode & 0o001) === 0) ?? null;
}

/** The folders below `top` and above `path`, outermost first. */
function foldersBetween(top: string, path: string): string[] {
  const folder = dirname(path);
  return folder !== top && isWithin(folder, top) ? [...foldersBetween(top, folder), folder] : [];
}
