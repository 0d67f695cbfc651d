import { type ChildProcess, spawn } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { statSync } from 'node:fs';
import type { NamedEndpoint } from '../../core/setup/named-endpoints.ts';
import { isClosedAddress, type NetworkPrograms } from '../contain/public-network.ts';
import { answerLocally, type LocalPlace } from './answer-locally.ts';

/** Those of the endpoints that have to be answered for, since their addresses are not reached otherwise. */
export async function closedPlaces(endpoints: readonly NamedEndpoint[]): Promise<LocalPlace[]> {
  const found = await Promise.all(
    endpoints.map(async ({ host, port }) => {
      const addresses = await lookup(host, { all: true, family: 4 }).catch(() => []);
      return addresses.map(({ address }) => ({ address, port }));
    }),
  );
  const closed = found.flat().filter(({ address }) => isClosedAddress(address));
  return [...new Map(closed.map((place) => [`${place.address} ${place.port}`, place])).values()];
}

/** What opens a network for a process that waits in its own namespace. */
export interface NetworkOpener {
  programs: NetworkPrograms;
  /** Path of node. */
  node: string;
  /** The user that commands run as, where proofloop is root. */
  user: number | null;
  places: readonly LocalPlace[];
}

/**
 * Gives the network namespace of a process its way out. Resolves with what ends it, once it is there; it ends with this
 * process too. Rejects where it can't be had.
 */
export async function openPublicNetwork(pid: number, opener: NetworkOpener): Promise<() => void> {
  const { programs, node, places } = opener;
  const slirp = await startSlirp(pid, opener);
  try {
    const endAnswers = await answerLocally(pid, programs, node, places);
    return () => {
      endAnswers();
      endSlirp(slirp);
    };
  } catch (error) {
    endSlirp(slirp);
    throw error;
  }
}

const tunPath = '/dev/net/tun';
/** The user that owns the namespace can do it, where everybody may use the device. */
const everybodyMayUse = 0o006;

async function startSlirp(pid: number, { programs, user }: NetworkOpener): Promise<ChildProcess> {
  const mode = statSync(tunPath, { throwIfNoEntry: false })?.mode ?? 0;
  const mayBeUser = user !== null && (mode & everybodyMayUse) === everybodyMayUse;
  const options = ['--configure', '--disable-host-loopback', '--disable-dns'];
  // Its own sandbox takes a namespace in which there is a root.
  const sandbox = process.getuid?.() === 0 && !mayBeUser ? ['--enable-sandbox'] : [];
  const held = ['--enable-seccomp', ...sandbox, '--ready-fd=3', '--exit-fd=4'];
  const child = spawn(programs.slirp, [...options, ...held, `${pid}`, 'tap0'], {
    cwd: '/',
    env: {},
    // Ctrl-C on a terminal is for proofloop, which ends what has to be ended.
    detached: true,
    ...(mayBeUser ? { uid: user, gid: user } : {}),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-1000);
  });
  const [, , , ready, exit] = child.stdio;
  exit?.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    ready?.once('data', () => resolve());
    child.once('error', reject);
    child.once('close', () => reject(new Error(`slirp4netns ended: ${said.trim().split('\n').join('; ')}`)));
  });
  child.unref();
  return child;
}

/** It ends as soon as the file by which it is held is closed, as with the end of this process. */
function endSlirp(child: ChildProcess): void {
  for (const stream of child.stdio) stream?.destroy();
}
