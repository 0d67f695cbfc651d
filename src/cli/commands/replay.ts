import { readSurroundings } from '../../config/surroundings.ts';
import { type ReplayReport, replay } from '../../engine/replay.ts';
import { plainText } from '../../views/plain-text.ts';
import { findRun } from '../find-run.ts';
import { print } from '../output.ts';
import { readRun } from '../read-run.ts';
import { version } from '../version.ts';

/** `proofloop replay`: resolves with the exit code, 0 where the replay is identical. */
export async function replayCommand(name: string): Promise<number> {
  const run = await findRun(name, readSurroundings());
  const { events } = await readRun(run);
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
  print(reportLines(run.runId, report));
  return report.divergence === null ? 0 : 1;
}

function reportLines(runId: string, report: ReplayReport): string[] {
  const { divergence, requestsOfOtherPrompts } = report;
  const otherPrompts =
    requestsOfOtherPrompts === 0
      ? []
      : [`recorded with other prompts: ${requestsOfOtherPrompts} requests are not compared`];
  if (divergence === null) {
    return [
      ...otherPrompts,
      `identical: ${report.events} events of run ${runId}, ${report.requestsCompared} requests among them`,
    ];
  }
  return [
    ...otherPrompts,
    `diverged at event ${divergence.seq} (${divergence.event}) of run ${runId}`,
    `recorded: ${plainText(JSON.stringify(divergence.recorded))}`,
    `replayed: ${plainText(JSON.stringify(divergence.replayed))}`,
  ];
}
