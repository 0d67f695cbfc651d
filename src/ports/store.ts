import type { LoggedEvent, Payload } from '../core/events.ts';

/** One line of a log, without its newline, and what a reader of it gets. */
export interface LogLine {
  line: string;
  event: LoggedEvent;
}

/** Keeps the log of one run. */
export interface Store {
  /**
   * Takes the right to write the log, which one process has at a time; a holder that is gone gives it up. Rejects with
   * RunInUseError, which names the process, while another one has it.
   */
  claim(): Promise<LogClaim>;
  /** The living process that has the right to write, and since when (ISO 8601); null for none. */
  writer(): Promise<{ pid: number; since: string } | null>;
  /**
   * All whole lines, each checked: its shape, its number, the hash chain, its payload. Changes nothing. Rejects with
   * UnreadableLogError where a line can't stand in its place, with an error that has a `code` where there is no log.
   */
  read(): Promise<StoredLog>;
  /**
   * The lines that are there, then each as another process writes it. Whenever all were given, `isOver` is asked; the log
   * is then read to its end once more. Ends without an error when `signal` aborts. Rejects as `read` does.
   */
  follow(isOver: () => Promise<boolean>, signal: AbortSignal): AsyncIterable<LogLine>;
  /** A text that is another one whenever the log has another end, without reading it; null where there is no log. */
  mark(): Promise<string | null>;
  /** The first event, without reading the rest; null where there is none that can be read. */
  first(): Promise<LoggedEvent | null>;
  /** Why no new log can be created here, as a sentence that says what to do; null where nothing is in its place. */
  obstacle(): Promise<string | null>;
  /** Whether a log that was read is that of a run which was started here; one that was brought here is for reading alone. */
  isOwn(log: Pick<StoredLog, 'events' | 'lines' | 'damage'>): Promise<boolean>;
}

/** The right to write a run's log. It stays with its holder where `create` or `open` rejects; else the Log has it. */
export interface LogClaim {
  /** A new log, which survives a power cut. Where there is one already it is left as it is: rejects with what to do. */
  create(): Promise<Log>;
  /** Opens the log to go on with it: what was written in part is first kept aside, then cut off. Rejects as `read` does. */
  open(): Promise<OpenedLog>;
  /** Removes the log; where there is none, nothing happens. The right stays with its holder. */
  remove(): Promise<void>;
  /** Gives the right back. Never throws. */
  release(): Promise<void>;
}

/** What a log holds in whole lines. */
export interface LogContents {
  events: LoggedEvent[];
  /** The line of each event, without its newline. */
  lines: string[];
  /** SHA-256 (hex) of the last line, 64 zeros for none; nothing in the log itself vouches for that line. */
  head: string;
}

export interface StoredLog extends LogContents {
  /** What shows that the log has lost lines or that its last one was changed, as sentences; null for nothing. */
  damage: string | null;
}

export interface OpenedLog {
  log: Log;
  contents: LogContents;
  /** The part of a line that was cut off: what `log_recovered` has to say; null for none. */
  recovered: Payload<'log_recovered'> | null;
}

/** The one writer of a run's log. */
export interface Log {
  /**
   * Appends lines, each of which follows on the one before and the first on the log's last; resolves when all of them are
   * on disk. On a write error none of them is in the log and the promise rejects; where it is unknown whether they are,
   * every later call rejects too. Calls must not overlap: a second one before the first has resolved rejects.
   */
  append(lines: readonly LogLine[]): Promise<void>;
  /** Gives up the room that is kept for the last lines of a run whose disk is full. */
  makeRoom(): Promise<void>;
  /** Gives up the right to write, and the room. Never throws. */
  close(): Promise<void>;
}

/** A line that a log is known to hold: its number, and SHA-256 (hex) of it without its newline. */
export interface KnownLine {
  seq: number;
  hash: string;
}
