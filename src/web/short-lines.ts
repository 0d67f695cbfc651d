import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LoggedEvent } from '../core/events.ts';
import { shortened } from './shorten-event.ts';

const eventsAPiece = 500;

/** The events as JSON lines with their long texts cut, in pieces, so that a reader begins before the last one is made. */
export function shortLines(events: readonly LoggedEvent[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      const piece = events.slice(at, at + eventsAPiece);
      at += piece.length;
      if (piece.length === 0) return controller.close();
      controller.enqueue(
        encoder.encode(piece.map((event) => `${JSON.stringify(shortened(event))}\n`).join('')),
      );
      // What others ask of the server is answered in between.
      await nextTurn();
    },
  });
}
