import { isRecord } from './json.ts';

/** What a stream brought: its response, an error in place of it, or nothing final. */
export type Collected =
  | { kind: 'response'; response: Record<string, unknown> }
  | { kind: 'error'; error: unknown }
  | { kind: 'unfinished' };

const finalTypes = ['response.completed', 'response.incomplete', 'response.failed'];

/**
 * Reads the events of a stream until its response is final. A server may leave the final response's `output` empty:
 * then it is put together from the items, or else the text, that came before. Rejects as `events` does.
 */
export async function collectResponse(events: AsyncIterable<unknown>): Promise<Collected> {
  const items: unknown[] = [];
  let text = '';
  for await (const event of events) {
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
  return { kind: 'unfinished' };
}

function finalOutput(response: Record<string, unknown>, items: unknown[], text: string): unknown[] {
  if (Array.isArray(response.output) && response.output.length > 0) return response.output;
  if (items.length > 0 || text === '') return items;
  return [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }];
}
