import { countOf } from '../text/amounts.ts';
import { plainLine } from '../text/plain-text.ts';

/** The part of a report on executed steps that a person is shown. */
interface ShownExecution {
  toolCalls: number;
  agentCalls: number;
  verifications: number;
  differences: readonly {
    seq: number;
    event: string;
    fields: readonly { name: string; recorded: string; executed: string }[];
  }[];
  divergence: unknown;
}

const shownDifferences = 3;

/** What was executed, and where it was said in other words than in the recording. */
export function executionLines(report: ShownExecution): string[] {
  const { toolCalls, agentCalls, verifications, differences, divergence } = report;
  const done = `${countOf(toolCalls, 'tool call')} and ${countOf(verifications, 'verification')}`;
  const agreement = divergence === null ? ', every tree and verdict as recorded' : '';
  const shown = differences.slice(0, shownDifferences);
  const more = differences.length - shown.length;
  return [
    `executed: ${done}${agreement}`,
    ...(agentCalls === 0
      ? []
      : [
          `taken as recorded: the files that ${countOf(agentCalls, 'call')} of agents left, which can't be made again`,
        ]),
    ...(differences.length > 0 ? [`${countOf(differences.length, 'outcome')} in other words:`] : []),
    ...shown.flatMap(({ seq, event, fields }) => [
      `  event ${seq} (${event})`,
      ...fields.flatMap(({ name, recorded, executed }) => [
        `    ${name} recorded: ${plainLine(recorded)}`,
        `    ${name} executed: ${plainLine(executed)}`,
      ]),
    ]),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
