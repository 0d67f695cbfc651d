import type {
  Baselines,
  Clock,
  EvidenceTrees,
  Inbox,
  Model,
  Sandbox,
  Setup,
  Verifier,
  Workspace,
} from '../ports.ts';

/** Everything that a run acts on and is told by, but for its log. */
export interface World {
  model: Model;
  workspace: Workspace;
  evidenceTrees: EvidenceTrees;
  sandbox: Sandbox;
  setup: Setup;
  verifier: Verifier;
  baselines: Baselines;
  clock: Clock;
  inbox: Inbox;
  /** Whether there is no room left on the disk to work with, as it is now. */
  isDiskFull: () => boolean;
  /** Takes known secrets out of a text. */
  redact: (text: string) => string;
}
