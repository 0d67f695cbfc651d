import { getEventListeners, once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { answerOf, apiKey, ask, errorOf, modelAt, plannerRequest } from '../../test/support/asked-model.ts';
import { hang } from '../../test/support/scripted-answers.ts';
import { startScriptedEndpoint } from '../../test/support/scripted-endpoint.ts';
import type { ModelError, ModelRequest } from '../core/model/model-wire.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** The base URL of a server of our own; all of its connections are cut after the test. */
async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${await listen(server)}/v1`;
}

async function tcpServed(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    closers.push(() => socket.destroy());
    onConnection(socket);
  });
  closers.push(() => server.close());
  return `127.0.0.1:${await listen(server)}/v1`;
}

describe('an endpoint that is away', () => {
  test('refuses the connection', async () => {
    const { baseUrl, close } = await startScriptedEndpoint(() => hang());
    await close();
    const error = errorOf(await ask(baseUrl));
    expect(error).toEqual({
      kind: 'away',
      http_status: null,
      message: `The connection was refused: is the server running at ${baseUrl}?`,
      retry_after_ms: null,
      may_be_billed: false,
    });
  });

  test.each<[string, string, (socket: Socket) => void, ModelError['kind'], RegExp]>([
    [
      'closes without an answer',
      'http',
      (socket) => socket.once('data', () => socket.end()),
      'away',
      /closed/,
    ],
    ['resets', 'http', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'away', /closed/],
    [
      'speaks no TLS',
      'https',
      (socket) => socket.once('data', () => socket.end('HTTP/1.1 400\r\n\r\n')),
      'away',
      /secure/,
    ],
    [
      'speaks no HTTP',
      'http',
      (socket) => socket.end('SSH-2.0-OpenSSH\r\n'),
      'transport',
      /did not answer in HTTP/,
    ],
  ])('%s', async (_name, scheme, onConnection, kind, message) => {
    const host = await tcpServed(onConnection);
    const error = errorOf(await ask(`${scheme}://${host}`));
    expect(error.message).toMatch(message);
    expect(error.kind).toBe(kind);
  });
});

test('a server that changes to another protocol has closed the connection', async () => {
  const host = await tcpServed((socket) =>
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    ),
  );
  expect(errorOf(await ask(`http://${host}`))).toMatchObject({
    kind: 'away',
    message: `http://${host} closed the connection before it answered (ECONNRESET)`,
  });
});

test('an answer that comes before the whole request was taken ends its connection', async () => {
  const closed = Promise.withResolvers<void>();
  const sockets: Socket[] = [];
  const host = await tcpServed((socket) => {
    sockets.push(socket);
    socket.on('error', () => {}).on('close', () => closed.resolve());
    socket.once('data', () => {
      socket.pause();
      socket.write('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 2\r\n\r\n{}');
    });
  });
  const { signal } = new AbortController();
  const content = 'x'.repeat(1 << 25);
  const request: ModelRequest = { ...plannerRequest, input: [{ type: 'message', role: 'user', content }] };
  expect(errorOf(await modelAt(`http://${host}`).respond(request, signal))).toMatchObject({
    http_status: 413,
  });
  await vi.waitUntil(() => getEventListeners(signal, 'abort').length === 0);
  sockets[0]?.resume();
  await closed.promise;
});

test('a redirection is not followed, and says where it leads', async () => {
  let requests = 0;
  const baseUrl = await served((_incoming, outgoing) => {
    requests += 1;
    outgoing.writeHead(308, { location: 'https://elsewhere.example/v1/responses' }).end('moved');
  });
  expect(errorOf(await ask(baseUrl))).toEqual({
    kind: 'rejected',
    http_status: 308,
    message:
      `${baseUrl} answered 308: it sends requests elsewhere, where they do not go unasked: check the base URL ` +
      '(it said: https://elsewhere.example/v1/responses)',
    retry_after_ms: null,
    may_be_billed: false,
  });
  expect(requests).toBe(1);
});

