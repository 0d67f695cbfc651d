import type { Payload } from '../../core/events.ts';
import type { OutputItem } from '../../core/model/model-wire.ts';

/** What a check is told apart by: side by side with others, it ends when it does. */
export function checkSpanKey({ check, tree }: Pick<Payload<'check_started'>, 'check' | 'tree'>): string {
  return `check ${check} ${tree}`;
}

export function toolSpanKey(callId: string): string {
  return `tool ${callId}`;
}

/** Messages as the conventions have them in an attribute: JSON. */
export function textMessage(role: 'user' | 'assistant', content: string): string {
  return JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);
}

/** What a model answered, in the same form. */
export function outputMessages(output: readonly OutputItem[], finishReason: string): string {
  return JSON.stringify([{ role: 'assistant', parts: output.flatMap(partsOf), finish_reason: finishReason }]);
}

function partsOf(item: OutputItem): object[] {
  switch (item.type) {
    case 'message':
      return item.content.map((part) => ({
        type: 'text',
        content: part.type === 'refusal' ? part.refusal : part.text,
      }));
    case 'function_call':
      return [{ type: 'tool_call', id: item.call_id, name: item.name, arguments: item.arguments }];
    case 'reasoning':
      return [];
  }
}
