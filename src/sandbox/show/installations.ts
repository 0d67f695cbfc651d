import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isWithin } from '../../system/is-within.ts';

/**
 * What the programs on the search path outside of the system need, and the running node. Below the home only what is
 * plainly an installation counts: the folders beside `~/.local/bin` hold anything.
 */
export function installations(home: string, searchPath: string, node: string): string[] {
  const folders = searchPath
    .split(':')
    .filter((folder) => !ofTheSystem(folder) && (!isWithin(folder, home) || isInstallation(folder, home)));
  const nodePrefix = dirname(dirname(node));
  const isInstalled = existsSync(join(nodePrefix, 'lib', 'node_modules', 'npm'));
  const isOwn = isInstalled && !ofTheSystem(node) && !isWithin(home, nodePrefix);
  const ownNode = isOwn ? [join(nodePrefix, 'bin')] : [];
  return [...folders, ...ownNode].flatMap(partsOfInstallation);
}

/** What an installation has beside its programs, whatever it is. */
const usualParts = ['include', 'lib', 'lib64', 'libexec', 'share'];

/** What else a toolchain has that is known by a file or folder of its own. */
const partsByMarker: readonly (readonly [string, readonly string[]])[] = [
  // A JDK, Go, an environment of Python, of conda.
  ['release', ['conf', 'jmods', 'legal', 'release']],
  ['VERSION', ['VERSION', 'api', 'go.env', 'misc', 'pkg', 'src', 'test']],
  ['pyvenv.cfg', ['pyvenv.cfg']],
  ['conda-meta', ['conda-meta', 'condabin', 'envs', 'ssl']],
];

/** `/opt/tool/bin` with the folders beside it that programs need; what else lies there is somebody's. */
function partsOfInstallation(folder: string): string[] {
  if (!/\/s?bin$/.test(folder)) return [folder];
  const prefix = dirname(folder);
  if (prefix === '/') return [folder];
  const marked = partsByMarker.flatMap(([marker, parts]) => (existsSync(join(prefix, marker)) ? parts : []));
  return [folder, ...[...usualParts, ...marked].map((part) => join(prefix, part))];
}

/** What nothing but an installation has beside its `bin`. */
const marksOfInstallation = [
  'conda-meta',
  'include/node',
  'lib/erlang',
  'lib/node_modules',
  'lib/ruby',
  'lib/rustlib',
  'pyvenv.cfg',
  'release',
];

/** Whether a folder of programs below the home belongs to an installation of its own, or is a link to that of one. */
function isInstallation(folder: string, home: string): boolean {
  const prefix = dirname(folder);
  const isShared = [home, join(home, '.local')].includes(prefix);
  return (
    basename(folder) === 'bin' &&
    !isShared &&
    marksOfInstallation.some((mark) => existsSync(join(prefix, mark)))
  );
}

function ofTheSystem(path: string): boolean {
  return ['/usr', '/bin', '/sbin', '/nix/store'].some((folder) => isWithin(path, folder));
}
