import { type LoggedEvent, type NewEvent, payloadSchemas } from '../core/events.ts';
import type { KnownLine, LogLine } from '../ports/store.ts';
import { misfit } from './decode-line.ts';
import { emptyHead, encodeLine, lineHash } from './encode-line.ts';

/** Where a log ends: what its next line builds on. */
export interface LogEnd extends KnownLine {
  /** Time of the last event, in milliseconds since the epoch. */
  timeMs: number;
}

/** The end of a log without lines. */
export const emptyEnd: LogEnd = { seq: 0, hash: emptyHead, timeMs: 0 };

/** The end of a log whose last line is this one. */
export function endOf({ line, event }: LogLine): LogEnd {
  return { seq: event.seq, hash: lineHash(line), timeMs: Date.parse(event.ts) };
}

/**
 * An event as the line that follows on `end`, with what a reader of that line gets, so that live state and a later fold
 * agree; the event is the whole line (see `encodeLine`). `at` is in milliseconds since the epoch; times in a log never go
 * backwards. Throws where the line could not be read back.
 */
export function sealLine({ event, payload }: NewEvent, end: LogEnd, at: number): LogLine {
  const seq = end.seq + 1;
  const ts = new Date(Math.max(at, end.timeMs)).toISOString();
  const parsed = payloadSchemas[event].safeParse(payload, oneByOne);
  if (!parsed.success)
    throw new Error(
      `The event ${event} was not written, as it could not be read back: ${misfit(event, parsed.error)}.`,
    );
  const line = encodeLine({ ts, seq, event, payload: parsed.data, prev: end.hash } as LoggedEvent);
  return { line, event: JSON.parse(line) };
}

/** Zod compiles a schema at its first use, which pays for the lines of a log, and takes longer than a few of them. */
const oneByOne = { jitless: true };
