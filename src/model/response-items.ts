import {
  type FunctionCall,
  type Message,
  type OutputItem,
  outputItemSchema,
} from '../core/model/model-wire.ts';
import { isRecord } from './json.ts';

/**
 * The items of a response that are kept, each taken as what it plainly is: arguments as an object, an `id` in the place
 * of a `call_id`, text that stands without its parts. A call that is there twice is one call, and each call has an id
 * of its own; `callsBefore` (the calls of the conversation so far) counts those that the server did not name. Items of
 * unknown types, reasoning that can't be sent back and empty messages are left out.
 */
export function reduceItems(output: unknown, callsBefore: number): OutputItem[] {
  const kept: OutputItem[] = [];
  const calls = new Map<string, FunctionCall>();
  for (const item of Array.isArray(output) ? output : []) {
    if (!isRecord(item)) continue;
    if (item.type === 'function_call') {
      const call = functionCall(item, `call_${callsBefore + calls.size + 1}`);
      const same = calls.get(call.call_id);
      if (same?.name === call.name && same.arguments === call.arguments) continue;
      if (same) call.call_id = `${call.call_id}_${calls.size + 1}`;
      calls.set(call.call_id, call);
      kept.push(call);
    } else if (item.type === 'message') {
      const reduced = message(item);
      if (reduced.content.length > 0) kept.push(reduced);
    } else {
      const parsed = outputItemSchema.safeParse({ ...item, summary: item.summary ?? [] });
      // Without its encrypted content a reasoning item can't be sent back.
      if (parsed.success && parsed.data.type === 'reasoning' && parsed.data.encrypted_content !== null)
        kept.push(parsed.data);
    }
  }
  return kept;
}

/** What can't be understood of a call stays in it: the answer to the call tells the model. */
function functionCall(item: Record<string, unknown>, spareId: string): FunctionCall {
  const named = isRecord(item.function) ? { ...item, ...item.function } : item;
  return {
    type: 'function_call',
    call_id: [item.call_id, item.id].find(isFilledText) ?? spareId,
    name: toolName(named.name),
    arguments: argumentsText(named.arguments),
  };
}

function isFilledText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Servers refuse to be sent any other names. */
function toolName(name: unknown): string {
  return isFilledText(name) ? name.replace(/[^\w-]/g, '_').slice(0, 64) : 'unnamed';
}

function argumentsText(value: unknown): string {
  if (value === undefined || value === null || value === '') return '{}';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function message(item: Record<string, unknown>): Message {
  const parts = Array.isArray(item.content) ? item.content : [item.content];
  const phase = item.phase === 'commentary' || item.phase === 'final_answer' ? { phase: item.phase } : {};
  return {
    type: 'message',
    role: 'assistant',
    content: parts.flatMap((part) => contentPart(part)),
    ...(phase as Pick<Message, 'phase'>),
  };
}

function contentPart(part: unknown): Message['content'] {
  if (typeof part === 'string') return part === '' ? [] : [{ type: 'output_text', text: part }];
  if (!isRecord(part)) return [];
  if (part.type === 'refusal' && typeof part.refusal === 'string')
    return [{ type: 'refusal', refusal: part.refusal }];
  const isText = ['output_text', 'text', undefined].includes(part.type as string | undefined);
  return isText && typeof part.text === 'string' ? [{ type: 'output_text', text: part.text }] : [];
}
