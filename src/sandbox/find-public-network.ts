import { existsSync } from 'node:fs';
import type { HeldNetwork } from './contain/containment.ts';
import { type NetworkPrograms, networkPrograms } from './contain/public-network.ts';
import { nowhere, tryBubblewrap } from './find-sandbox.ts';

/** The programs by which a public network is made here, or why there is none. */
export type FoundNetwork =
  | { works: true; programs: NetworkPrograms }
  /** `isMissing`: the programs have to be installed. */
  | { works: false; reason: string; isMissing: boolean };

let found: Promise<FoundNetwork> | null = null;

/** Finds it by really running a command in it, once for the process. */
export function findPublicNetwork(): Promise<FoundNetwork> {
  found ??= probe();
  return found;
}

async function probe(): Promise<FoundNetwork> {
  if (process.platform !== 'linux')
    return { works: false, reason: 'this system has nothing to make it of', isMissing: false };
  const paths = Object.entries(networkPrograms).map(([name, places]) => [name, places.find(existsSync)]);
  const missing = paths.filter(([, path]) => path === undefined).map(([name]) => packages[name ?? '']);
  if (missing.length > 0) {
    const names = [...new Set(missing)].join(' and ');
    return { works: false, reason: `${names} is not installed`, isMissing: true };
  }
  // Sound: none is missing.
  const programs = Object.fromEntries(paths) as NetworkPrograms;
  const network: HeldNetwork = { programs, endpoints: [] };
  const said = await tryBubblewrap({ ...nowhere, publicNetwork: network }).catch(
    (error: Error) => error.message,
  );
  return said === null ? { works: true, programs } : { works: false, reason: said, isMissing: false };
}

const packages: Record<string, string> = {
  slirp: 'slirp4netns',
  ip: 'iproute2',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  enter: 'util-linux',
};
