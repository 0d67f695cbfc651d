import { commandLineKeys, type ProgramSettings } from '../core/settings/settings.ts';
import { driveRun } from '../runs/drive-run.ts';
import { planRun } from '../runs/plan-run.ts';
import { startRun } from '../runs/start-run.ts';
import { UsageError } from '../runs/usage-error.ts';
import { type Caller, type Stoppable, surroundingsOf } from './caller.ts';
import { givenSettings } from './given-options.ts';
import { type LiveRun, liveRun } from './live-run.ts';
import { stopInbox } from './stop-inbox.ts';

/** What a new run is started with. `task` or `taskFile` is needed; all else has a default. */
export interface StartOptions extends ProgramSettings, Caller, Stoppable {}

const signature = { name: 'startRun', settings: commandLineKeys, others: [] };

/**
 * Starts a run, as `proofloop run` does; resolves when it has begun. Rejects with a UsageError where it can't begin, and
 * with the signal's reason where that aborts before: then nothing was started and nothing is kept.
 */
export async function startNewRun(options: StartOptions): Promise<LiveRun> {
  const commandLine = givenSettings(options, signature);
  if (commandLine.taskFile === '-')
    throw new UsageError('standard input belongs to the program that calls: give the task as `task`');
  const surroundings = surroundingsOf(options);
  const inbox = stopInbox(options.signal);
  return liveRun({
    inbox,
    async begin(observer) {
      const planned = await planRun(commandLine, surroundings, null);
      const { world, journal, workspace } = await startRun(planned, surroundings, inbox, observer);
      const { runId, runHome, options: chosen, kept } = planned;
      const run = { runId, runHome, logPath: chosen.log_path, ...kept };
      return { run, warnings: planned.warnings, ended: driveRun(run, world, journal, workspace) };
    },
  });
}
