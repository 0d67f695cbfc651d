/** A host, by name or address, and a port of it. */
export interface NamedEndpoint {
  host: string;
  port: number;
}

/** Variables that name a proxy, or where packages come from. */
const namingVariables = /(proxy|registry|registries|index|index_url|mirror|find_links|repository|source)$/i;
/** What is no address: hosts that are reached without the proxy. */
const otherVariables = /^no_proxy$/i;

const address =
  /\b(https?|socks[45]?[ah]?|sparse\+https?):\/\/(?:[^\s/@"']*@)?(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?/gi;
/** A proxy without a scheme, as some write it. */
const bareProxy = /^([\w.-]+):(\d{1,5})\/?$/;

/** The proxies and registries that environment variables name. */
export function endpointsOfVariables(
  environment: Readonly<Record<string, string | undefined>>,
): NamedEndpoint[] {
  return distinct(
    Object.entries(environment).flatMap(([name, value = '']) => {
      if (!namingVariables.test(name.replace(/:/g, '_')) || otherVariables.test(name)) return [];
      const bare = /proxy$/i.test(name) ? bareProxy.exec(value.trim()) : null;
      return bare === null
        ? endpointsIn(value)
        : [{ host: (bare[1] ?? '').toLowerCase(), port: Number(bare[2]) }];
    }),
  );
}

/** Whatever addresses stand in a text, comments aside. */
export function endpointsIn(text: string): NamedEndpoint[] {
  const lines = text.split('\n').filter((line) => !/^\s*[#;]/.test(line));
  return distinct(
    lines.flatMap((line) =>
      [...line.matchAll(address)].map(([, scheme = '', host = '', port]) => ({
        host: host.replace(/^\[|\]$/g, '').toLowerCase(),
        port: port === undefined ? usualPort(scheme) : Number(port),
      })),
    ),
  );
}

function usualPort(scheme: string): number {
  if (/^socks/i.test(scheme)) return 1080;
  return /https$/i.test(scheme) ? 443 : 80;
}

function distinct(endpoints: readonly NamedEndpoint[]): NamedEndpoint[] {
  return [...new Map(endpoints.map((endpoint) => [`${endpoint.host} ${endpoint.port}`, endpoint])).values()];
}
