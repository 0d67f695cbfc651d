import type { LoggedEvent } from '../core/events.ts';
import type { RunObserver } from '../ports/attendance.ts';

/** The events of a live run, for as many readers as there are. */
export interface EventChannel {
  observer: RunObserver;
  /** No further event comes; with a failure each reader gets it where its events end. */
  end(failure: Error | null): void;
  /** Each reader gets every event from the first one that was told here, whenever it begins. */
  events: AsyncIterable<LoggedEvent>;
}

interface Reader {
  /** Told and not read yet. */
  waiting: LoggedEvent[];
  wake: () => void;
}

/**
 * A channel that keeps no event which nobody waits for: a reader that comes later gets the earlier ones by `readLog`, which
 * resolves with all events of the log.
 */
export function eventChannel(readLog: () => Promise<readonly LoggedEvent[]>): EventChannel {
  const readers = new Set<Reader>();
  let first: number | null = null;
  let last = 0;
  let ending: { failure: Error | null } | null = null;

  async function earlier(): Promise<readonly LoggedEvent[]> {
    if (first === null) return [];
    const from = first;
    const upTo = last;
    return (await readLog()).filter(({ seq }) => seq >= from && seq <= upTo);
  }

  async function* read(): AsyncGenerator<LoggedEvent, void, undefined> {
    const reader: Reader = { waiting: [], wake: () => {} };
    readers.add(reader);
    try {
      yield* await earlier();
      for (;;) {
        const event = reader.waiting.shift();
        if (event !== undefined) yield event;
        else if (ending !== null) {
          if (ending.failure !== null) throw ending.failure;
          return;
        } else {
          await new Promise<void>((resolve) => {
            reader.wake = resolve;
          });
        }
      }
    } finally {
      readers.delete(reader);
    }
  }

  const wakeAll = () => {
    for (const { wake } of readers) wake();
  };
  return {
    observer: (event) => {
      first ??= event.seq;
      last = event.seq;
      for (const { waiting } of readers) waiting.push(event);
      wakeAll();
    },
    end: (failure) => {
      ending = { failure };
      wakeAll();
    },
    events: { [Symbol.asyncIterator]: read },
  };
}
