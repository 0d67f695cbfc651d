import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { findLayers } from '../../sandbox/find-layers.ts';
import { type FoundNetwork, findPublicNetwork } from '../../sandbox/find-public-network.ts';
import { type FoundSandbox, findSandbox } from '../../sandbox/find-sandbox.ts';
import { freeBytes, lowSpaceBytes } from '../../system/free-space.ts';
import { sizeText } from '../../views/text/amounts.ts';
import {
  gitVersion,
  isRecentGit,
  keepsFromFetching,
  oldestGit,
  oldestGitForPromises,
} from '../../workspace/git/git-version.ts';
import type { DoctorCheck } from './doctor-check.ts';
import { installCommand } from './install-command.ts';

/** The program checks its own node before anything else, so that here it can only work. */
export function checkNode(): DoctorCheck {
  return { name: 'node', works: true, needed: true, found: process.versions.node, mend: null };
}

export async function checkGit(searchPath: string): Promise<DoctorCheck> {
  const mend = installCommand('git', searchPath);
  const version = await gitVersion(searchPath);
  if (version === null)
    return { name: 'git', works: false, needed: true, found: 'git is not installed', mend };
  if (!isRecentGit(version)) {
    const found = `${version}, but ${oldestGit} or later is needed`;
    return { name: 'git', works: false, needed: true, found, mend };
  }
  const partial = `${version}; partial clones are refused, which need ${oldestGitForPromises} or later`;
  const found = keepsFromFetching(version) ? version : partial;
  return { name: 'git', works: true, needed: true, found, mend: null };
}

/** A run refuses to start without a sandbox, unless its user vouches for the commands. */
export async function checkSandbox(searchPath: string): Promise<DoctorCheck> {
  return sandboxCheck(await findSandbox(), installCommand('bubblewrap', searchPath));
}

/** Tried on the disk of `home`; as long as there is no such folder, on that of temporary files. */
export async function checkViews(home: string): Promise<DoctorCheck> {
  const isThere = (await problemOfWriting(home)) === null && existsSync(home);
  const missing = await findLayers(isThere ? home : tmpdir());
  const found =
    missing === null
      ? 'dependency folders lie beneath them, none is copied'
      : `dependency folders are copied into each one (${missing})`;
  return { name: 'views', works: true, needed: false, found, mend: null };
}

/** What is there and may not be used is not mended by installing it again. */
export function sandboxCheck(found: FoundSandbox, install: string): DoctorCheck {
  const check = { name: 'sandbox', needed: true };
  if (found.kind !== 'none')
    return { ...check, works: true, found: `${found.kind}, a command was run in it`, mend: null };
  return { ...check, works: false, found: found.reason, mend: found.isMissing ? install : found.mend };
}

/** A run starts without it too: then the setup that a repository names reaches what this machine does. */
export async function checkSetupNetwork(searchPath: string): Promise<DoctorCheck> {
  const found = await findPublicNetwork();
  return setupNetworkCheck(found, installCommand('slirp4netns iproute2 util-linux', searchPath));
}

export function setupNetworkCheck(found: FoundNetwork, install: string): DoctorCheck {
  const check = { name: 'setup network', needed: false };
  if (found.works) {
    const held = "a repository's own setup is kept from this machine's services and local networks";
    return { ...check, works: true, found: `slirp4netns; ${held}`, mend: null };
  }
  const open = "a repository's own setup can reach this machine's services and local networks";
  const mend = found.isMissing ? install : 'mend that, or say no to such setups';
  return { ...check, works: false, found: `${open}: ${found.reason}`, mend };
}

/** `home` need not exist: then the folder in which it would be made counts. */
export async function checkHome(home: string): Promise<DoctorCheck> {
  const problem = await problemOfWriting(home);
  return {
    name: 'run home',
    works: problem === null,
    needed: true,
    found: problem === null ? home : `${home} can't be written (${problem})`,
    mend: problem === null ? null : 'export PROOFLOOP_HOME=<a folder of yours>',
  };
}

async function problemOfWriting(folder: string): Promise<string | null> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return code === 'ENOENT' && dirname(folder) !== folder ? problemOfWriting(dirname(folder)) : code;
  }
}

export async function checkDisk(home: string): Promise<DoctorCheck> {
  const free = freeBytes(home);
  const works = free === null || free >= lowSpaceBytes;
  return {
    name: 'disk',
    works,
    needed: false,
    found: free === null ? 'its free space is not told' : `${sizeText(free)} free at the run home`,
    mend: works ? null : 'proofloop prune',
  };
}
