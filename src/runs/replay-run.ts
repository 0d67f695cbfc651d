import { type ContainmentChoice, loadContainment } from '../config/load-containment.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { CommandLine } from '../core/settings/settings.ts';
import { type ReplayReport, replay } from '../engine/replay.ts';
import type { Inbox } from '../ports/attendance.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { type ExecutedRecording, executeRecording } from './execute-recording.ts';
import { isOwn } from './own-run.ts';
import type { ReadRun } from './read-run.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** A run that was played again from its log alone. */
export interface ReplayedRun {
  report: ReplayReport;
  /** The other versions of proofloop that have recorded it. */
  otherVersions: string[];
}

export function replayRun({ events }: ReadRun): ReplayedRun {
  const versions = new Set(
    events.flatMap(({ event, payload }) =>
      event === 'loop_started' || event === 'judge_started' || event === 'loop_resumed'
        ? [payload.version]
        : [],
    ),
  );
  versions.delete(version);
  return { report: replay(events), otherVersions: [...versions] };
}

/** Who may stop an execution, and what contains the commands of a log that was brought here. */
export interface ExecutionOrder {
  inbox: Inbox;
  commandLine: CommandLine;
}

/** Carries a run's steps out again, as `executeRecording` does. */
export async function executeRun(
  run: RunPlace,
  read: ReadRun,
  { inbox, commandLine }: ExecutionOrder,
  surroundings: Surroundings,
): Promise<ExecutedRecording> {
  const containment = (await isOwn(run, read)) ? null : await containmentHere(commandLine, surroundings);
  return executeRecording(run, read.events, surroundings, { inbox, containment });
}

async function containmentHere(
  commandLine: CommandLine,
  surroundings: Surroundings,
): Promise<ContainmentChoice> {
  const loaded = await loadContainment(commandLine, surroundings);
  if (!loaded.ok) throw new UsageError(loaded.errors.join('\nerror: '));
  return loaded.containment;
}
