import type { TokenUsage } from '../../src/core/model/model-wire.ts';
import type { RoleOutput } from './role-outputs.ts';

/** What the scripted endpoint does with one request. Made by the functions below. */
export type Answer = ResponseAnswer | StreamAnswer | HttpAnswer | { kind: 'hang' };

/** A finished response of the Responses API; ids are filled in when it is sent. */
export interface ResponseAnswer {
  kind: 'response';
  streamed: boolean;
  status: 'completed' | 'incomplete' | 'failed';
  items: ScriptedItem[];
  /** `incomplete_details.reason`. */
  incompleteReason: string | null;
  error: { code: string; message: string } | null;
  usage: TokenUsage | null;
}

export type ScriptedItem =
  | { type: 'text'; text: string }
  | { type: 'refusal'; refusal: string }
  | { type: 'call'; name: string; arguments: string }
  /** An output item that is sent as it is. */
  | { type: 'other'; item: Record<string, unknown> };

/** A stream of the given events; a string goes out as the raw `data` of an event. */
export interface StreamAnswer {
  kind: 'stream';
  events: (string | { type: string; [field: string]: unknown })[];
  /** `destroy` cuts the connection, `hang` leaves it open and silent. */
  ending: 'end' | 'destroy' | 'hang';
}

export interface HttpAnswer {
  kind: 'http';
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface ToolCall {
  name: string;
  args: unknown;
}

const defaultUsage: TokenUsage = {
  input_tokens: 100,
  cached_input_tokens: 0,
  cache_write_tokens: 0,
  output_tokens: 10,
};

function response(items: ScriptedItem[], usage: Partial<TokenUsage> | null): ResponseAnswer {
  return {
    kind: 'response',
    streamed: true,
    status: 'completed',
    items,
    incompleteReason: null,
    error: null,
    usage: usage && { ...defaultUsage, ...usage },
  };
}

/** A completed response with one message that holds `output` as JSON. `usage: null` sends none. */
export function finalJson(
  output: RoleOutput | object,
  usage: Partial<TokenUsage> | null = {},
): ResponseAnswer {
  return rawText(JSON.stringify(output), usage);
}

/** A completed response with one message, whatever its text. */
export function rawText(text: string, usage: Partial<TokenUsage> | null = {}): ResponseAnswer {
  return response([{ type: 'text', text }], usage);
}

/** A completed response that asks for tool calls. A string as `args` goes out as it is, valid JSON or not. */
export function toolCalls(calls: ToolCall[], usage: Partial<TokenUsage> | null = {}): ResponseAnswer {
  const items = calls.map(({ name, args }): ScriptedItem => {
    return { type: 'call', name, arguments: typeof args === 'string' ? args : JSON.stringify(args) };
  });
  return response(items, usage);
}

/** A completed response in which the model refuses. */
export function refusal(text: string): ResponseAnswer {
  return response([{ type: 'refusal', refusal: text }], {});
}

/** A response that was cut, such as by `max_output_tokens`, after `partialText`. */
export function incomplete(reason: string, partialText = '{"summary": "cut'): ResponseAnswer {
  return { ...rawText(partialText), status: 'incomplete', incompleteReason: reason };
}

/** A response that failed on the server's side, without usage, as the API sends it. */
export function failed(code: string, message: string): ResponseAnswer {
  return { ...response([], null), status: 'failed', error: { code, message } };
}

/** A completed response without any output. */
export function empty(): ResponseAnswer {
  return response([], {});
}

/** A completed response with the given output items, which may be of any type. */
export function rawItems(items: Record<string, unknown>[]): ResponseAnswer {
  return response(
    items.map((item) => ({ type: 'other', item })),
    {},
  );
}

/** A completed response with one message, sent as plain JSON by a server that ignores `stream`. */
export function json(output: RoleOutput | object): ResponseAnswer {
  return { ...finalJson(output), streamed: false };
}

/** An HTTP error; by default with a body as the API writes it. An object becomes JSON. */
export function httpError(
  status: number,
  body: string | object = { error: { message: `scripted error ${status}`, type: 'scripted', code: null } },
  headers: Record<string, string> = {},
): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'http', status, headers: { 'content-type': 'application/json', ...headers }, body: text };
}

/** A web page where an API answer was due, as a proxy or a wrong base URL gives it. */
export function html(status: number): HttpAnswer {
  const title = status < 400 ? 'Welcome' : `${status} Bad Gateway`;
  const body = `<html>\n<head><title>${title}</title></head>\n<body><h1>nginx</h1></body>\n</html>\n`;
  return { kind: 'http', status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/** Takes the request and never answers; ends when the server closes. */
export function hang(): Answer {
  return { kind: 'hang' };
}

/** Starts a stream and cuts the connection. */
export function breakOff(): StreamAnswer {
  return stream([{ type: 'response.created', response: { object: 'response', output: [] } }], 'destroy');
}

/** A stream of exactly these events. */
export function stream(events: StreamAnswer['events'], ending: StreamAnswer['ending'] = 'end'): StreamAnswer {
  return { kind: 'stream', events, ending };
}
