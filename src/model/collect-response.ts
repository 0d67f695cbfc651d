import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { isRecord } from './json.ts';

/** What a stream brought: its response, an error in place of it, or nothing final. */
export type Collected =
  | { kind: 'response'; response: Record<string, unknown> }
  | { kind: 'error'; error: unknown }
  | { kind: 'unfinished' };

const finalTypes = ['response.completed', 'response.incomplete', 'response.failed'];

/** How long a server may take to end a stream whose response is final. */
const endingMs = 100;

/**
 * Reads server-sent events until the response is final, and then the stream's end, where that comes soon: only a
 * connection whose answer was read whole serves the next request; else the stream is cut. A server may leave the final
 * response's `output` empty: then it is put together from the items, or else the text, that came before. Rejects as the
 * stream does, and with a SyntaxError where the data of an event is not JSON.
 */
export async function collectResponse(
  stream: AsyncIterable<Uint8Array>,
  cut: () => void,
): Promise<Collected> {
  const chunks = stream[Symbol.asyncIterator]();
  try {
    const collected = await untilFinal(chunks);
    if (!(await endsSoon(chunks))) cut();
    return collected;
  } catch (error) {
    cut();
    throw error;
  }
}

async function untilFinal(chunks: AsyncIterator<Uint8Array>): Promise<Collected> {
  const decoder = new TextDecoder();
  let arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => void arrived.push(message) });
  const collect = collector();
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return { kind: 'unfinished' };
    parser.feed(decoder.decode(value, { stream: true }));
    const messages = arrived;
    arrived = [];
    for (const message of messages) {
      const collected = collect(message);
      if (collected !== null) return collected;
    }
  }
}

/** Takes one event after another; null as long as none of them is final. */
function collector(): (message: EventSourceMessage) => Collected | null {
  const items: unknown[] = [];
  let text = '';
  return ({ event: name, data }) => {
    if (data === '[DONE]') return { kind: 'unfinished' };
    const event: unknown = JSON.parse(data);
    if (name === 'error' || isError(event)) return { kind: 'error', error: errorIn(event) };
    if (!isRecord(event)) return null;
    if (event.type === 'response.output_item.done') items.push(event.item);
    if (event.type === 'response.output_text.delta' && typeof event.delta === 'string') text += event.delta;
    if (typeof event.type !== 'string' || !finalTypes.includes(event.type)) return null;
    const status = event.type.slice('response.'.length);
    const response = isRecord(event.response) ? event.response : {};
    return {
      kind: 'response',
      response: { status, ...response, output: finalOutput(response, items, text) },
    };
  };
}

function isError(event: unknown): boolean {
  return isRecord(event) && (event.type === 'error' || Boolean(event.error));
}

function errorIn(event: unknown): unknown {
  return isRecord(event) ? (event.error ?? event) : event;
}

/** Reads on to the stream's end; false where that does not come soon. Never throws: the response is there already. */
async function endsSoon(chunks: AsyncIterator<Uint8Array>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), endingMs);
  });
  try {
    return await Promise.race([untilEnd(chunks), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function untilEnd(chunks: AsyncIterator<Uint8Array>): Promise<boolean> {
  try {
    while (!(await chunks.next()).done);
  } catch {
    // A stream that breaks off after its response has ended too.
  }
  return true;
}

function finalOutput(response: Record<string, unknown>, items: unknown[], text: string): unknown[] {
  if (Array.isArray(response.output) && response.output.length > 0) return response.output;
  if (items.length > 0 || text === '') return items;
  return [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }];
}
