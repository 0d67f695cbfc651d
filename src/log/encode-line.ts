import { hash } from 'node:crypto';
import type { LoggedEvent } from '../core/events.ts';

/** The `prev` of a log's first line, and the head of an empty log. */
export const emptyHead = '0'.repeat(64);

/**
 * One event as its line of the log, without the newline: JSON with the keys in the order of the format. For an event that
 * this version has written or read from a line of its own, that very line.
 */
export function encodeLine({ ts, seq, event, payload, prev }: LoggedEvent): string {
  const line = JSON.stringify({ ts, seq, event, payload, prev });
  // Legal in JSON, but many line readers take these two characters for the end of a line.
  return line.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** SHA-256 (hex) of a line without its newline, given as text or as the bytes of a file. */
export function lineHash(line: string | Uint8Array): string {
  return hash('sha256', line);
}
