import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { View } from '../ports/view.ts';
import { createBubblewrap } from './bubblewrap.ts';
import { type ContainmentRequest, contain } from './contain/contain.ts';
import { bubblewrapPath, enterPath } from './contain/system-programs.ts';
import { sandboxExecPath } from './seatbelt.ts';

/** The sandbox that works on this machine, or a sentence that says why none does and how to mend it. */
export type FoundSandbox =
  | { kind: 'bubblewrap' | 'sandbox-exec' }
  /** `mend` is what to do where its programs are there; null where they have to be installed, or nothing helps. */
  | { kind: 'none'; reason: string; mend: string | null; isMissing: boolean };

let found: Promise<FoundSandbox> | null = null;

/** Finds it by really running a command in it, once for the process. */
export function findSandbox(): Promise<FoundSandbox> {
  found ??= process.platform === 'darwin' ? probeSandboxExec() : probeBubblewrap();
  return found;
}

const vouch = 'or vouch for what the commands will do with --sandbox off';

async function probeBubblewrap(): Promise<FoundSandbox> {
  if (process.arch !== 'x64' && process.arch !== 'arm64') {
    return none(`there is no filter of system calls for the processor ${process.arch} yet; ${vouch}`);
  }
  const tools = [bubblewrapPath, ...(process.getuid?.() === 0 ? [enterPath] : [])];
  const missing = tools.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    return missingPrograms(
      `${missing.join(' and ')} is not there; install it (Debian, Ubuntu: apt install bubblewrap util-linux; Fedora: dnf install bubblewrap util-linux; Arch: pacman -S bubblewrap; Alpine: apk add bubblewrap util-linux-misc), ${vouch}`,
    );
  }
  const said = await tryBubblewrap(nowhere).catch((error: Error) => error.message);
  return said === null
    ? { kind: 'bubblewrap' }
    : none(`bubblewrap is there but does not work here (${said}); ${hint(said)}, ${vouch}`, hint(said));
}

/** What of a containment decides where things are shown, and the network of a setup. */
export type ShownPlaces = Pick<ContainmentRequest, 'workspace' | 'mounts' | 'userHome' | 'publicNetwork'>;

/** Places that no machine has. */
export const nowhere: ShownPlaces = { workspace: '/tmp/probe', mounts: [], userHome: '/home/probe' };

/** Null where a command runs as it should in a sandbox that shows these places, else what was said. */
export async function tryBubblewrap(places: ShownPlaces): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'proofloop-probe-'));
  try {
    return await tryCommand(
      places,
      { folder, beneath: [] },
      { command: 'echo it works', says: 'it works\n' },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * As `tryBubblewrap`, for a command and what it must say, in an empty view below `folder` with these folders beneath it.
 */
export async function tryCommand(
  places: ShownPlaces,
  { folder, beneath }: { folder: string; beneath: readonly string[] },
  { command, says }: { command: string; says: string },
): Promise<string | null> {
  const root = join(folder, 'around', 'view');
  mkdirSync(root, { recursive: true });
  chmodSync(root, 0o755);
  const containment = contain({
    ...places,
    hidden: [],
    network: 'off',
    environment: {},
    programs: { 'apply-patch': process.execPath, 'ask-for-report': process.execPath },
  });
  // An empty folder is handed over without a program's help.
  if (containment.user !== null) chownSync(root, containment.user, containment.user);
  const nothing = async () => {};
  const kind = places.publicNetwork ? 'setup' : 'tester';
  const view: View = { kind, root, beneath, snapshot: unused, close: nothing, discard: nothing };
  const outcome = await createBubblewrap(containment, join(folder, 'sandbox')).run(view, {
    command,
    input: null,
    folder: '',
    timeoutMs: 20_000,
    outputLimitBytes: 2000,
    reportFolder: null,
    signal: new AbortController().signal,
  });
  if (outcome.exitCode === 0 && outcome.output === says) return null;
  return outcome.output.trim().split('\n')[0] || 'it said nothing';
}

const unused = () => Promise.reject(new Error('a probe has no tree'));

function hint(said: string): string {
  if (/Unknown option/.test(said)) return 'it is too old: version 0.8 or newer is needed';
  if (/uid map|user namespace|Creating new namespace|clone|Operation not permitted/i.test(said)) {
    return 'allow user namespaces (Ubuntu 24.04: an AppArmor profile for /usr/bin/bwrap, or sysctl kernel.apparmor_restrict_unprivileged_userns=0; older Debian: sysctl kernel.unprivileged_userns_clone=1; in a container: run it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined)';
  }
  return 'mend that';
}

async function probeSandboxExec(): Promise<FoundSandbox> {
  try {
    await promisify(execFile)(sandboxExecPath, ['-p', '(version 1)(allow default)', '/usr/bin/true']);
    return { kind: 'sandbox-exec' };
  } catch (error) {
    return none(`${sandboxExecPath} does not work here (${(error as Error).message}); ${vouch}`);
  }
}

function none(reason: string, mend: string | null = null): FoundSandbox {
  return { kind: 'none', reason: `no sandbox works on this machine: ${reason}`, mend, isMissing: false };
}

function missingPrograms(reason: string): FoundSandbox {
  return { kind: 'none', reason: `no sandbox works on this machine: ${reason}`, mend: null, isMissing: true };
}
