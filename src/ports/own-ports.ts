import type { Model } from './model.ts';
import type { OwnTool } from './own-tool.ts';
import type { RoleWorker } from './role-worker.ts';
import type { OwnLogs } from './run-place.ts';
import type { Sandbox } from './sandbox.ts';

/** What a calling program brings of its own, in the place of what comes with proofloop; all else stays as it is. */
export interface OwnPorts {
  /** Answers all requests of all roles; no key is needed, and no endpoint is asked. */
  model?: Model | undefined;
  /** Does the work of the roles that `agent` and its kin name. */
  worker?: RoleWorker | undefined;
  /** Runs every command of the run; whether it holds anything back is the program's own affair. */
  sandbox?: Sandbox | undefined;
  logs?: OwnLogs | undefined;
  /** Tools that models may use besides those that there are. */
  tools?: readonly OwnTool[] | undefined;
}
