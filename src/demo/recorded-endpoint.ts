import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { LoggedEvent, ModelAnswer, ModelRequest } from '../index.ts';
import { answerEvents } from './recorded-stream.ts';

/** A server of the Responses API on this machine alone. */
export interface RecordedEndpoint {
  baseUrl: string;
  close(): Promise<void>;
}

/** The next answer to a request; null where there is none left. */
type Answerer = (request: ModelRequest) => ModelAnswer | null;

/** Serves the answers of a recorded run over HTTP, streamed as the real API does. */
export async function startRecordedEndpoint(recorded: readonly LoggedEvent[]): Promise<RecordedEndpoint> {
  const nextAnswer = answererOf(recorded);
  const server = createServer((incoming, outgoing) => {
    respond(nextAnswer, incoming, outgoing).catch(() => outgoing.destroy());
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

/** In order for each role and iteration. */
function answererOf(recorded: readonly LoggedEvent[]): Answerer {
  const left = recorded.flatMap(({ event, payload }) => (event === 'model_response' ? [payload] : []));
  return ({ metadata: { role, iteration } }) => {
    const at = left.findIndex((answer) => answer.role === role && String(answer.iteration) === iteration);
    return at === -1 ? null : (left.splice(at, 1)[0] ?? null);
  };
}

async function respond(
  nextAnswer: Answerer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await text(incoming);
  if (incoming.method !== 'POST' || incoming.url !== '/v1/responses') {
    refuse(outgoing, 404, `there is nothing at ${incoming.method} ${incoming.url}`);
    return;
  }
  const answer = nextAnswer(JSON.parse(body) as ModelRequest);
  if (answer === null) {
    refuse(outgoing, 400, 'the recording holds no further answer');
    return;
  }
  outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const event of answerEvents(answer)) {
    outgoing.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  outgoing.end();
}

function refuse(outgoing: ServerResponse, status: number, message: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify({ error: { message, type: 'recorded_answers', code: null } }));
}
