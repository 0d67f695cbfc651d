import type { ModelAnswer } from '../index.ts';

type OutputItem = ModelAnswer['output'][number];
type TokenUsage = NonNullable<ModelAnswer['usage']>;

export interface StreamEvent {
  type: string;
  [field: string]: unknown;
}

/** The events in which the Responses API streams an answer. */
export function answerEvents(answer: ModelAnswer): StreamEvent[] {
  const response = responseObject(answer);
  const opening = { ...response, status: 'in_progress', error: null, output: [], usage: null };
  const events = [
    { type: 'response.created', response: opening },
    { type: 'response.in_progress', response: opening },
    ...answer.output.flatMap(itemEvents),
    { type: `response.${answer.status}`, response },
  ];
  return events.map((event, index) => ({ ...event, sequence_number: index }));
}

function responseObject(answer: ModelAnswer) {
  const { response_id: id, model, status, status_reason: reason, output, usage } = answer;
  return {
    id,
    object: 'response',
    model,
    status,
    error: status === 'failed' ? { code: 'recorded', message: reason } : null,
    incomplete_details: status === 'incomplete' ? { reason } : null,
    output,
    usage: usage && wireUsage(usage),
  };
}

function itemEvents(item: OutputItem, index: number): StreamEvent[] {
  const place = { output_index: index };
  return [
    { type: 'response.output_item.added', ...place, item: { ...item, ...withoutContent(item) } },
    { type: 'response.output_item.done', ...place, item },
  ];
}

function withoutContent(item: OutputItem): Record<string, unknown> {
  if (item.type === 'message') return { content: [] };
  return item.type === 'function_call' ? { arguments: '' } : {};
}

function wireUsage(usage: TokenUsage) {
  return {
    input_tokens: usage.input_tokens,
    input_tokens_details: {
      cached_tokens: usage.cached_input_tokens,
      cache_write_tokens: usage.cache_write_tokens,
    },
    output_tokens: usage.output_tokens,
    total_tokens: usage.input_tokens + usage.output_tokens,
  };
}
