import {
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { urlToHttpOptions } from 'node:url';

/** What is read of an answer, by the client or by us. */
export type HttpResponse = Pick<Response, 'ok' | 'status' | 'statusText' | 'headers' | 'url' | 'text'> & {
  body: AsyncIterable<Uint8Array>;
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

/** Nothing was received for too long. */
export class SilentError extends Error {}

const longestTimerMs = 2 ** 31 - 1;

/**
 * A `fetch` for the client, over node's own connections: of node's fetch the client uses little, and that costs more
 * and gives up after five minutes without a byte, whatever is asked of it. Sends `headers` alone,
 * as the client takes further ones from the environment, and follows no redirection. Fails with a `SilentError` when
 * no byte came for `idleTimeoutMs`, before the answer as well as within it.
 */
export function httpFetch(headers: Readonly<Record<string, string>>, idleTimeoutMs: number) {
  const timeout = Math.min(idleTimeoutMs, longestTimerMs);
  // The client sends all requests to one address.
  let target: { address: string; options: RequestOptions } = { address: '', options: {} };
  return async (address: string, { method, body, given: signal }: HttpRequest): Promise<HttpResponse> => {
    if (target.address !== address) target = { address, options: optionsOf(new URL(address)) };
    const request = await start({ ...target.options, method, headers, timeout });
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    let received: IncomingMessage | null = null;
    const breakOff = (error: Error) => {
      // The connection of an answer that is there may serve another request by now.
      if (received?.complete !== true) (received ?? request).destroy(error);
    };
    request.on('error', reject);
    request.on('timeout', () => breakOff(new SilentError()));
    const stop = () => breakOff(signal?.reason);
    signal?.addEventListener('abort', stop);
    request.on('close', () => signal?.removeEventListener('abort', stop));
    if (signal?.aborted) stop();
    request.on('response', (message) => {
      received = message;
      // One that breaks off while nobody reads it.
      message.on('error', () => {});
      resolve(message);
    });
    request.end(body);
    return asResponse(await promise, address);
  };
}

/** Throws where no request can be made to this address, as `start` does. */
function optionsOf(url: URL): RequestOptions {
  if (url.username !== '' || url.password !== '')
    throw new TypeError('the base URL must not hold a name or a password');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError(`the base URL must begin with http:// or https://, not ${url.protocol}//`);
  return urlToHttpOptions(url);
}

/** Throws without a code where the request can't even be made: nothing has failed that could come back. */
async function start(options: RequestOptions): Promise<ClientRequest> {
  // Loaded where it is needed: it takes longer than all else here.
  const request = options.protocol === 'https:' ? (await import('node:https')).request : requestHttp;
  try {
    return request(options);
  } catch (error) {
    throw new TypeError((error as Error).message);
  }
}

function asResponse(message: IncomingMessage, url: string): HttpResponse {
  const { statusCode: status = 0, statusMessage: statusText = '' } = message;
  const headers = new Headers();
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2)
    headers.append(message.rawHeaders[at] ?? '', message.rawHeaders[at + 1] ?? '');
  const ok = status >= 200 && status < 300;
  const cut = () => void message.destroy();
  return { ok, status, statusText, headers, url, body: message, text: () => text(message), cut };
}
