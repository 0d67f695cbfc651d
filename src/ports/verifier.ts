import type { CommandResult, SetupCommand } from '../core/events.ts';
import type { CommandManner } from './sandbox.ts';
import type { TreeId } from './view.ts';

export interface Verifier {
  /** Runs the commands one after another on a fresh checkout of `tree`; all of them, also after one has failed. */
  verify(tree: TreeId, commands: readonly string[], manner: CommandManner): Promise<CommandResult[]>;
}

export interface SetupOutcome {
  /** The folders had been made before, so that no command had to run. */
  cached: boolean;
  /** Paths of the dependency folders that are there now; none where a command failed. */
  folders: string[];
  /** The commands that ran, up to the first that failed. */
  commands: SetupCommand[];
}

export interface Setup {
  /** Makes the dependency folders for the manifests and lock files of `tree`, where they were not made before. */
  prepare(tree: TreeId, commands: readonly string[], signal: AbortSignal): Promise<SetupOutcome>;
}
