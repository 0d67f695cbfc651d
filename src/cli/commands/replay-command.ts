import { readSurroundings } from '../../config/surroundings.ts';
import type { CommandLine } from '../../core/settings/settings.ts';
import type { ExecutedRecording } from '../../runs/execute-recording.ts';
import { findRun } from '../../runs/find-run.ts';
import { bringRun } from '../../runs/lay-out-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { type ExecutionOrder, executeRun, replayRun } from '../../runs/replay-run.ts';
import { version } from '../../runs/version.ts';
import { executionLines } from '../../views/summary/execution-lines.ts';
import { divergenceLines, otherVersionsLine, replayLines } from '../../views/summary/replay-lines.ts';
import { print } from '../output.ts';
import { exitCodes, listenForSignals } from '../signals.ts';

/**
 * `proofloop replay`: resolves with the exit code, 0 where the replay is identical. `commandLine` says what contains the
 * commands of a log that was brought here.
 */
export async function replayCommand(
  name: string,
  alsoExecute: boolean,
  commandLine: CommandLine,
): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  const read = await readRun(run);
  const { damage } = read;
  const { report, otherVersions } = replayRun(read);
  if (otherVersions.length > 0) print([otherVersionsLine(otherVersions, version)]);
  if (report.divergence !== null || damage === null) print(replayLines(run.runId, report));
  if (damage !== null) print([damage]);
  if (report.divergence !== null || damage !== null) return 1;
  if (!alsoExecute) return 0;
  await bringRun(run, read, surroundings);
  return attendExecution(run.runId, (inbox) => executeRun(run, read, { inbox, commandLine }, surroundings));
}

/** Prints what an execution came to, which the person at the terminal may stop; resolves with the exit code. */
async function attendExecution(
  runId: string,
  execute: (inbox: ExecutionOrder['inbox']) => Promise<ExecutedRecording>,
): Promise<number> {
  const inbox = listenForSignals(null, 'stopping: the open step is ended; once more ends it at once');
  try {
    const { report, kept } = await execute(inbox);
    print(executionLines(report));
    if (report.divergence === null) return 0;
    print(divergenceLines(runId, report.divergence, 'executed'));
    print([`the files as they are at this event are kept in ${kept}`]);
    return 1;
  } catch (error) {
    const signal = inbox.stopRequest();
    if (signal === null) throw error;
    print(['stopped: the run was not executed to its end']);
    return exitCodes[signal];
  } finally {
    inbox.stopListening();
  }
}
