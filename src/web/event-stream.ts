import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { RunPlace } from '../ports/run-place.ts';
import { followRun } from '../runs/follow-run.ts';
import { shortened } from './shorten-event.ts';

const idleMs = 2_000;

/** Which events a reader of the stream wants. */
interface Wanted {
  /** The number of the last event that it has. */
  after: number;
  /** Long texts are cut. */
  short: boolean;
}

/**
 * The events of a run as server-sent events: the id of each is its `seq`. A run that has ended or that no process works on
 * can go on later, so the stream stays open and looks again.
 */
export function eventStream(context: Context, run: RunPlace, { after, short }: Wanted): Response {
  return streamSSE(context, async (stream) => {
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    let last = after;
    while (!left.signal.aborted) {
      for await (const { line, event } of followRun(run, left.signal)) {
        if (event.seq <= last) continue;
        last = event.seq;
        await stream.writeSSE({ id: String(last), data: short ? JSON.stringify(shortened(event)) : line });
      }
      if (left.signal.aborted) return;
      // A comment, so that a connection without news is not taken for a dead one.
      await stream.write(': here\n\n');
      await stream.sleep(idleMs);
    }
  });
}

/** The number in `Last-Event-ID`, which a browser sends when it connects anew, else that in the address; 0 for none. */
export function lastSeenEvent(header: string | undefined, query: string | undefined): number {
  const number = Number(header ?? query ?? 0);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}
