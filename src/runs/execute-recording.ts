import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { proofloopHome } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { LoggedEvent } from '../core/events.ts';
import { type ExecutionReport, execute } from '../engine/execute.ts';
import type { Inbox } from '../ports.ts';
import { createWorld } from '../wire.ts';
import { copyForReplay } from '../workspace/home/copy-run.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { requireSandbox } from './choose-sandbox.ts';
import type { FoundRun } from './find-run.ts';

export interface ExecutedRecording {
  report: ExecutionReport;
  /** The folder with the files as the execution left them where it diverged; null where they were removed. */
  kept: string | null;
}

/**
 * Carries out a recorded run's steps again in a folder of their own. The run, the user's files and the branches of
 * their repository are left as they are. Rejects with the inbox's reason once it is asked to stop.
 */
export async function executeRecording(
  run: FoundRun,
  events: readonly LoggedEvent[],
  surroundings: Surroundings,
  inbox: Inbox,
): Promise<ExecutedRecording> {
  const parent = join(proofloopHome(surroundings), 'replays');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const home = await realpath(await mkdtemp(join(parent, `${run.runId}-`)));
  let keep = false;
  try {
    await copyForReplay(run.runHome, home);
    const searchPath = surroundings.environment.PATH ?? '';
    const report = await execute(
      events,
      async (options) => {
        await requireSandbox(options.sandbox);
        return createWorld({
          options,
          workspace: await openWorkspace(home, searchPath, options.setup),
          runHome: home,
          inbox,
          apiKey: null,
          // No answer is left to give: the model is never asked.
          recorded: new Map(),
          idleTimeoutMs: 0,
          surroundings,
        });
      },
      inbox.signal,
    );
    keep = report.divergence !== null;
    return { report, kept: keep ? home : null };
  } finally {
    if (!keep) await rm(home, { recursive: true, force: true });
  }
}
