import type { SetupCommand } from '../core/events.ts';
import type { Workspace } from '../ports/run-workspace.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Setup } from '../ports/verifier.ts';

/** Kept of each command's output; the log carries it. */
const outputLimitBytes = 16_384;

/**
 * Runs setup commands in `folder` ('' is the top) of a setup view, one after another until one fails; `timeoutMs` is
 * for each. What a failed setup has made is thrown away. Rejects as Workspace and Sandbox do.
 */
export function createSetup(
  workspace: Workspace,
  sandbox: Sandbox,
  folder: string,
  timeoutMs: number,
): Setup {
  return {
    async prepare(tree, commands, signal) {
      const made = await workspace.madeDependencies(tree);
      if (made !== null) return { cached: true, folders: made, commands: [] };
      const view = await workspace.open('setup', tree);
      try {
        const results: SetupCommand[] = [];
        for (const command of commands) {
          const outcome = await sandbox.run(view, {
            command,
            input: null,
            folder,
            timeoutMs,
            outputLimitBytes,
            reportFolder: null,
            signal,
          });
          const { exitCode, timedOut, durationMs, output } = outcome;
          results.push({
            command,
            exit_code: exitCode,
            timed_out: timedOut,
            duration_ms: durationMs,
            output,
          });
          if (exitCode !== 0) return { cached: false, folders: [], commands: results };
        }
        return {
          cached: false,
          folders: await workspace.keepMadeDependencies(view, tree),
          commands: results,
        };
      } finally {
        await view.close();
      }
    },
  };
}
