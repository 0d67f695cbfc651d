import type { Payload } from '../../core/events.ts';
import { countOf, durationText } from '../text/amounts.ts';
import { plainLine } from '../text/plain-text.ts';

/** What an agent says that it does: its own words, and marked as such. Nothing for what it thinks. */
export function agentUpdateLines({ kind, text, status }: Payload<'agent_update'>): string[] {
  const first = plainLine(text.split('\n')[0] ?? '');
  switch (kind) {
    case 'thought':
    case 'plan':
      return [];
    case 'message':
      return [`says: ${plainLine(text)}`];
    case 'tool':
      return status === 'completed' ? [] : [`says it uses ${first}${status === 'failed' ? ': failed' : ''}`];
    case 'permission':
      return [`asks for leave: ${first}: ${plainLine(status ?? '')}`];
    case 'question':
      return [`asks: ${first}: ${plainLine(status ?? '')}`];
  }
}

/** How an agent ended, and what of its files can't be delivered. */
export function agentResultLines(result: Payload<'agent_result'>): string[] {
  const after = `after ${durationText(result.duration_ms)}, ${countOf(result.steps, 'use')} of tools by its word`;
  const end =
    result.failure === null
      ? `the agent ended (${result.stop_reason}) ${after}`
      : `the agent failed ${after}: ${plainLine(result.failure.message)}`;
  return [
    end,
    ...result.refused.map(
      ({ path, reason }) => `can't be delivered: ${plainLine(path)}: ${plainLine(reason)}`,
    ),
  ];
}
