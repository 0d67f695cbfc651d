import { realpathSync, statSync } from 'node:fs';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunOptions } from '../core/options.ts';
import { findSandbox, type ShownPlaces, tryBubblewrap } from '../sandbox/find-sandbox.ts';
import { isWithin } from '../system/is-within.ts';
import { UsageError } from './usage-error.ts';

/** What `--sandbox` comes to on this system. Whether it works on this machine, `awaitSandbox` tells. */
export function chooseSandbox(asked: 'auto' | 'off', { ownPorts }: Surroundings): RunOptions['sandbox'] {
  if (ownPorts?.sandbox !== undefined) return 'own';
  if (asked === 'off') return 'off';
  return process.platform === 'darwin' ? 'sandbox-exec' : 'bubblewrap';
}

/** Resolves once the chosen sandbox has been seen to work; a UsageError where none does and nobody vouched. */
export async function awaitSandbox(chosen: RunOptions['sandbox']): Promise<void> {
  if (chosen === 'off' || chosen === 'own') return;
  const found = await findSandbox();
  if (found.kind === 'none') throw new UsageError(`${found.reason}; nothing was started`, 'no_sandbox');
}

/** Holds a resumed run to the sandbox that it was started with. */
export async function requireSandbox(
  recorded: RunOptions['sandbox'],
  { ownPorts }: Surroundings,
): Promise<void> {
  if ((recorded === 'own') !== (ownPorts?.sandbox !== undefined)) {
    const [startedIn, offered] =
      recorded === 'own' ? ["a program's own", 'none is'] : [recorded, 'another is'];
    throw new UsageError(
      `the run was started in the sandbox ${startedIn} and goes on in no other: ${offered} given as a port; its log and its work were left as they are`,
    );
  }
  if (recorded === 'off' || recorded === 'own') return;
  const found = await findSandbox();
  if (found.kind === recorded) return;
  const reason = found.kind === 'none' ? found.reason : `here there is ${found.kind}`;
  throw new UsageError(
    `the run was started in the sandbox ${recorded} and goes on in no other: ${reason}; its log and its work were left as they are`,
  );
}

/** Folders that a sandbox has to have as they are. */
const foldersOfASandbox = ['/bin', '/dev', '/etc', '/lib', '/proc', '/run/proofloop', '/tmp', '/usr'];

/** Refuses a checkout that would cover a part of the sandbox itself. */
export function refuseSystemFolder(workspace: string): void {
  if (!foldersOfASandbox.some((folder) => isWithin(folder, workspace))) return;
  throw new UsageError(
    `${workspace} holds the operating system's own folders and can't be worked on in a sandbox; name a folder below it with -C, or vouch for the commands with --sandbox off`,
  );
}

/** Where a sandbox has files of its own, so that others can be shown there or not, as the system has it. */
const doubtfulFolders = [
  ...foldersOfASandbox.filter((folder) => folder !== '/tmp'),
  '/sys',
  '/sbin',
  '/lib64',
];

/**
 * Refuses a checkout and folders of `--mount` that a sandbox can't show: tried where there is doubt, as then every command
 * would fail.
 */
export async function refuseUnshowable(places: ShownPlaces): Promise<void> {
  const doubtful = [places.workspace, ...places.mounts].filter((path) =>
    doubtfulFolders.some((folder) => isWithin(path, folder)),
  );
  if (doubtful.length === 0 || (await findSandbox()).kind !== 'bubblewrap') return;
  const said = await tryBubblewrap(places).catch((error: Error) => error.message);
  if (said === null) return;
  throw new UsageError(
    `a sandbox can't show ${doubtful.join(' and ')} (${said}), so every command would fail: move it to another place, or vouch for the commands with --sandbox off; nothing was started`,
  );
}

/** The folders of `--mount` without symbolic links; a UsageError where one can't be shown, or must not be. */
export function checkMounts(folders: readonly string[], hidden: readonly string[]): string[] {
  return folders.map((folder) => {
    const real = realPathOf(folder);
    if (real === null)
      throw new UsageError(`--mount ${folder}: there is no such folder; nothing was started`);
    const inTheWay = hidden.find((path) => {
      const realHidden = realPathOf(path) ?? path;
      return isWithin(realHidden, real) || isWithin(real, realHidden);
    });
    if (inTheWay !== undefined) {
      throw new UsageError(
        `--mount ${folder} would show ${inTheWay}, which no command may see; name a smaller folder`,
      );
    }
    if (foldersOfASandbox.some((path) => isWithin(path, real))) {
      throw new UsageError(
        `--mount ${folder} would cover folders of the sandbox itself; name a folder below it`,
      );
    }
    return real;
  });
}

function realPathOf(folder: string): string | null {
  try {
    const real = realpathSync(folder);
    return statSync(real).isDirectory() ? real : null;
  } catch {
    return null;
  }
}
