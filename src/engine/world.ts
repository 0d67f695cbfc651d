import type {
  Baselines,
  Clock,
  EvidenceTrees,
  Inbox,
  KeptRuns,
  Model,
  OwnTool,
  RoleWorker,
  Sandbox,
  Setup,
  Verifier,
  Workspace,
} from '../ports.ts';

/** Everything that a run acts on and is told by, but for its log. */
export interface World {
  model: Model;
  worker: RoleWorker;
  /** Tools that the calling program brought. */
  ownTools: readonly OwnTool[];
  workspace: Workspace;
  evidenceTrees: EvidenceTrees;
  sandbox: Sandbox;
  setup: Setup;
  verifier: Verifier;
  baselines: Baselines;
  keptRuns: KeptRuns;
  clock: Clock;
  inbox: Inbox;
  /** Whether there is no room left on the disk to work with, as it is now. */
  isDiskFull: () => boolean;
  /** Takes known secrets out of a text. */
  redact: (text: string) => string;
  /** Whether a text holds what must not be delivered: a known secret, or a token that an agent's login has held. */
  holdsSecret: (text: string) => boolean;
}
