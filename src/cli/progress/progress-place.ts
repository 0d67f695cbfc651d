import type { Surroundings } from '../../config/surroundings.ts';
import type { LoggedEvent } from '../../core/events.ts';
import type { RunState } from '../../core/state.ts';
import type { RunPlace } from '../../ports/run-place.ts';
import type { ProgressChoice } from './wanted-progress.ts';

/** Shows a run while it works. */
export interface Progress {
  /** Is told each event, with the run before it and after it. */
  follow(event: LoggedEvent, before: RunState | null, after: RunState): void;
  /** Gives the terminal back. */
  close(): Promise<void>;
}

/** What can be done to a run from the keyboard, and where it is shown. */
export interface ProgressPlace {
  choice: ProgressChoice;
  surroundings: Surroundings;
  run: RunPlace;
  /** What has happened before. */
  earlier: { state: RunState; events: readonly LoggedEvent[] } | null;
  stream: NodeJS.WriteStream;
  /** Writes lines on that stream. */
  tell: (lines: readonly string[]) => void;
  /** Asks the run to stop. */
  stop: () => void;
  /** The view is left; null where plain lines follow. */
  leave: (() => void) | null;
  /** Whether the run's end is told by what follows, so that it needs no line of its own. */
  isEndTold: boolean;
}
