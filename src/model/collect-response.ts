import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type Collected, createCollector } from './answer-events.ts';
import type { HttpResponse } from './http-fetch.ts';

/** What a body brought: what its events came to, or the text of one that holds no events. */
export type Received = Collected | { kind: 'text'; text: string };

/** How long a server may take to end a stream whose response is final. */
const endingMs = 100;

/** How long an answer may take that comes in spite of an error before it. */
const afterErrorMs = 1_000;

/**
 * Reads server-sent events until the response is final, and then the stream's end, where that comes soon: only a
 * connection whose answer was read whole serves the next request; else the stream is cut. Calls `heard` for what
 * belongs to the answer, and not for what only keeps the connection alive. Rejects as the stream does.
 */
export async function collectResponse(
  { body, heard, cut }: Pick<HttpResponse, 'body' | 'heard' | 'cut'>,
  isEventStream: boolean,
): Promise<Received> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    const received = await untilFinal(chunks, heard, isEventStream);
    if (!(await within(untilEnd(chunks), endingMs))) cut();
    return received;
  } catch (error) {
    cut();
    throw error;
  }
}

async function untilFinal(
  chunks: AsyncIterator<Uint8Array>,
  heard: () => void,
  isEventStream: boolean,
): Promise<Received> {
  const decoder = new TextDecoder();
  let arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => void arrived.push(message) });
  const collector = createCollector();
  /** All that came before the first event. */
  let text = '';
  let hasEvents = false;
  const take = (part: string): Collected | null => {
    parser.feed(part);
    const messages = arrived;
    arrived = [];
    for (const message of messages) {
      const { belongs, collected } = collector.take(message);
      hasEvents ||= isEventStream || belongs !== 'unknown';
      if (belongs === 'answer') heard();
      if (collected !== null) return collected;
    }
    if (!hasEvents) text += part;
    if (isEventStream ? isWithinData(part) : /\S/.test(part)) heard();
    return null;
  };
  for (;;) {
    const chunk = await nextChunk(chunks, collector.hasError());
    if (chunk === null || chunk.done) {
      // The last event may lack the blank line after it.
      const collected = take(`${decoder.decode()}\n\n`) ?? collector.atEnd();
      return hasEvents || text.trim() === '' ? collected : { kind: 'text', text };
    }
    const collected = take(decoder.decode(chunk.value, { stream: true }));
    if (collected !== null) return collected;
  }
}

/** A piece of one long line: events that take long to arrive are no keep-alives. */
function isWithinData(part: string): boolean {
  return part.length > 0 && !part.includes('\n') && !part.startsWith(':');
}

function nextChunk(chunks: AsyncIterator<Uint8Array>, hasError: boolean) {
  return hasError ? within(chunks.next(), afterErrorMs) : chunks.next();
}

/** What a promise comes to; null where that takes longer. */
async function within<Value>(promise: Promise<Value>, limitMs: number): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), limitMs);
  });
  // Nobody waits for it any more, then.
  promise.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Reads on to the stream's end. Never rejects: the response is there already. */
async function untilEnd(chunks: AsyncIterator<Uint8Array>): Promise<true> {
  try {
    while (!(await chunks.next()).done);
  } catch {
    // A stream that breaks off after its response has ended too.
  }
  return true;
}
