import type { TokenUsage } from '../../src/core/model/model-wire.ts';
import type { ResponseAnswer, ScriptedItem } from './scripted-answers.ts';

export interface ServerEvent {
  type: string;
  [field: string]: unknown;
}

/** The ids and names that a scripted response is sent under. */
export interface ResponseIdentity {
  responseId: string;
  model: string;
  /** Call ids are `<callPrefix>_<number>`, counted on from `firstCall`. */
  callPrefix: string;
  firstCall: number;
}

type OutputItem = Record<string, unknown> & { type: string; id: string };

/** The response object of the Responses API, as `GET /responses/<id>` or a request without `stream` gives it. */
export function responseObject(answer: ResponseAnswer, identity: ResponseIdentity) {
  return {
    id: identity.responseId,
    object: 'response',
    created_at: 1_790_000_000,
    model: identity.model,
    status: answer.status,
    error: answer.error,
    incomplete_details: answer.incompleteReason === null ? null : { reason: answer.incompleteReason },
    output: outputItems(answer, identity),
    usage: answer.usage && wireUsage(answer.usage),
  };
}

/** The events that stream this response, in the order in which the API sends them. */
export function responseEvents(answer: ResponseAnswer, identity: ResponseIdentity): ServerEvent[] {
  const final = responseObject(answer, identity);
  const opening = {
    ...final,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    output: [],
    usage: null,
  };
  const events = [
    { type: 'response.created', response: opening },
    { type: 'response.in_progress', response: opening },
    ...final.output.flatMap(itemEvents),
    { type: `response.${answer.status}`, response: final },
  ];
  return events.map((event, index) => ({ ...event, sequence_number: index }));
}

function outputItems(answer: ResponseAnswer, identity: ResponseIdentity): OutputItem[] {
  let calls = identity.firstCall - 1;
  const status = answer.status === 'incomplete' ? 'incomplete' : 'completed';
  return answer.items.map((item, index) => {
    const id = `item_${identity.responseId}_${index}`;
    if (item.type === 'other') return { id, type: 'unknown', ...item.item };
    if (item.type === 'call') {
      calls += 1;
      const callId = `${identity.callPrefix}_${calls}`;
      return {
        id,
        type: 'function_call',
        status,
        call_id: callId,
        name: item.name,
        arguments: item.arguments,
      };
    }
    return { id, type: 'message', status, role: 'assistant', content: [contentPart(item)] };
  });
}

type TextItem = Extract<ScriptedItem, { type: 'text' | 'refusal' }>;

function contentPart(item: TextItem): Record<string, unknown> {
  if (item.type === 'refusal') return { type: 'refusal', refusal: item.refusal };
  return { type: 'output_text', text: item.text, annotations: [], logprobs: [] };
}

function itemEvents(item: OutputItem, index: number): ServerEvent[] {
  const place = { output_index: index };
  const added = { ...item, ...emptyContent(item) };
  return [
    { type: 'response.output_item.added', ...place, item: added },
    ...contentEvents(item, { item_id: item.id, ...place }),
    { type: 'response.output_item.done', ...place, item },
  ];
}

function emptyContent(item: OutputItem): Record<string, unknown> {
  if (item.type === 'message') return { status: 'in_progress', content: [] };
  if (item.type === 'function_call') return { status: 'in_progress', arguments: '' };
  return {};
}

function contentEvents(item: OutputItem, place: Record<string, unknown>): ServerEvent[] {
  if (item.type === 'function_call') {
    const type = 'response.function_call_arguments';
    return [
      ...halves(String(item.arguments)).map((delta) => ({ type: `${type}.delta`, ...place, delta })),
      { type: `${type}.done`, ...place, arguments: item.arguments },
    ];
  }
  if (item.type !== 'message') return [];
  const parts = Array.isArray(item.content) ? item.content : [];
  return parts.flatMap((part, index) => partEvents(part, { ...place, content_index: index }));
}

function partEvents(part: Record<string, unknown>, place: Record<string, unknown>): ServerEvent[] {
  const field = part.type === 'refusal' ? 'refusal' : 'text';
  const type = part.type === 'refusal' ? 'response.refusal' : 'response.output_text';
  const text = String(part[field]);
  return [
    { type: 'response.content_part.added', ...place, part: { ...part, [field]: '' } },
    ...halves(text).map((delta) => ({ type: `${type}.delta`, ...place, delta })),
    { type: `${type}.done`, ...place, [field]: text },
    { type: 'response.content_part.done', ...place, part },
  ];
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((half) => half !== '');
}

function wireUsage(usage: TokenUsage) {
  return {
    input_tokens: usage.input_tokens,
    input_tokens_details: {
      cached_tokens: usage.cached_input_tokens,
      cache_write_tokens: usage.cache_write_tokens,
    },
    output_tokens: usage.output_tokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: usage.input_tokens + usage.output_tokens,
  };
}
