import type { ModelError } from '../core/model-wire.ts';
import type { Failure } from './failure.ts';
import { isTooLong } from './too-long.ts';

type Kind = ModelError['kind'];
type Silent = Extract<Failure, { kind: 'silent' }>;

/** What a failure means for the run, with a sentence for a person. `endpoint` is the base URL as it may be shown. */
export function classifyError(failure: Failure, endpoint: string): ModelError {
  switch (failure.kind) {
    case 'unanswered':
      return unanswered(failure.code, failure.words, endpoint);
    case 'status':
      return {
        kind: statusKind(failure),
        http_status: failure.status,
        message: said(statusSentence(failure, endpoint), failure.words),
        retry_after_ms: failure.retryAfterMs,
        may_be_billed: mayBeBilled(failure.status),
      };
    case 'error_event':
      return plainError(eventKind(failure), said(eventSentence(failure, endpoint), failure.words));
    case 'silent':
      return plainError('transport', silentSentence(failure, endpoint));
    case 'broken':
      return plainError('transport', `The answer of ${endpoint} can't be used: ${failure.words}`);
  }
}

function silentSentence({ idleTimeoutMs, wasKeptAlive }: Silent, endpoint: string): string {
  const what = wasKeptAlive
    ? 'only kept the connection alive, and sent nothing of an answer,'
    : 'sent nothing';
  return `${endpoint} ${what} for ${idleTimeoutMs / 1000} s`;
}

function plainError(kind: Kind, message: string): ModelError {
  const may_be_billed = kind === 'transport';
  return { kind, http_status: null, message, retry_after_ms: null, may_be_billed };
}

function said(sentence: string, words: string): string {
  return words === '' ? sentence : `${sentence} (it said: ${words})`;
}

function unanswered(code: string | null, words: string, endpoint: string): ModelError {
  if (code === null) return plainError('rejected', `The request to ${endpoint} could not be sent: ${words}`);
  // Node's codes of what its parser can't read.
  if (code.startsWith('HPE_'))
    return plainError('transport', `${endpoint} did not answer in HTTP: check the base URL`);
  // A connection that was there has carried the request; one that never was has not.
  const may_be_billed = cutCodes.includes(code);
  return { ...plainError('away', awaySentence(code, endpoint)), may_be_billed };
}

const cutCodes = ['ECONNRESET', 'EPIPE'];

function awaySentence(code: string, endpoint: string): string {
  if (code === 'ECONNREFUSED') return `The connection was refused: is the server running at ${endpoint}?`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `The host of ${endpoint} was not found (${code}): check the base URL and the network`;
  }
  if (/CERT|TLS|SSL|EPROTO|UNABLE_TO/.test(code)) {
    return `No secure connection to ${endpoint} (${code}): check its certificate, or name your own authority in NODE_EXTRA_CA_CERTS`;
  }
  if (cutCodes.includes(code)) {
    return `${endpoint} closed the connection before it answered (${code})`;
  }
  return `${endpoint} can't be reached (${code}): check the network`;
}

type Status = Extract<Failure, { kind: 'status' }>;
type ErrorEvent = Extract<Failure, { kind: 'error_event' }>;

function statusKind({ status, codes, words }: Status): Kind {
  if (codes.includes('insufficient_quota')) return 'rejected';
  if (codes.includes('model_not_found')) return 'model_not_found';
  if (status === 401 || status === 403) return 'rejected';
  if (status === 429) return 'rate_limited';
  if (status === 413 || isTooLong(codes, words)) return 'too_long';
  if (status === 404) return namesModel.test(words) ? 'model_not_found' : 'rejected';
  if (status === 408 || status === 409) return 'transport';
  if (status === 529 || (status >= 500 && isOverloaded(codes, words))) return 'overloaded';
  return status >= 500 ? 'server_error' : 'rejected';
}

/** A wrong path is answered with 404 too, in words that name no model. */
const namesModel = /\bmodel\b/i;

function isOverloaded(codes: string[], words: string): boolean {
  return [...codes, words].some((text) => /overloaded|slow_down|engine is busy/i.test(text));
}

/** A gateway may have lost an answer that was made behind it; any other refusal comes in place of the work. */
function mayBeBilled(status: number): boolean {
  return [408, 409, 502, 504].includes(status);
}

function statusSentence(failure: Status, endpoint: string): string {
  const { status, codes } = failure;
  if (codes.includes('insufficient_quota')) return quotaSentence(endpoint);
  const answered = `${endpoint} answered ${status}`;
  const kind = statusKind(failure);
  if (redirections.includes(status))
    return `${answered}: it sends requests elsewhere, where they do not go unasked: check the base URL`;
  if (kind === 'too_long') return `${answered}: ${tooLongClause}`;
  if (kind === 'overloaded') return `${answered}: the model is overloaded`;
  if (status === 401) return `${answered}: the key was refused: check OPENAI_API_KEY`;
  if (status === 403) return `${answered}: this key may not do that: check that it has access to the model`;
  if (status === 404 || kind === 'model_not_found') {
    return `${answered}: the model is unknown there, or the base URL is wrong`;
  }
  if (status === 429) return `${answered}: its rate limit is reached`;
  if (status === 408 || status === 409) return `${answered}: it gave up on the request`;
  return status >= 500 ? `${answered}: it failed` : `${answered}: it rejected the request`;
}

/** Statuses that name another place for the same request, or for its answer. */
const redirections = [301, 302, 303, 307, 308];

const tooLongClause =
  'the request does not fit into the model\'s window; "contextWindows" in your configuration says how large that is';

function eventKind({ codes, words }: ErrorEvent): Kind {
  if (codes.includes('insufficient_quota')) return 'rejected';
  if (codes.includes('model_not_found')) return 'model_not_found';
  if (codes.some((code) => code === 'rate_limit_exceeded' || code === 'resource_unavailable')) {
    return 'rate_limited';
  }
  if (isTooLong(codes, words)) return 'too_long';
  if (isOverloaded(codes, words)) return 'overloaded';
  return codes.includes('server_error') ? 'server_error' : 'transport';
}

function eventSentence(failure: ErrorEvent, endpoint: string): string {
  if (failure.codes.includes('insufficient_quota')) return quotaSentence(endpoint);
  switch (eventKind(failure)) {
    case 'rate_limited':
      return `The rate limit of ${endpoint} is reached`;
    case 'too_long':
      return `${endpoint} says that ${tooLongClause}`;
    case 'overloaded':
      return `The model at ${endpoint} is overloaded`;
    default:
      return `${endpoint} sent an error in place of a response`;
  }
}

function quotaSentence(endpoint: string): string {
  return `The quota at ${endpoint} is used up: check the account's plan and billing`;
}
