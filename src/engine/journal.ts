import type { NewEvent } from '../core/events.ts';
import { fold, foldAll } from '../core/fold/fold.ts';
import type { RunState } from '../core/state.ts';
import { isFirstOnDisk } from '../core/steps.ts';
import { emptyEnd, endOf, type LogEnd, sealLine } from '../log/seal-line.ts';
import type { RunObserver } from '../ports/attendance.ts';
import type { KnownLine, Log, LogContents, LogLine } from '../ports/store.ts';
import { redactStrings } from '../system/redact-strings.ts';

/**
 * The one way into a run's log, and the run's state as it follows from it: all that writes a line, and all that wants to
 * know where a live run stands, goes through here.
 */
export interface Journal {
  /** What follows from all that was recorded. Throws while nothing was. */
  state(): RunState;
  /**
   * Takes known secrets out of an event, writes it and folds it into the state. Rejects where the log can't be written,
   * or the event can't follow; then it has not happened. When this resolves for an event that begins an effect, or ends
   * the run, it and all before it are on disk; any other is before the next effect begins, or with the next `flush`.
   * `at` is the time of the decision that the event follows from, in milliseconds since the epoch; events that tell of
   * the world have the time of their writing. Calls must not overlap.
   */
  record(event: NewEvent, at?: number): Promise<void>;
  /** From now on tells this observer too. */
  observe(observer: RunObserver): void;
  /** Resolves when all that was recorded is on disk. Where it rejects, what was not written still waits. */
  flush(): Promise<void>;
  /** The last line on disk. */
  head(): KnownLine;
  /**
   * Gives up the room that is kept for the run's last lines, and writes what waits into it. What finds no room even
   * there has not happened: the state goes back to what is on disk.
   */
  makeRoom(): Promise<void>;
  /** Ends the writing and lets others write. Never throws. */
  close(): Promise<void>;
}

export interface JournalParts {
  /** Open to be written, and at its end. */
  log: Log;
  /** What the log holds already; null for a new one. */
  earlier: LogContents | null;
  /** Takes known secrets out of a text. */
  redact: (text: string) => string;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Where a log ends, and what follows from it. */
interface Position {
  end: LogEnd;
  /** Null for a log without lines. */
  state: RunState | null;
}

/** A line that is not on disk yet, with what it leads to. */
interface Waiting extends LogLine, Position {
  state: RunState;
}

/** The journal of an open log. Throws where the earlier events can't follow one another. */
export function createJournal({ log, earlier, redact, now }: JournalParts): Journal {
  /** What the disk has: a line that could not be written has not happened. */
  let onDisk: Position = openedAt(earlier, redact);
  /** Lines from which nothing but further lines follows, so that they wait for the next one that must be on disk. */
  let waiting: Waiting[] = [];
  let writing = false;
  const observers: RunObserver[] = [];

  async function append(): Promise<void> {
    const written = waiting;
    const last = written.at(-1);
    if (last === undefined) return;
    await log.append(written);
    waiting = [];
    onDisk = last;
    for (const { event, state } of written) for (const observe of observers) observe(event, state);
  }

  /** Refuses a call while an earlier one is not finished. */
  async function alone(what: string, work: () => Promise<void>): Promise<void> {
    if (writing) throw new Error(`${what} not written: the append before it is not finished.`);
    writing = true;
    try {
      await work();
    } finally {
      writing = false;
    }
  }

  async function record(newEvent: NewEvent, at: number): Promise<void> {
    const before = waiting.at(-1) ?? onDisk;
    const line = sealLine(withoutSecrets(newEvent, redact), before.end, at);
    waiting.push({ ...line, end: endOf(line), state: fold(before.state, line.event) });
    if (!isFirstOnDisk(newEvent.event)) return;
    try {
      await append();
    } catch (error) {
      // What it announces does not happen; the outcomes before it have, and may find room yet.
      waiting.pop();
      throw error;
    }
  }

  return {
    state() {
      const { state } = waiting.at(-1) ?? onDisk;
      if (state === null) throw new Error('Nothing was recorded yet.');
      return state;
    },
    record: (event, at = now()) => alone(`The event ${event.event} was`, () => record(event, at)),
    observe: (observer) => {
      observers.push(observer);
    },
    flush: () => alone('What was recorded was', append),
    head: () => ({ seq: onDisk.end.seq, hash: onDisk.end.hash }),
    makeRoom: () =>
      alone('What was recorded was', async () => {
        await log.makeRoom();
        await append().catch(() => {
          waiting = [];
        });
      }),
    close: () => log.close(),
  };
}

/** The event with every string of its payload passed through `redact`. */
function withoutSecrets<Event extends NewEvent>(event: Event, redact: (text: string) => string): Event {
  return { ...event, payload: redactStrings(event.payload, redact) };
}

/** What an earlier process did not know to be a secret must not reach a request of this one: it stays out of the state. */
function openedAt(earlier: LogContents | null, redact: (text: string) => string): Position {
  const last = earlier?.events.at(-1);
  if (!earlier || !last) return { state: null, end: emptyEnd };
  const state = foldAll(earlier.events.map((event) => withoutSecrets(event, redact)));
  return { state, end: { seq: last.seq, hash: earlier.head, timeMs: Date.parse(last.ts) } };
}
