import { type Containment, loadContainment } from '../../config/load-containment.ts';
import type { CommandLine } from '../../config/sources/command-line-source.ts';
import { readSurroundings, type Surroundings } from '../../config/surroundings.ts';
import type { LoggedEvent } from '../../core/events.ts';
import { type Divergence, type ReplayReport, replay } from '../../engine/replay.ts';
import { executeRecording } from '../../runs/execute-recording.ts';
import { type FoundRun, findRun } from '../../runs/find-run.ts';
import { isOwn } from '../../runs/own-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { UsageError } from '../../runs/usage-error.ts';
import { version } from '../../runs/version.ts';
import { executionLines } from '../../views/summary/execution-lines.ts';
import { plainText } from '../../views/text/plain-text.ts';
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
  const { events, damage } = read;
  const recordedBy = new Set(
    events.flatMap(({ event, payload }) =>
      event === 'loop_started' || event === 'loop_resumed' ? [payload.version] : [],
    ),
  );
  recordedBy.delete(version);
  const report = replay(events);
  if (recordedBy.size > 0) {
    print([`recorded by version ${[...recordedBy].join(', ')} of proofloop; this is ${version}`]);
  }
  if (report.divergence !== null || damage === null) print(reportLines(run.runId, report));
  if (damage !== null) print([damage]);
  if (report.divergence !== null || damage !== null) return 1;
  if (!alsoExecute) return 0;
  const containment = (await isOwn(run, read)) ? null : await containmentHere(commandLine, surroundings);
  return executeAndReport(run, events, surroundings, containment);
}

async function containmentHere(commandLine: CommandLine, surroundings: Surroundings): Promise<Containment> {
  const loaded = await loadContainment(commandLine, surroundings);
  if (!loaded.ok) throw new UsageError(loaded.errors.join('\nerror: '));
  return loaded.containment;
}

async function executeAndReport(
  run: FoundRun,
  events: readonly LoggedEvent[],
  surroundings: Surroundings,
  containment: Containment | null,
): Promise<number> {
  const inbox = listenForSignals(null, 'stopping: the open step is ended; once more ends it at once');
  try {
    const { report, kept } = await executeRecording(run, events, surroundings, { inbox, containment });
    print(executionLines(report));
    if (report.divergence === null) return 0;
    print(divergenceLines(run.runId, report.divergence, 'executed'));
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

function reportLines(runId: string, report: ReplayReport): string[] {
  const { divergence, requestsOfOtherPrompts } = report;
  const otherPrompts =
    requestsOfOtherPrompts === 0
      ? []
      : [`recorded with other prompts: ${requestsOfOtherPrompts} requests are not compared`];
  if (divergence !== null) return [...otherPrompts, ...divergenceLines(runId, divergence, 'replayed')];
  return [
    ...otherPrompts,
    `identical: ${report.events} events of run ${runId}, ${report.requestsCompared} requests among them`,
  ];
}

function divergenceLines(runId: string, divergence: Divergence, played: string): string[] {
  return [
    `diverged at event ${divergence.seq} (${divergence.event}) of run ${runId}`,
    `recorded: ${plainText(JSON.stringify(divergence.recorded))}`,
    `${played}: ${plainText(JSON.stringify(divergence.replayed))}`,
  ];
}
