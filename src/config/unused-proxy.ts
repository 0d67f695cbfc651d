import type { Environment } from './surroundings.ts';

/**
 * The variable of the environment that names a proxy for this address, although node is not told to use proxies; null
 * where there is none, or the address is one that `NO_PROXY` leaves out.
 */
export function unusedProxy(environment: Environment, address: string): string | null {
  if (environment.NODE_USE_ENV_PROXY === '1') return null;
  const { protocol, hostname } = new URL(address);
  const names = [protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', 'ALL_PROXY'];
  const found = names
    .flatMap((name) => [name, name.toLowerCase()])
    .find((name) => (environment[name] ?? '').trim() !== '');
  const exceptions = (environment.NO_PROXY ?? environment.no_proxy ?? '').split(/[\s,]+/);
  const isLeftOut = exceptions.some((host) => host === '*' || isWithin(hostname, host));
  return isLeftOut ? null : (found ?? null);
}

function isWithin(hostname: string, host: string): boolean {
  const bare = host.replace(/^\*?\./, '').replace(/:\d+$/, '');
  return bare !== '' && (hostname === bare || hostname.endsWith(`.${bare}`));
}
