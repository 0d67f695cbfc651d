import type { CommandLine } from '../../config/command-line-source.ts';
import { readSurroundings } from '../../config/surroundings.ts';
import { driveRun, lineObserver } from '../drive-run.ts';
import { tell } from '../output.ts';
import { listenForSignals } from '../signals.ts';
import { planRun, startRun } from '../start-run.ts';

/** `proofloop run`: resolves with the exit code. */
export async function runCommand(commandLine: CommandLine): Promise<number> {
  const surroundings = readSurroundings();
  const planned = await planRun(commandLine, surroundings);
  tell(planned.warnings.map((warning) => `warning: ${warning}`));
  const inbox = listenForSignals(planned.runId);
  try {
    const started = await startRun(planned, surroundings, inbox, lineObserver(planned.json, null));
    const { runId, runHome, options } = planned;
    const run = { runId, runHome, logPath: options.log_path };
    return await driveRun(run, started.world, started.workspace, started.state, planned.json);
  } finally {
    inbox.stopListening();
  }
}
