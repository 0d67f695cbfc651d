import type { LoggedEvent } from '../core/events.ts';
import type { LogLine, Store } from './store.ts';

/** Where what belongs to a run is kept. */
export interface RunPlace {
  runId: string;
  /** Where its log is, as the store names it: for a file its absolute path. */
  logPath: string;
  /** The run's own folder, absolute. */
  runHome: string;
  /** The database that keeps its log; absent for a file. */
  databaseUrl?: string;
  /** What appends to such a log are part of; absent where each stands alone. */
  committer?: Committer;
  /** The calling program's own logs, where it keeps them itself. */
  ownLogs?: OwnLogs;
}

/** Logs that a calling program keeps itself: how they are found, and what opens the log of each run. */
export interface OwnLogs {
  index: RunIndex;
  /** `place` is one that the index gave. */
  open(place: RunPlace): Store;
}

/** A function of the database, with what it is given. It raises where what it does must not happen. */
export interface DatabaseCall {
  name: string;
  values: readonly unknown[];
}

/**
 * Has lines written by one statement with what else must happen with them, and resolves once that is committed; `append`
 * is what writes them. Rejects with a ReservationRefused where nothing was written and other lines may follow.
 */
export type Committer = (append: DatabaseCall, lines: readonly LogLine[]) => Promise<void>;

/** Finds runs by what is known of their logs. */
export interface RunIndex {
  /** The ids of all runs, newest first. */
  list(): Promise<string[]>;
  /** Where a run with this id keeps what belongs to it, where it was given no other place for its log. */
  placeOf(runId: string): RunPlace;
  /** The log that a person names by its place, and its first event, null for none that can be read; null for no log. */
  named(name: string): Promise<{ logPath: string; first: LoggedEvent | null } | null>;
}
