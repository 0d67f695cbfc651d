import type { NewEvent } from '../core/events.ts';
import type {
  Baselines,
  Clock,
  EvidenceTrees,
  Inbox,
  KnownLine,
  Log,
  Model,
  Sandbox,
  Setup,
  Verifier,
  Workspace,
} from '../ports.ts';

/** Everything that a run acts on and is told by. */
export interface World {
  log: Log;
  model: Model;
  workspace: Workspace;
  evidenceTrees: EvidenceTrees;
  sandbox: Sandbox;
  setup: Setup;
  verifier: Verifier;
  baselines: Baselines;
  clock: Clock;
  inbox: Inbox;
  /** Keeps what is known of a line outside of the log, so that its loss would show. Never throws. */
  keepHead: (line: KnownLine) => Promise<void>;
  /** Whether there is no room left on the disk to work with, as it is now. */
  isDiskFull: () => boolean;
  /** Gives up the room on the disk that is kept for the run's last line. */
  makeRoom: () => Promise<void>;
  /** Takes known secrets out of a text. */
  redact: (text: string) => string;
}

/**
 * Records one event and folds it into the run's state; rejects only where the log can't be written. When this resolves
 * for an event that begins an effect, it and all before it are on disk; any other is before the next effect begins.
 * `at` is the time of the decision that the event follows from; events that tell of the world have the time of their
 * writing.
 */
export type RecordEvent = (event: NewEvent, at?: number) => Promise<void>;
