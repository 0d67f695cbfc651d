import type { Agent, AgentOptions, IncomingMessage, RequestOptions, request } from 'node:http';
import type { Readable } from 'node:stream';
import { urlToHttpOptions } from 'node:url';

/** What is read of an answer, by the client or by us. */
export type HttpResponse = Pick<Response, 'ok' | 'status' | 'statusText' | 'headers' | 'url' | 'text'> & {
  body: AsyncIterable<Uint8Array>;
  /** How the body is packed, where nothing here can unpack it; null for one that can be read. */
  packed: string | null;
  /** Says that something of the answer came: what only keeps the connection alive does not end a silence. */
  heard(): void;
  /** Ends the connection of an answer that nobody reads to its end. */
  cut(): void;
};

/** What the client asks for. */
interface HttpRequest {
  method?: string;
  body?: string | null;
  /** Ends the request. Not the client's own signal: one put together from others costs more than all else here. */
  given?: AbortSignal;
}

/** Nothing of an answer was received for too long. */
export class SilentError extends Error {
  /** Something else came meanwhile, which only keeps the connection alive. */
  readonly wasKeptAlive: boolean;

  constructor(wasKeptAlive: boolean) {
    super();
    this.wasKeptAlive = wasKeptAlive;
  }
}

const longestTimerMs = 2 ** 31 - 1;

/**
 * A `fetch` for the client, over node's own connections: of node's fetch the client uses little, and that costs more
 * and gives up after five minutes without a byte, whatever is asked of it. Sends `headers` alone, as the client takes
 * further ones from the environment, and follows no redirection. Fails with a `SilentError` when nothing was heard of
 * the answer for `idleTimeoutMs` since the request was sent, before the answer as well as within it.
 */
export function httpFetch(headers: Readonly<Record<string, string>>, idleTimeoutMs: number) {
  const timeoutMs = Math.min(idleTimeoutMs, longestTimerMs);
  // The client sends all requests to one address.
  let target: { address: string; options: RequestOptions } = { address: '', options: {} };
  return async (address: string, { method, body, given: signal }: HttpRequest): Promise<HttpResponse> => {
    if (target.address !== address) target = { address, options: optionsOf(new URL(address)) };
    const { agent, open } = await connectionsFor(target.options.protocol ?? '');
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    let received: IncomingMessage | null = null;
    const request = unlessUnmade(() => open({ ...target.options, agent, method, headers }));
    const breakOff = (error: Error) => {
      // The connection may serve another request by now.
      if (received?.complete && request.writableFinished) return;
      (received ?? request).destroy(error);
    };
    let isKeptAlive = false;
    const silence = () => (received || request.writableFinished ? new SilentError(isKeptAlive) : unsent());
    const heard = () => {
      isKeptAlive = false;
      timer.refresh();
    };
    const timer = setTimeout(() => breakOff(silence()), timeoutMs);
    const stop = () => breakOff(signal?.reason);
    signal?.addEventListener('abort', stop);
    request.on('error', reject);
    request.on('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      // A server that changes to another protocol unasked gives no answer, and no error either.
      if (received === null) reject(withCode('ECONNRESET', 'the connection was closed without an answer'));
    });
    request.on('response', (message) => {
      received = message;
      timer.refresh();
      // One that breaks off while nobody reads it.
      message.on('error', () => {});
      message.on('readable', () => {
        isKeptAlive = true;
      });
      // Who has answered before the whole request was there will not read the rest of it.
      message.on('end', () => {
        if (!request.writableFinished) request.destroy();
      });
      resolve(message);
    });
    if (signal?.aborted) stop();
    request.end(body);
    return asResponse(await promise, heard);
  };
}

/** Throws where no request can be made to this address: nothing has failed that could come back. */
function optionsOf(url: URL): RequestOptions {
  if (url.username !== '' || url.password !== '')
    throw new TypeError('the base URL must not hold a name or a password');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError(`the base URL must begin with http:// or https://, not ${url.protocol}//`);
  return urlToHttpOptions(url);
}

/** Shorter than what servers commonly grant: five seconds, without a word about it. */
const idleConnectionMs = 4_000;

interface Connections {
  agent: Agent;
  open: typeof request;
}

const connections = new Map<string, Promise<Connections>>();

/** The kept connections of all requests, with the proxies that node was told of. */
function connectionsFor(protocol: string): Promise<Connections> {
  const known = connections.get(protocol) ?? openConnections(protocol);
  connections.set(protocol, known);
  return known;
}

async function openConnections(protocol: string): Promise<Connections> {
  // Loaded where it is needed: it takes longer than all else here.
  const http = protocol === 'https:' ? await import('node:https') : await import('node:http');
  // The types leave out what node's own agent was made with: proxies, for one.
  const { options } = http.globalAgent as unknown as { options: AgentOptions };
  const agent = new http.Agent({ ...options, timeout: idleConnectionMs });
  return { agent, open: http.request };
}

/** Errors of a request that can't even be made lose their code: nothing has failed that could come back. */
function unlessUnmade<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    throw new TypeError((error as Error).message);
  }
}

const unsent = () => withCode('ETIMEDOUT', 'the request could not be sent');

function withCode(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** The headers that somebody reads, the client or we; each further one costs. */
const readHeaders = ['content-type', 'location', 'retry-after', 'retry-after-ms', 'x-request-id'];

async function asResponse(message: IncomingMessage, heard: () => void): Promise<HttpResponse> {
  const { statusCode: status = 0, statusMessage: statusText = '' } = message;
  const headers = new Headers();
  for (const name of readHeaders) {
    const value = message.headers[name];
    if (value !== undefined) headers.set(name, String(value));
  }
  const ok = status >= 200 && status < 300;
  const cut = () => void message.destroy();
  const { body, packed } = await unpacked(message);
  // The client would only parse the address again, for words that it does not say.
  return {
    ok,
    status,
    statusText,
    headers,
    url: '',
    body,
    packed,
    heard,
    cut,
    text: () => text(body, heard),
  };
}

/** The body as it was before some proxy or server packed it, although it was asked for as it is. */
async function unpacked(message: IncomingMessage): Promise<{ body: Readable; packed: string | null }> {
  const encoding = message.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return { body: message, packed: null };
  const [zlib, { pipeline }] = await Promise.all([import('node:zlib'), import('node:stream')]);
  const unpackers = {
    gzip: zlib.createGunzip,
    'x-gzip': zlib.createGunzip,
    deflate: zlib.createInflate,
    br: zlib.createBrotliDecompress,
  };
  if (!(encoding in unpackers)) return { body: message, packed: encoding };
  const unpack = unpackers[encoding as keyof typeof unpackers]();
  // What goes wrong is thrown where the body is read.
  return { body: pipeline(chunksOf(message), unpack, () => {}), packed: null };
}

/** A message that somebody else listens to flows for nobody else, but can be read. */
async function* chunksOf(message: IncomingMessage): AsyncGenerator<Uint8Array> {
  for await (const chunk of message) yield chunk;
}

async function text(body: Readable, heard: () => void): Promise<string> {
  const decoder = new TextDecoder();
  let all = '';
  for await (const chunk of body) {
    const part = decoder.decode(chunk, { stream: true });
    // Blanks before a body are sent to keep the connection alive.
    if (/\S/.test(part)) heard();
    all += part;
  }
  return all + decoder.decode();
}
