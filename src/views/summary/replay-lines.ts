import { plainLine, plainText } from '../text/plain-text.ts';

/** The part of a divergence that a person is shown. */
interface ShownDivergence {
  seq: number;
  event: string;
  recorded: unknown;
  replayed: unknown;
}

/** The part of a replay's report that a person is shown. */
interface ShownReplay {
  events: number;
  requestsCompared: number;
  requestsOfOtherPrompts: number;
  divergence: ShownDivergence | null;
}

/** By which versions, as the log says, it was recorded. */
export function otherVersionsLine(versions: readonly string[], own: string): string {
  return `recorded by version ${versions.map(plainLine).join(', ')} of proofloop; this is ${own}`;
}

/** What a replay from the log alone came to. */
export function replayLines(runId: string, report: ShownReplay): string[] {
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

/** Where a replay or an execution, as `played` says, came to something else than the log. */
export function divergenceLines(runId: string, divergence: ShownDivergence, played: string): string[] {
  return [
    `diverged at event ${divergence.seq} (${divergence.event}) of run ${runId}`,
    `recorded: ${plainText(JSON.stringify(divergence.recorded))}`,
    `${played}: ${plainText(JSON.stringify(divergence.replayed))}`,
  ];
}
