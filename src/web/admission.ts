/** What a request says of where it comes from, and what it shows to be let in. */
export interface Asked {
  method: string;
  path: string;
  host: string | null;
  origin: string | null;
  /** `Sec-Fetch-Site`, which a browser sets and no page can. */
  site: string | null;
  authorization: string | null;
  cookie: string | null;
}

/** What the page's server lets in. */
export interface VisitRules {
  port: number;
  /** The secret in the page's address. */
  token: string;
  /** The secret of the cookie that its first visit gets, for the event stream alone. */
  session: string;
}

export interface RefusedVisit {
  status: 401 | 403;
  message: string;
}

/**
 * Why a request is not answered; null where it is. A page elsewhere can reach a port of this machine, by its number or by a
 * name of its own that points here (DNS rebinding): it can't choose the Host and Origin that a browser sends, and it does
 * not know the token.
 */
export function refusalOf(asked: Asked, rules: VisitRules): RefusedVisit | null {
  const { port } = rules;
  if (!ownHosts(port).includes(asked.host ?? '')) {
    return { status: 403, message: `this page is served to 127.0.0.1:${port} alone` };
  }
  const isOwnOrigin = ownHosts(port).some((host) => asked.origin === `http://${host}`);
  const isSameSite = asked.site === null || asked.site === 'same-origin' || asked.site === 'none';
  if ((asked.origin !== null && !isOwnOrigin) || !isSameSite) {
    return { status: 403, message: 'a page elsewhere can neither read nor act here' };
  }
  if (!asked.path.startsWith('/api/')) return null;
  if (hasToken(asked, rules) || (isEventStream(asked) && hasSession(asked, rules))) return null;
  return {
    status: 401,
    message: 'the token of the page is missing or is another one: open the address anew',
  };
}

const ownHosts = (port: number) => [`127.0.0.1:${port}`, `localhost:${port}`];

function hasToken({ authorization }: Asked, { token }: VisitRules): boolean {
  return isEqual(authorization ?? '', `Bearer ${token}`);
}

function isEventStream({ method, path }: Asked): boolean {
  return method === 'GET' && /^\/api\/runs\/[^/]+\/events$/.test(path);
}

function hasSession({ cookie }: Asked, { port, session }: VisitRules): boolean {
  const wanted = `${cookieName(port)}=${session}`;
  return (cookie ?? '').split(/;\s*/).some((one) => isEqual(one, wanted));
}

/** Cookies are shared by all ports of a host, so each server's has a name of its own. */
export function cookieName(port: number): string {
  return `proofloop_${port}`;
}

/** Takes as long for a near guess as for a far one. */
function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let index = 0; index < one.length; index += 1) {
    difference |= one.charCodeAt(index) ^ other.charCodeAt(index % Math.max(1, other.length));
  }
  return difference === 0;
}
