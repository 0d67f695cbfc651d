import { isRecord } from './json.ts';

/** What a stream brought: its response, an error in place of it, or nothing final. */
export type Collected =
  | { kind: 'response'; response: Record<string, unknown> }
  | { kind: 'error'; error: unknown }
  | { kind: 'unfinished' };

/** Events of a stream, which its controller ends before its time. */
export type ServerEvents = AsyncIterable<unknown> & { controller?: AbortController };

const finalTypes = ['response.completed', 'response.incomplete', 'response.failed'];

/** How long a server may take to end a stream whose response is final. */
const endingMs = 100;

/**
 * Reads the events of a stream until its response is final, and then the stream's end, where that comes soon: only a
 * connection whose answer was read whole serves the next request. A server may leave the final response's `output` empty:
 * then it is put together from the items, or else the text, that came before. Rejects as `events` does.
 */
export async function collectResponse(events: ServerEvents): Promise<Collected> {
  const iterator = events[Symbol.asyncIterator]();
  const collected = await untilFinal(iterator);
  if (collected.kind !== 'unfinished' && !(await endsSoon(iterator))) events.controller?.abort();
  return collected;
}

async function untilFinal(events: AsyncIterator<unknown>): Promise<Collected> {
  const items: unknown[] = [];
  let text = '';
  for (;;) {
    const { done, value: event } = await events.next();
    if (done) return { kind: 'unfinished' };
    if (!isRecord(event)) continue;
    if (event.type === 'error') return { kind: 'error', error: event.error ?? event };
    if (event.type === 'response.output_item.done') items.push(event.item);
    if (event.type === 'response.output_text.delta' && typeof event.delta === 'string') text += event.delta;
    if (typeof event.type === 'string' && finalTypes.includes(event.type)) {
      const status = event.type.slice('response.'.length);
      const response = isRecord(event.response) ? event.response : {};
      return {
        kind: 'response',
        response: { status, ...response, output: finalOutput(response, items, text) },
      };
    }
  }
}

/** Reads on to the stream's end; false where that does not come soon. Never throws: the response is there already. */
async function endsSoon(events: AsyncIterator<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), endingMs);
  });
  try {
    return await Promise.race([untilEnd(events), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function untilEnd(events: AsyncIterator<unknown>): Promise<boolean> {
  try {
    while (!(await events.next()).done);
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
