import { networkInterfaces } from 'node:os';
import type { NamedEndpoint } from '../../core/setup/named-endpoints.ts';

/** A network without this machine's own services and its local networks, but for what the user's configuration names. */
export interface PublicNetwork {
  /** The proxies and registries that are reached wherever they are. */
  endpoints: readonly NamedEndpoint[];
}

/** Loopback, link-local, private, shared and reserved addresses. */
const closedRanges = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
  // What stands for the machine's name server, with all its ports.
  '10.0.2.3/32',
];

export const networkPrograms = {
  slirp: ['/usr/bin/slirp4netns', '/usr/local/bin/slirp4netns'],
  ip: ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip', '/bin/ip'],
  unshare: ['/usr/bin/unshare', '/bin/unshare'],
  setpriv: ['/usr/bin/setpriv', '/bin/setpriv'],
  enter: ['/usr/bin/nsenter', '/bin/nsenter'],
} as const;

/** The paths of these programs on this machine. */
export type NetworkPrograms = Readonly<Record<keyof typeof networkPrograms, string>>;

/** The name server that a command in a public network is told of; it is answered there by proofloop. */
export const ownNameServer = '127.0.0.1';

/**
 * The beginning of a command line that what follows runs behind in a network namespace of its own, without capabilities
 * in it: nothing leads out of it yet, and nothing ever will to closed ranges and addresses of this machine's own. `local`
 * are addresses that something in the namespace is going to answer for.
 */
export function inPublicNetwork(programs: NetworkPrograms, local: readonly string[]): string[] {
  const closed = [...closedRanges, ...machinesOwn().map((address) => `${address}/32`)];
  const batch = [
    'link set lo up',
    ...closed.map((range) => `route add unreachable ${range}`),
    ...local.filter((address) => !isLoopback(address)).map((address) => `address add ${address}/32 dev lo`),
  ].join('\n');
  // Names are asked for at port 53, and proxies can have a low port too.
  const script = `echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
${programs.ip} -batch - <<'.' || exit 125
${batch}
.
exec ${programs.setpriv} --ambient-caps=-all --inh-caps=-all -- "$@"`;
  return [
    ...[programs.unshare, '--user', '--map-current-user', '--net', '--keep-caps', '--'],
    ...['/bin/sh', '-c', script, 'sh'],
  ];
}

const isLoopback = (address: string): boolean => /^127\./.test(address);

/** Whether an address is not reached in a public network by itself. */
export function isClosedAddress(address: string): boolean {
  return isLoopback(address) || machinesOwn().includes(address) || closedRanges.some(holds(address));
}

function machinesOwn(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const own = all.filter(({ family, address }) => family === 'IPv4' && !isLoopback(address));
  return [...new Set(own.map(({ address }) => address))];
}

const holds = (address: string) => (range: string) => {
  const [start = '', bits = ''] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(start) / size);
};

const numberOf = (address: string) =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
