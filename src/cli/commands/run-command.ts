import { readSurroundings } from '../../config/surroundings.ts';
import type { CommandLine } from '../../core/settings/settings.ts';
import { driveRun } from '../../runs/drive-run.ts';
import { readFaceSettings } from '../../runs/face-settings.ts';
import { type PlannedRun, planRun } from '../../runs/plan-run.ts';
import { rehearseRun, startRun } from '../../runs/start-run.ts';
import { rehearsalLines } from '../../views/progress/rehearsal-lines.ts';
import { exactLine } from '../../views/text/exact-line.ts';
import { askOnTerminal, hasTerminal } from '../confirm.ts';
import { printText, tell } from '../output.ts';
import { openRunProgress, type RunProgress, reportEnd } from '../run-output.ts';
import { exitCodes, listenForSignals } from '../signals.ts';

/** `proofloop run`: resolves with the exit code. */
export async function runCommand(commandLine: CommandLine): Promise<number> {
  const surroundings = readSurroundings();
  const planned = await planRun(commandLine, surroundings, hasTerminal() ? askOnTerminal : null);
  const faces = await readFaceSettings(commandLine, surroundings);
  tell(planned.warnings.map((warning) => `warning: ${warning}`));
  const inbox = listenForSignals(planned.runId);
  tell(preparing(planned));
  let isStarted = false;
  let progress: RunProgress | null = null;
  try {
    if (commandLine.dryRun === true) {
      printText(rehearsalLines(await rehearseRun(planned, surroundings, inbox)));
      return 0;
    }
    const { runId, runHome, options } = planned;
    const run = { runId, runHome, logPath: options.log_path };
    const ending = { ...faces, json: planned.json, surroundings };
    progress = await openRunProgress(run, null, ending);
    const started = await startRun(planned, surroundings, inbox, progress.observerOf(null));
    isStarted = true;
    const ended = await driveRun(run, started.world, started.journal, started.workspace);
    await progress.close();
    return await reportEnd(ended, ending);
  } catch (error) {
    await progress?.close();
    const signal = inbox.stopRequest();
    if (signal === null || isStarted) throw error;
    tell(['stopped: nothing was started']);
    return exitCodes[signal];
  } finally {
    inbox.stopListening();
  }
}

/** Setup commands may take a while before the first line of the run. */
function preparing({ options }: PlannedRun): string[] {
  return options.setup.map((command) => `setup of the base: ${exactLine(command)}`);
}
