import type { CommandLine } from '../../config/sources/command-line-source.ts';
import { readSurroundings } from '../../config/surroundings.ts';
import { driveRun } from '../../runs/drive-run.ts';
import { planRun, startRun } from '../../runs/start-run.ts';
import { tell } from '../output.ts';
import { printingObserver, reportEnd } from '../run-output.ts';
import { listenForSignals } from '../signals.ts';

/** `proofloop run`: resolves with the exit code. */
export async function runCommand(commandLine: CommandLine): Promise<number> {
  const surroundings = readSurroundings();
  const planned = await planRun(commandLine, surroundings);
  tell(planned.warnings.map((warning) => `warning: ${warning}`));
  const inbox = listenForSignals(planned.runId);
  try {
    const started = await startRun(planned, surroundings, inbox, printingObserver(planned.json, null));
    const { runId, runHome, options } = planned;
    const run = { runId, runHome, logPath: options.log_path };
    const ended = await driveRun(run, started.world, started.journal, started.workspace);
    return await reportEnd(ended, planned.json);
  } finally {
    inbox.stopListening();
  }
}