describe('a request that can not be sent', () => {
  test.each([
    ['ftp://127.0.0.1/v1', apiKey],
    ['http://127.0.0.1:1/v1', 'sk-\u2026'],
    ['http://user:geheim@127.0.0.1:1/v1', apiKey],
  ])('to %s with the key %s is rejected', async (baseUrl, key) => {
    const error = errorOf(await ask(baseUrl, { apiKey: key }));
    expect(error.kind).toBe('rejected');
    expect(error.message).toMatch(/could not be sent/);
    expect(error.message).not.toContain('geheim');
    expect(error.message).not.toContain(key);
  });

  test('a base URL that is none throws at once', () => {
    expect(() => modelAt('localhost')).toThrow(TypeError);
  });
});

const streamHead = { 'content-type': 'text/event-stream' };
const begun = 'data: {"type": "response.created"}\n\n';

describe('silence', () => {
  test.each<[string, RequestListener]>([
    ['before the answer', () => {}],
    ['within the answer', (_incoming, outgoing) => outgoing.writeHead(200, streamHead).write(begun)],
    [
      'within JSON',
      (_incoming, outgoing) => outgoing.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
  ])('%s is given up, and the request is aborted', async (_name, listener) => {
    const aborted = Promise.withResolvers<void>();
    const baseUrl = await served((incoming, outgoing) => {
      outgoing.on('close', () => aborted.resolve());
      listener(incoming, outgoing);
    });
    const error = errorOf(await ask(baseUrl, { idleTimeoutMs: 100 }));
    expect(error).toMatchObject({ kind: 'transport', message: `${baseUrl} sent nothing for 0.1 s` });
    await aborted.promise;
  });

  test('within an error ends that request too, and its status tells what is wrong', async () => {
    const aborted = Promise.withResolvers<void>();
    const baseUrl = await served((_incoming, outgoing) => {
      outgoing.on('close', () => aborted.resolve());
      outgoing.writeHead(401).write('{');
    });
    const error = errorOf(await ask(baseUrl, { idleTimeoutMs: 100 }));
    expect(error).toMatchObject({
      kind: 'rejected',
      http_status: 401,
      message: `${baseUrl} answered 401: the key was refused: check OPENAI_API_KEY`,
    });
    await aborted.promise;
  });

  test('before a connection is secure is none: nothing was sent', async () => {
    const host = await tcpServed(() => {});
    const error = errorOf(await ask(`https://${host}`, { idleTimeoutMs: 200 }));
    expect(error).toMatchObject({
      kind: 'away',
      message: `https://${host} can't be reached (ETIMEDOUT): check the network`,
      may_be_billed: false,
    });
  });

  /** Sends a part ten times a second until the time is over, and then the end. */
  const dripping = (
    part: string,
    type: string,
    end: string,
    durationMs: number,
    begin = '',
  ): RequestListener => {
    return (_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': type }).flushHeaders();
      outgoing.write(begin);
      let beats = 0;
      const timer = setInterval(() => {
        beats += 1;
        outgoing.write(part);
        if (beats * 100 < durationMs) return;
        clearInterval(timer);
        outgoing.end(end);
      }, 100);
      outgoing.on('close', () => clearInterval(timer));
    };
  };
  const final = 'data: {"type": "response.completed"}\n\n';
  const json = JSON.stringify({ object: 'response', status: 'completed', output: [] });

  test.each([
    ['comments', ': keep-alive\n\n', 'text/event-stream'],
    ['pings without data', 'event: ping\ndata:\n\n', 'text/event-stream'],
    ['pings', 'event: ping\ndata: {"type": "ping"}\n\n', 'text/event-stream'],
    ['its status', 'data: {"type": "response.in_progress"}\n\n', 'text/event-stream'],
    ['blanks', ' \n', 'application/json'],
  ])('is not ended by %s alone', async (_name, part, type) => {
    const baseUrl = await served(dripping(part, type, type === 'application/json' ? json : final, 60_000));
    const error = errorOf(await ask(baseUrl, { idleTimeoutMs: 500 }));
    expect(error).toMatchObject({
      kind: 'transport',
      message: `${baseUrl} only kept the connection alive, and sent nothing of an answer, for 0.5 s`,
    });
  });

  test.each([
    ['deltas', 'data: {"type": "response.output_text.delta", "delta": "x"}\n\n', 'text/event-stream', final],
    ['pieces of one event', 'xxxx', 'text/event-stream', `\n\n${final}`],
    ['pieces of JSON', '"x",', 'application/json', `0], ${json.slice(1)}`],
  ])('is none where %s come', async (name, part, type, end) => {
    const idleTimeoutMs = 1_000;
    const begin = { 'pieces of one event': 'data: ', 'pieces of JSON': '{"x": [' }[name] ?? '';
    const baseUrl = await served(dripping(part, type, end, idleTimeoutMs + 300, begin));
    expect(answerOf(await ask(baseUrl, { idleTimeoutMs })).status).toBe('completed');
  });
});

describe('a compressed answer', () => {
  const final = 'data: {"type": "response.completed"}\n\n';
  const sent = (encoding: string | null, body: Buffer) =>
    served((_incoming, outgoing) => {
      const named = encoding === null ? {} : { 'content-encoding': encoding };
      outgoing.writeHead(200, { ...streamHead, ...named }).end(body);
    });

  test.each<[string, (text: string) => Buffer]>([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('is unpacked: %s', async (encoding, pack) => {
    expect(answerOf(await ask(await sent(encoding, pack(final)))).status).toBe('completed');
  });

  test.each<[string, string | null, Buffer, RegExp]>([
    ['cannot be unpacked', 'gzip', Buffer.from(final), /it is compressed, and can't be unpacked/],
    ['ends early', 'gzip', gzipSync(final).subarray(0, 20), /it is compressed, and can't be unpacked/],
    ['is of an unknown kind', 'lzma', Buffer.from('x'), /it is compressed \(lzma\), although/],
    ['does not say so', null, gzipSync(final), /it is compressed \(gzip\) and does not say so/],
  ])('that %s is named', async (_name, encoding, body, words) => {
    const error = errorOf(await ask(await sent(encoding, body)));
    expect(error.message).toMatch(words);
    expect(error.kind).toBe('transport');
  });
});

describe('an abort', () => {
  const reason = new Error('stopped by the user');

  test('before the request sends none', async () => {
    const { baseUrl, requests, close } = await startScriptedEndpoint(() => hang());
    await expect(modelAt(baseUrl).respond(plannerRequest, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(requests).toEqual([]);
    await close();
  });

  test.each<[string, RequestListener]>([
    ['before the answer', () => {}],
    ['within the answer', (_incoming, outgoing) => outgoing.writeHead(200, streamHead).write(begun)],
  ])('%s rejects with its reason and ends the request', async (_name, listener) => {
    const controller = new AbortController();
    const ended = Promise.withResolvers<void>();
    const baseUrl = await served((incoming, outgoing) => {
      outgoing.on('close', () => ended.resolve());
      listener(incoming, outgoing);
      setTimeout(() => controller.abort(reason), 100);
    });
    await expect(modelAt(baseUrl).respond(plannerRequest, controller.signal)).rejects.toBe(reason);
    await ended.promise;
  });
});

describe('a connection', () => {
  const final = 'data: {"type": "response.completed"}\n\n';

  test('serves the next request', async () => {
    const ports = new Set<number | undefined>();
    const baseUrl = await served((incoming, outgoing) => {
      ports.add(incoming.socket.remotePort);
      outgoing.writeHead(200, streamHead).end(final);
    });
    const model = modelAt(baseUrl);
    const { signal } = new AbortController();
    for (let count = 0; count < 6; count += 1) await model.respond(plannerRequest, signal);
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
    // The client may find the first one not free yet, and then has two.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  test('that stays open after the response is cut, and does not hold it up', async () => {
    const closed = Promise.withResolvers<void>();
    const baseUrl = await served((_incoming, outgoing) => {
      outgoing.on('close', () => closed.resolve());
      outgoing.writeHead(200, streamHead).write(final);
    });
    expect(answerOf(await ask(baseUrl)).status).toBe('completed');
    await closed.promise;
  });
});
