import type { Inbox } from '../ports/attendance.ts';
import type { Clock } from '../ports/clock.ts';
import type { Baselines, KeptRuns } from '../ports/kept-measurements.ts';
import type { EvidenceTrees } from '../ports/measured-trees.ts';
import type { Model } from '../ports/model.ts';
import type { OwnTool } from '../ports/own-tool.ts';
import type { RoleWorker } from '../ports/role-worker.ts';
import type { Workspace } from '../ports/run-workspace.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Setup, Verifier } from '../ports/verifier.ts';

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
