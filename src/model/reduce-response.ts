import { z } from 'zod';
import {
  type ModelAnswer,
  modelAnswerSchema,
  type OutputItem,
  outputItemSchema,
  type TokenUsage,
} from '../core/model-wire.ts';
import type { Failure } from './failure.ts';
import { isRecord } from './json.ts';
import { errorEvent } from './thrown-failure.ts';
import { isTooLong } from './too-long.ts';

export type Reduced = { kind: 'answer'; answer: ModelAnswer } | { kind: 'failure'; failure: Failure };

/**
 * Reduces a response object of the Responses API to the fields that are kept. Items of unknown types are left out; a
 * response without a final status, or with a function call that can't be answered, is a failure.
 */
export function reduceResponse(response: Record<string, unknown>, plain: (text: string) => string): Reduced {
  const tooLong = response.status === 'failed' ? failedAsTooLong(response.error, plain) : null;
  if (tooLong) return { kind: 'failure', failure: tooLong };
  const status = modelAnswerSchema.shape.status.safeParse(response.status);
  if (!status.success) return broken(`its status is ${plain(JSON.stringify(response.status) ?? 'missing')}`);
  const output: OutputItem[] = [];
  for (const item of Array.isArray(response.output) ? response.output : []) {
    const reduced = reduceItem(item);
    if (reduced === 'malformed') return broken('it holds a function call without call_id, name or arguments');
    if (reduced !== 'left out') output.push(reduced);
  }
  return {
    kind: 'answer',
    answer: {
      response_id: text(response.id),
      model: text(response.model),
      status: status.data,
      status_reason: statusReason(response, plain),
      output,
      usage: reduceUsage(response.usage),
    },
  };
}

/** A stream that has begun can't have the status 400 any more: then the response says it. */
function failedAsTooLong(error: unknown, plain: (text: string) => string): Failure | null {
  const failure = errorEvent(error, plain);
  if (failure.kind !== 'error_event' && failure.kind !== 'status') return null;
  return isTooLong(failure.codes, failure.words) ? failure : null;
}

function broken(words: string): Reduced {
  return { kind: 'failure', failure: { kind: 'broken', words } };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function statusReason(response: Record<string, unknown>, plain: (text: string) => string): string | null {
  const { error, incomplete_details: details } = response;
  if (isRecord(error)) {
    return plain([error.code, error.message].filter((part) => typeof part === 'string').join(': '));
  }
  return isRecord(details) && typeof details.reason === 'string' ? plain(details.reason) : null;
}

function reduceItem(item: unknown): OutputItem | 'left out' | 'malformed' {
  if (!isRecord(item)) return 'left out';
  const parsed = outputItemSchema.safeParse(item.type === 'message' ? knownParts(item) : item);
  if (!parsed.success) return item.type === 'function_call' ? 'malformed' : 'left out';
  const known = parsed.data;
  // Without its encrypted content a reasoning item can't be sent back.
  if (known.type === 'reasoning' && known.encrypted_content === null) return 'left out';
  if (known.type === 'message' && known.content.length === 0) return 'left out';
  return known;
}

function knownParts(message: Record<string, unknown>): Record<string, unknown> {
  const parts = Array.isArray(message.content) ? message.content : [];
  return {
    ...message,
    content: parts.filter(
      (part) => isRecord(part) && (part.type === 'output_text' || part.type === 'refusal'),
    ),
  };
}

const tokenCount = z.number().int().nonnegative();

const wireUsageSchema = z.object({
  input_tokens: tokenCount,
  output_tokens: tokenCount,
  input_tokens_details: z
    .object({ cached_tokens: tokenCount.nullish(), cache_write_tokens: tokenCount.nullish() })
    .nullish(),
});

function reduceUsage(usage: unknown): TokenUsage | null {
  const parsed = wireUsageSchema.safeParse(usage);
  if (!parsed.success) return null;
  const { input_tokens, output_tokens, input_tokens_details: details } = parsed.data;
  return {
    input_tokens,
    cached_input_tokens: details?.cached_tokens ?? 0,
    cache_write_tokens: details?.cache_write_tokens ?? 0,
    output_tokens,
  };
}
