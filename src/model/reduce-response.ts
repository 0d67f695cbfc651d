import type { ModelAnswer } from '../core/model/model-wire.ts';
import type { Failure } from './failure.ts';
import { isRecord } from './json.ts';
import { reduceItems } from './response-items.ts';
import { reduceUsage } from './response-usage.ts';
import { errorEvent } from './thrown-failure.ts';
import { isTooLong } from './too-long.ts';

export type Reduced = { kind: 'answer'; answer: ModelAnswer } | { kind: 'failure'; failure: Failure };

type Status = ModelAnswer['status'];

/** How foreign words are read and shown. */
export interface Reader {
  /** Makes foreign words fit to be shown. */
  plain: (text: string) => string;
  /** Function calls in the conversation so far. */
  callsBefore: number;
}

/**
 * Reduces a response object of the Responses API to the fields that are kept. `eventStatus` is what its event says
 * where its own status is not final; null where no event came. A response that says nowhere that it is over is a
 * failure.
 */
export function reduceResponse(
  response: Record<string, unknown>,
  eventStatus: Status | null,
  { plain, callsBefore }: Reader,
): Reduced {
  const tooLong = response.status === 'failed' ? failedAsTooLong(response.error, plain) : null;
  if (tooLong) return { kind: 'failure', failure: tooLong };
  const status = statusOf(response, eventStatus);
  if (status === null) return broken(`its status is ${plain(JSON.stringify(response.status) ?? 'missing')}`);
  return {
    kind: 'answer',
    answer: {
      response_id: text(response.id),
      model: text(response.model),
      status,
      status_reason: statusReason(response, status, plain),
      output: reduceItems(response.output, callsBefore),
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

/** The words for how an answer ended: those of the Responses API, and those of chat completions. */
const statusWords: Readonly<Record<string, Status>> = {
  completed: 'completed',
  incomplete: 'incomplete',
  failed: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  stop: 'completed',
  tool_calls: 'completed',
  length: 'incomplete',
  content_filter: 'incomplete',
  error: 'failed',
};

/** The response's own word, where that is one for an end; else its event's; else that of a chat completion. */
function statusOf(response: Record<string, unknown>, eventStatus: Status | null): Status | null {
  return wordOf(response.status) ?? eventStatus ?? wordOf(response.finish_reason);
}

function wordOf(word: unknown): Status | null {
  return typeof word === 'string' ? (statusWords[word] ?? null) : null;
}

function statusReason(
  response: Record<string, unknown>,
  status: Status,
  plain: (text: string) => string,
): string | null {
  const { error, incomplete_details: details, status: own } = response;
  if (isRecord(error)) {
    return plain([error.code, error.message].filter((part) => typeof part === 'string').join(': '));
  }
  if (isRecord(details) && typeof details.reason === 'string') return plain(details.reason);
  return status === 'incomplete' && wordOf(own) === status && own !== status ? plain(String(own)) : null;
}
