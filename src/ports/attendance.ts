import type { LoggedEvent } from '../core/events.ts';
import type { RunState } from '../core/state.ts';

/**
 * Told of each event once it is on disk, in their order, with the run's state after it. It must neither throw nor
 * record.
 */
export type RunObserver = (event: LoggedEvent, state: RunState) => void;

/** What reaches a running run from outside. */
export interface Inbox {
  /** The signal that asked the run to stop, once one came. */
  stopRequest(): 'SIGINT' | 'SIGTERM' | 'SIGHUP' | null;
  /** Aborts as soon as a stop is requested. */
  readonly signal: AbortSignal;
}
