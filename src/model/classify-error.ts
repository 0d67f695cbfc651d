import type { ModelError, Refusal } from '../core/model/model-wire.ts';
import type { Failure } from './failure.ts';
import { isTooLong } from './too-long.ts';

type Kind = ModelError['kind'];
type Silent = Extract<Failure, { kind: 'silent' }>;

/** An endpoint as it is spoken of in sentences for a person. */
export interface EndpointWords {
  /** The base URL as it may be shown. */
  address: string;
  /** The variable of the environment that names a proxy which is not used; null where there is none. */
  unusedProxy: string | null;
}

/** What a failure means for the run, with a sentence for a person. */
export function classifyError(failure: Failure, { address, unusedProxy }: EndpointWords): ModelError {
  switch (failure.kind) {
    case 'unanswered':
      return unanswered(failure.code, failure.words, address, unusedProxy);
    case 'status':
      return {
        kind: statusKind(failure),
        http_status: failure.status,
        message: said(statusSentence(failure, address), failure.words),
        retry_after_ms: failure.retryAfterMs,
        may_be_billed: mayBeBilled(failure.status),
        ...refused(statusRefusal(failure)),
      };
    case 'error_event': {
      const error = plainError(eventKind(failure), said(eventSentence(failure, address), failure.words));
      return { ...error, ...refused(codesRefusal(failure.codes)) };
    }
    case 'silent':
      return plainError('transport', silentSentence(failure, address));
    case 'broken':
      return plainError('transport', `The answer of ${address} can't be used: ${failure.words}`);
  }
}

function refused(refusal: Refusal | null): { refusal?: Refusal } {
  return refusal === null ? {} : { refusal };
}

function codesRefusal(codes: readonly string[]): Refusal | null {
  if (codes.includes('insufficient_quota')) return 'quota';
  return codes.includes('model_not_found') ? 'not_found' : null;
}

function statusRefusal({ status, codes }: Status): Refusal | null {
  const byCode = codesRefusal(codes);
  if (byCode !== null) return byCode;
  if (status === 401) return 'key';
  if (status === 403) return 'access';
  return status === 404 ? 'not_found' : null;
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

function unanswered(
  code: string | null,
  words: string,
  endpoint: string,
  unusedProxy: string | null,
): ModelError {
  if (code === null) return plainError('rejected', `The request to ${endpoint} could not be sent: ${words}`);
  // Node's codes of what its parser can't read.
  if (code.startsWith('HPE_'))
    return plainError('transport', `${endpoint} did not answer in HTTP: check the base URL`);
  if (isAboutCertificate(code))
    return { ...plainError('rejected', certificateSentence(code, endpoint)), refusal: 'certificate' };
  // A connection that was there has carried the request; one that never was has not.
  const may_be_billed = cutCodes.includes(code);
  const proxy =
    unusedProxy === null ? '' : `; the proxy in ${unusedProxy} is not used: NODE_USE_ENV_PROXY=1 uses it`;
  return { ...plainError('away', `${awaySentence(code, endpoint)}${proxy}`), may_be_billed };
}

/** The codes with which OpenSSL and node refuse a certificate, and no others: a handshake may fare better later. */
function isAboutCertificate(code: string): boolean {
  return certificateCodes.includes(code) || /^(CERT_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_)/.test(code);
}

const certificateCodes = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_TLS_CERT_ALTNAME_FORMAT',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
];

function certificateSentence(code: string, endpoint: string): string {
  return `The certificate of ${endpoint} is not trusted (${code}): mend it, or name your own authority in NODE_EXTRA_CA_CERTS`;
}

const cutCodes = ['ECONNRESET', 'EPIPE'];

function awaySentence(code: string, endpoint: string): string {
  if (code === 'ECONNREFUSED') return `The connection was refused: is the server running at ${endpoint}?`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `The host of ${endpoint} was not found (${code}): check the base URL and the network`;
  }
  if (/TLS|SSL|EPROTO/.test(code)) {
    return `No secure connection to ${endpoint} (${code}): check that it speaks https`;
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
