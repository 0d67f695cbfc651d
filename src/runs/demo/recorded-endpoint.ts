import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ModelRequest } from '../../core/model/model-wire.ts';
import type { Model } from '../../ports.ts';
import { answerEvents } from './recorded-stream.ts';

/** A server of the Responses API on this machine alone. */
export interface RecordedEndpoint {
  baseUrl: string;
  close(): Promise<void>;
}

/** Serves what `model` answers over HTTP, streamed as the real API does. */
export async function startRecordedEndpoint(model: Model): Promise<RecordedEndpoint> {
  const server = createServer((incoming, outgoing) => {
    respond(model, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(model: Model, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await text(incoming);
  if (incoming.method !== 'POST' || incoming.url !== '/v1/responses') {
    refuse(outgoing, 404, `there is nothing at ${incoming.method} ${incoming.url}`);
    return;
  }
  const result = await model.respond(JSON.parse(body) as ModelRequest, new AbortController().signal);
  if (result.kind === 'error') {
    refuse(outgoing, 400, result.error.message);
    return;
  }
  outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const event of answerEvents(result.answer)) {
    outgoing.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  outgoing.end();
}

function refuse(outgoing: ServerResponse, status: number, message: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify({ error: { message, type: 'recorded_answers', code: null } }));
}
