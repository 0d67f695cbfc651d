import type { EventSourceMessage } from 'eventsource-parser';
import type { ModelAnswer } from '../core/model/model-wire.ts';
import { isRecord } from './json.ts';

type FinalStatus = ModelAnswer['status'];

/** What the events of a stream came to: a response, an error in place of it, or nothing final. */
export type Collected =
  /** `eventStatus` is what the last event says of a response that has no final status of its own. */
  | { kind: 'response'; response: Record<string, unknown>; eventStatus: FinalStatus }
  | { kind: 'error'; error: unknown }
  /** `isMalformed` says that some event could not be read. */
  | { kind: 'unfinished'; isMalformed: boolean };

/** What an event has to do with the answer: a part of it, something around it, or not even JSON. */
type Belongs = 'answer' | 'around' | 'unknown';

export interface Collector {
  /** Takes the next event; `collected` is null as long as the response is not final. */
  take(message: EventSourceMessage): { belongs: Belongs; collected: Collected | null };
  /** What there is when the stream ends without a final response. */
  atEnd(): Collected;
  /** Whether an error came: what follows it can only be an answer that is whole all the same. */
  hasError(): boolean;
}

/** The status that an event gives to its response, where that has no final one of its own. */
const finalStatuses: Readonly<Record<string, FinalStatus>> = {
  'response.completed': 'completed',
  'response.done': 'completed',
  'response.incomplete': 'incomplete',
  'response.failed': 'failed',
  'response.cancelled': 'cancelled',
};

/** They say that the server works on the request, again and again, and nothing of the answer. */
const statusOnly = ['response.queued', 'response.in_progress'];

/**
 * Puts a response together from the events of its stream. What an answer does not need may be anything: other events,
 * data that is empty or no JSON, text in mid-stream, an error before a response that is whole all the same. A server
 * may leave the final response's `output` empty, or end with [DONE] in its place: then the output is put together from
 * the items, or else the text, that came before.
 */
export function createCollector(): Collector {
  const parts = { items: new Map<string, unknown>(), texts: new Map<string, string>() };
  let error: { value: unknown } | null = null;
  let isMalformed = false;

  const final = (eventStatus: FinalStatus, event: unknown): Collected | null => {
    const given = responseOf(event);
    const output = outputOf(given, parts);
    if (error !== null && (eventStatus !== 'completed' || !hasContent(output))) return null;
    return { kind: 'response', response: { ...given, output }, eventStatus };
  };
  const unfinished = (): Collected =>
    error === null ? { kind: 'unfinished', isMalformed } : { kind: 'error', error: error.value };
  const atMark = (): Collected => {
    const output = outputOf({}, parts);
    if (error !== null || !hasContent(output)) return unfinished();
    return { kind: 'response', response: { output }, eventStatus: 'completed' };
  };

  return {
    take({ event: name, data }) {
      if (data.trim() === '[DONE]') return { belongs: 'around', collected: atMark() };
      const event = parsed(data);
      const type = isRecord(event) && typeof event.type === 'string' ? event.type : (name ?? '');
      const status = finalStatuses[type];
      // Its name alone says that the answer is over; that the answer is there, its items do.
      if (event === undefined && status !== undefined && hasContent([...parts.items.values()]))
        return { belongs: 'answer', collected: final(status, undefined) };
      if (event === undefined) isMalformed ||= data.trim() !== '';
      else if (status !== undefined) return { belongs: 'answer', collected: final(status, event) };
      if (data.trim() !== '' && isError(type, event)) error ??= { value: errorIn(event ?? data) };
      if (event === undefined) return { belongs: 'unknown', collected: null };
      if (!type.startsWith('response.') || statusOnly.includes(type))
        return { belongs: 'around', collected: null };
      if (isRecord(event)) keepPart(type, event, parts);
      return { belongs: 'answer', collected: null };
    },
    atEnd: unfinished,
    hasError: () => error !== null,
  };
}

interface Parts {
  /** Finished items by their id: one that is announced twice is one. */
  items: Map<string, unknown>;
  /** The text of each message, by its item. */
  texts: Map<string, string>;
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function isError(type: string, event: unknown): boolean {
  return type === 'error' || (isRecord(event) && Boolean(event.error));
}

function errorIn(event: unknown): unknown {
  return isRecord(event) ? (event.error ?? event) : event;
}

/** The response within its event, or in the place of it. */
function responseOf(event: unknown): Record<string, unknown> {
  if (!isRecord(event)) return {};
  if (isRecord(event.response)) return { usage: event.usage, ...event.response };
  return Array.isArray(event.output) ? event : {};
}

function keepPart(type: string, event: Record<string, unknown>, { items, texts }: Parts): void {
  if (type === 'response.output_item.done') items.set(itemKey(event.item, items.size), event.item);
  const key = String(event.item_id ?? event.output_index ?? '');
  if (type === 'response.output_text.delta' && typeof event.delta === 'string')
    texts.set(key, (texts.get(key) ?? '') + event.delta);
  if (type === 'response.output_text.done' && typeof event.text === 'string' && !texts.has(key))
    texts.set(key, event.text);
}

function itemKey(item: unknown, position: number): string {
  const ids = isRecord(item)
    ? [item.id, item.call_id].filter((id) => typeof id === 'string' && id !== '')
    : [];
  return ids.length > 0 ? ids.join(' ') : String(position);
}

function outputOf(response: Record<string, unknown>, { items, texts }: Parts): unknown[] {
  const given = Array.isArray(response.output) ? response.output : [];
  if (hasContent(given)) return given;
  const finished = [...items.values()];
  if (hasContent(finished)) return finished;
  const said = [...texts.values()].filter((text) => text !== '').map((text) => messageOf(text));
  return [...(given.length > 0 ? given : finished), ...said];
}

function messageOf(text: string): Record<string, unknown> {
  return { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
}

/** Whether some item says or asks for something. */
function hasContent(output: readonly unknown[]): boolean {
  return output.some(
    (item) =>
      isRecord(item) &&
      (item.type === 'function_call' || (item.type === 'message' && isFilled(item.content))),
  );
}

function isFilled(content: unknown): boolean {
  return (typeof content === 'string' || Array.isArray(content)) && content.length > 0;
}
