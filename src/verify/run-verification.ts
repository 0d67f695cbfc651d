import type { CommandResult } from '../core/events.ts';
import type { Sandbox, Verifier, Workspace } from '../ports.ts';

/** Kept of each command's output; the log carries it. */
const outputLimitBytes = 16_384;

/**
 * Runs verify commands in `folder` ('' is the top) of a fresh checkout, which is removed afterwards in all cases;
 * `timeoutMs` is for each command. Rejects as Workspace and Sandbox do.
 */
export function createVerifier(
  workspace: Workspace,
  sandbox: Sandbox,
  folder: string,
  timeoutMs: number,
): Verifier {
  return {
    async verify(tree, commands, signal) {
      const view = await workspace.open('verification', tree);
      try {
        const results: CommandResult[] = [];
        for (const command of commands) {
          const request = {
            command,
            input: null,
            folder,
            timeoutMs,
            outputLimitBytes,
            reportFolder: null,
            signal,
          };
          const outcome = await sandbox.run(view, request);
          results.push({
            command,
            exit_code: outcome.exitCode,
            timed_out: outcome.timedOut,
            duration_ms: outcome.durationMs,
            tests: null,
            output: outcome.output,
          });
        }
        return results;
      } finally {
        await view.close();
      }
    },
  };
}
