import { APIError } from 'openai/core/error';
import type { Failure } from './failure.ts';
import { SilentError } from './http-fetch.ts';
import { isRecord } from './json.ts';
import { retryAfterMs } from './retry-after.ts';

/** The failure behind what the client threw before the answer began. `plain` makes foreign words fit to be shown. */
export function failureBeforeAnswer(
  thrown: unknown,
  now: number,
  plain: (text: string) => string,
  idleTimeoutMs: number,
): Failure {
  const silence = silenceIn(thrown);
  if (silence) return { kind: 'silent', idleTimeoutMs, wasKeptAlive: silence.wasKeptAlive };
  if (thrown instanceof APIError && thrown.status !== undefined) {
    const { status, headers, error } = thrown;
    const leadsTo = status < 400 ? headers?.get('location') : null;
    return {
      kind: 'status',
      status,
      codes: errorCodes(error),
      words: plain(leadsTo ?? (error === undefined ? bodyText(thrown) : errorWords(error))),
      retryAfterMs: headers === undefined ? null : retryAfterMs(headers, now),
    };
  }
  return { kind: 'unanswered', code: systemCode(thrown), words: plain(innermost(thrown)) };
}

/** The failure behind what was thrown while the answer was read. */
export function failureWithinAnswer(
  thrown: unknown,
  plain: (text: string) => string,
  idleTimeoutMs: number,
): Failure {
  const silence = silenceIn(thrown);
  if (silence) return { kind: 'silent', idleTimeoutMs, wasKeptAlive: silence.wasKeptAlive };
  if (thrown instanceof SyntaxError) return { kind: 'broken', words: 'it holds malformed JSON' };
  if (isUnpacking(systemCode(thrown)))
    return { kind: 'broken', words: `it is compressed, and can't be unpacked (${plain(innermost(thrown))})` };
  return { kind: 'broken', words: `it broke off (${plain(innermost(thrown))})` };
}

/**
 * The failure that an `error` event, or the `error` field of an answer, stands for. llama.cpp puts the status there
 * that its answer should have had.
 */
export function errorEvent(error: unknown, plain: (text: string) => string): Failure {
  const status = isRecord(error) ? error.code : null;
  if (typeof status === 'number' && status >= 400 && status <= 599) {
    const words = plain(errorWords(error));
    return { kind: 'status', status, codes: errorCodes(error), words, retryAfterMs: null };
  }
  return { kind: 'error_event', codes: errorCodes(error), words: plain(errorWords(error)) };
}

function errorCodes(error: unknown): string[] {
  if (!isRecord(error)) return [];
  return [error.code, error.type].filter((code) => typeof code === 'string');
}

/** The sentence in an error body: OpenAI's `message`, FastAPI's `detail`, a bare string, or else all of it. */
function errorWords(error: unknown): string {
  if (typeof error === 'string') return error;
  const sentence = isRecord(error) ? (error.message ?? error.detail) : undefined;
  return typeof sentence === 'string' ? sentence : JSON.stringify(error ?? '');
}

/** The client puts the status before a body that is not JSON, and words of its own where there is none. */
function bodyText(error: APIError): string {
  const text = error.message.replace(/^\d+ /, '');
  return text === 'status code (no body)' ? '' : text;
}

function* causes(thrown: unknown): Generator<Error> {
  for (let error = thrown; error instanceof Error; error = error.cause) yield error;
}

function silenceIn(thrown: unknown): SilentError | undefined {
  return [...causes(thrown)].find((error) => error instanceof SilentError);
}

/** Whether an error code is one of zlib's. */
function isUnpacking(code: string | null): boolean {
  return code !== null && /^(Z_|ERR_(BROTLI_|_ERROR_FORMAT|ZLIB))/.test(code);
}

function systemCode(thrown: unknown): string | null {
  for (const error of causes(thrown)) {
    if ('code' in error && typeof error.code === 'string') return error.code;
  }
  return null;
}

function innermost(thrown: unknown): string {
  return [...causes(thrown)].at(-1)?.message ?? String(thrown);
}
