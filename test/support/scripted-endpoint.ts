import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { InputItem, ModelRequest } from '../../src/core/model/model-wire.ts';
import type { Role } from '../../src/core/role.ts';
import { type ResponseIdentity, responseEvents, responseObject } from './response-events.ts';
import { type Answer, httpError, type StreamAnswer } from './scripted-answers.ts';

/** A model server on the loopback whose answers come from the test. */
export interface ScriptedEndpoint {
  /** As `OPENAI_BASE_URL` wants it: ends with `/v1`. */
  baseUrl: string;
  /** All requests so far, in the order in which they arrived. */
  requests: readonly ScriptedRequest[];
  /** Cuts all connections and stops the server. */
  close(): Promise<void>;
}

export interface ScriptedRequest {
  body: ModelRequest & { stream?: boolean; store?: boolean; include?: string[] };
  headers: IncomingHttpHeaders;
  role: Role;
  iteration: number;
  /** Number among all requests, from 1. */
  order: number;
  /** Number among the requests of this role and iteration, from 1. */
  index: number;
  /**
   * Number of this response within the conversation that the request carries, from 1. Unlike `index` it is the same
   * again when a killed run asks anew.
   */
  step: number;
  /** Outputs of all tool calls in the conversation, oldest first. */
  toolOutputs: string[];
}

export type Script = (request: ScriptedRequest) => Answer | Promise<Answer>;

/** Starts a model server that answers `POST /v1/responses` as `script` says. A script that throws answers 400. */
export async function startScriptedEndpoint(script: Script): Promise<ScriptedEndpoint> {
  const requests: ScriptedRequest[] = [];
  const counts = new Map<string, number>();
  const server = createServer((incoming, outgoing) => {
    respond(script, requests, counts, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An entry of a table of answers. */
export type Entry = Answer | Script | { always: Answer | Script };

/** The entry that is used for its own request and for all later ones of the role. */
export function always(answer: Answer | Script): Entry {
  return { always: answer };
}

/**
 * A script that answers each role's requests over the whole run with its entries, in order. A request with no entry
 * left is answered with 400, which no client tries again, and a message that names it.
 */
export function answers(table: Partial<Record<Role, Entry[]>>): Script {
  const used = new Map<Role, number>();
  return (request) => {
    const { role, iteration } = request;
    const entries = table[role] ?? [];
    const position = used.get(role) ?? 0;
    const last = entries.at(-1);
    const entry = entries[position] ?? (last && 'always' in last ? last : undefined);
    used.set(role, position + 1);
    if (entry === undefined) {
      throw new Error(
        `no answer is left for the ${role} in iteration ${iteration} (its request ${position + 1})`,
      );
    }
    const answer = 'always' in entry ? entry.always : entry;
    return typeof answer === 'function' ? answer(request) : answer;
  };
}

async function respond(
  script: Script,
  requests: ScriptedRequest[],
  counts: Map<string, number>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await text(incoming);
  if (incoming.method !== 'POST' || incoming.url !== '/v1/responses') {
    send(outgoing, httpError(404, scriptError(`nothing at ${incoming.method} ${incoming.url}`)));
    return;
  }
  try {
    const request = describe(JSON.parse(body), incoming.headers, requests.length + 1, counts);
    requests.push(request);
    send(outgoing, materialize(await script(request), request));
  } catch (error) {
    send(outgoing, httpError(400, scriptError(error instanceof Error ? error.message : String(error))));
  }
}

function scriptError(message: string): object {
  return { error: { message: `scripted endpoint: ${message}`, type: 'scripted_endpoint', code: null } };
}

function describe(
  body: ScriptedRequest['body'],
  headers: IncomingHttpHeaders,
  order: number,
  counts: Map<string, number>,
): ScriptedRequest {
  const role = body.metadata.role as Role;
  const iteration = Number(body.metadata.iteration);
  const key = `${role}:${iteration}`;
  const index = (counts.get(key) ?? 0) + 1;
  counts.set(key, index);
  return {
    body,
    headers,
    role,
    iteration,
    order,
    index,
    step: body.input.filter(endsModelTurn).length + 1,
    toolOutputs: body.input.flatMap((item) => (item.type === 'function_call_output' ? [item.output] : [])),
  };
}

function endsModelTurn(item: InputItem, index: number, input: InputItem[]): boolean {
  const next = input[index + 1];
  return isFromModel(item) && (next === undefined || !isFromModel(next));
}

function isFromModel(item: InputItem): boolean {
  return (
    item.type === 'function_call' ||
    item.type === 'reasoning' ||
    ('role' in item && item.role === 'assistant')
  );
}

/** The ids and names of the response to a request. */
export function identityOf(request: ScriptedRequest): ResponseIdentity {
  return {
    responseId: `resp_${request.order}`,
    model: request.body.model,
    callPrefix: `call_${request.role}_${request.iteration}`,
    firstCall: request.body.input.filter((item) => item.type === 'function_call').length + 1,
  };
}

/** Turns a response of the API into what goes over the wire. Its ids depend on the request's content and order only. */
function materialize(answer: Answer, request: ScriptedRequest): Exclude<Answer, { kind: 'response' }> {
  if (answer.kind !== 'response') return answer;
  const identity = identityOf(request);
  if (answer.streamed) {
    return { kind: 'stream', events: responseEvents(answer, identity), ending: 'end' };
  }
  return httpError(200, responseObject(answer, identity));
}

function send(outgoing: ServerResponse, answer: Exclude<Answer, { kind: 'response' }>): void {
  if (answer.kind === 'hang') return;
  if (answer.kind === 'http') {
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  sendStream(outgoing, answer);
}

function sendStream(outgoing: ServerResponse, { events, ending }: StreamAnswer): void {
  outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  outgoing.flushHeaders();
  const frames = events.map((event) => {
    return typeof event === 'string'
      ? `data: ${event}\n\n`
      : `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  outgoing.write(frames.join(''), () => {
    if (ending === 'end') outgoing.end();
    // The socket, unlike the response, is destroyed only after what was written went out.
    if (ending === 'destroy') outgoing.socket?.destroySoon();
  });
}
