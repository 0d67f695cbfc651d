import { describe, expect, test } from 'vitest';
import type { ModelError } from '../core/model/model-wire.ts';
import { classifyError } from './classify-error.ts';
import type { Failure } from './failure.ts';

const endpoint = 'http://127.0.0.1:8000/v1';

function status(code: number, codes: string[] = [], words = ''): Failure {
  return { kind: 'status', status: code, codes, words, retryAfterMs: null };
}

function unanswered(code: string | null): Failure {
  return { kind: 'unanswered', code, words: 'unknown scheme' };
}

describe('classifyError', () => {
  test.each<[Failure, string, RegExp]>([
    [
      unanswered('ECONNREFUSED'),
      'away',
      /refused: is the server running at http:\/\/127\.0\.0\.1:8000\/v1\?/,
    ],
    [
      unanswered('ENOTFOUND'),
      'away',
      /host .* was not found \(ENOTFOUND\): check the base URL and the network/,
    ],
    [unanswered('EAI_AGAIN'), 'away', /was not found/],
    [unanswered('EHOSTUNREACH'), 'away', /can't be reached \(EHOSTUNREACH\): check the network/],
    [unanswered('ENETUNREACH'), 'away', /can't be reached/],
    [unanswered('ETIMEDOUT'), 'away', /can't be reached/],
    [unanswered('ETIMEDOUT'), 'away', /can't be reached/],
    [unanswered('ECONNRESET'), 'away', /closed the connection before it answered/],
    [unanswered('EPIPE'), 'away', /closed the connection before it answered/],
    [unanswered('CERT_HAS_EXPIRED'), 'rejected', /The certificate of .* is not trusted \(CERT_HAS_EXPIRED\)/],
    [unanswered('DEPTH_ZERO_SELF_SIGNED_CERT'), 'rejected', /NODE_EXTRA_CA_CERTS/],
    [unanswered('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'rejected', /is not trusted/],
    [unanswered('ERR_TLS_CERT_ALTNAME_INVALID'), 'rejected', /is not trusted/],
    [unanswered('ERR_SSL_WRONG_VERSION_NUMBER'), 'away', /No secure connection/],
    [unanswered('HPE_INVALID_CONSTANT'), 'transport', /did not answer in HTTP: check the base URL/],
    [unanswered(null), 'rejected', /could not be sent: unknown scheme/],
    [status(400), 'rejected', /answered 400: it rejected the request$/],
    [status(401), 'rejected', /the key was refused: check OPENAI_API_KEY/],
    [status(403), 'rejected', /check that it has access to the model/],
    [status(404), 'rejected', /the model is unknown there, or the base URL is wrong/],
    [status(404, [], 'model "x" not found'), 'model_not_found', /the model is unknown there/],
    [status(404, [], 'page not found'), 'rejected', /or the base URL is wrong/],
    [status(403, ['model_not_found']), 'model_not_found', /check that it has access to the model/],
    [
      status(400, ['context_length_exceeded']),
      'too_long',
      /answered 400: the request does not fit into the model's window; "contextWindows"/,
    ],
    [
      status(500, [], 'Context size has been exceeded.'),
      'too_long',
      /answered 500: the request does not fit/,
    ],
    [status(413), 'too_long', /does not fit/],
    [status(401, [], 'prompt is too long'), 'rejected', /the key was refused/],
    [status(429, ['resource_unavailable'], 'flex'), 'rate_limited', /its rate limit is reached/],
    [status(529), 'overloaded', /answered 529: the model is overloaded/],
    [status(405), 'rejected', /answered 405: it rejected/],
    [status(408), 'transport', /answered 408: it gave up/],
    [status(409), 'transport', /answered 409: it gave up/],
    [status(418), 'rejected', /answered 418/],
    [status(422), 'rejected', /answered 422/],
    [status(429, ['rate_limit_exceeded']), 'rate_limited', /answered 429: its rate limit is reached/],
    [
      status(429, ['insufficient_quota']),
      'rejected',
      /quota .* is used up: check the account's plan and billing/,
    ],
    [status(403, ['x', 'insufficient_quota']), 'rejected', /billing/],
    [status(500), 'server_error', /answered 500: it failed/],
    [status(503, [], 'loading'), 'server_error', /answered 503: it failed \(it said: loading\)/],
    [status(503, [], 'overloaded'), 'overloaded', /answered 503: the model is overloaded \(it said: over/],
    [
      { kind: 'error_event', codes: ['context_length_exceeded'], words: '' },
      'too_long',
      /says that the request does not fit/,
    ],
    [{ kind: 'error_event', codes: ['resource_unavailable'], words: '' }, 'rate_limited', /rate limit/],
    [{ kind: 'error_event', codes: ['server_is_overloaded'], words: '' }, 'overloaded', /overloaded/],
    [{ kind: 'error_event', codes: ['model_not_found'], words: 'x' }, 'model_not_found', /it said: x/],
    [{ kind: 'error_event', codes: ['rate_limit_exceeded'], words: '' }, 'rate_limited', /rate limit/],
    [{ kind: 'error_event', codes: ['server_error'], words: 'oh' }, 'server_error', /\(it said: oh\)/],
    [{ kind: 'error_event', codes: ['insufficient_quota'], words: '' }, 'rejected', /billing/],
    [{ kind: 'error_event', codes: [], words: 'oh' }, 'transport', /error in place of a response .*oh/],
    [{ kind: 'silent', idleTimeoutMs: 90_000, wasKeptAlive: false }, 'transport', /sent nothing for 90 s/],
    [{ kind: 'broken', words: 'it broke off' }, 'transport', /answer of .* can't be used: it broke off/],
  ])('%j -> %s', (failure, kind, message) => {
    const error = classifyError(failure, { address: endpoint, unusedProxy: null });
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
    expect(error.http_status).toBe(failure.kind === 'status' ? failure.status : null);
    expect(error.retry_after_ms).toBeNull();
  });

  test('passes on how long to wait', () => {
    const failure: Failure = { kind: 'status', status: 503, codes: [], words: '', retryAfterMs: 90_000 };
    expect(classifyError(failure, { address: endpoint, unusedProxy: null }).retry_after_ms).toBe(90_000);
  });
});

test.each<[Failure, boolean]>([
  // The connection never was, or the answer says that the work was not begun.
  [unanswered('ECONNREFUSED'), false],
  [unanswered('ENOTFOUND'), false],
  [unanswered('CERT_HAS_EXPIRED'), false],
  [status(400), false],
  [status(401), false],
  [status(429), false],
  [status(500), false],
  [status(503), false],
  [{ kind: 'error_event', codes: ['rate_limit_exceeded'], words: '' }, false],
  // Nobody knows how far the work came.
  [unanswered('ECONNRESET'), true],
  [unanswered('HPE_INVALID_CONSTANT'), true],
  [status(408), true],
  [status(502), true],
  [status(504), true],
  [{ kind: 'silent', idleTimeoutMs: 1000, wasKeptAlive: false }, true],
  [{ kind: 'broken', words: 'it broke off' }, true],
])('whether it may be billed: %j', (failure, expected) => {
  expect(classifyError(failure, { address: endpoint, unusedProxy: null }).may_be_billed).toBe(expected);
});

test.each<[Failure, ModelError['refusal']]>([
  [status(401), 'key'],
  [status(403), 'access'],
  [status(404), 'not_found'],
  [{ kind: 'error_event', codes: ['model_not_found'], words: '' }, 'not_found'],
  [{ kind: 'error_event', codes: ['insufficient_quota'], words: '' }, 'quota'],
  [{ kind: 'unanswered', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', words: '' }, 'certificate'],
  [{ kind: 'unanswered', code: 'CERT_HAS_EXPIRED', words: '' }, 'certificate'],
  [{ kind: 'unanswered', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', words: '' }, 'certificate'],
  [{ kind: 'unanswered', code: 'ERR_TLS_CERT_ALTNAME_INVALID', words: '' }, 'certificate'],
  // The controls: these may fare better later, or in another iteration.
  [{ kind: 'unanswered', code: 'EPROTO', words: '' }, undefined],
  [{ kind: 'unanswered', code: 'ECONNREFUSED', words: '' }, undefined],
  [status(400), undefined],
  [status(429), undefined],
  [status(500), undefined],
])('what the endpoint will refuse again: %j', (failure, refusal) => {
  const error = classifyError(failure, { address: endpoint, unusedProxy: null });
  expect(error.refusal).toBe(refusal);
  if (refusal !== undefined) expect(['rejected', 'model_not_found']).toContain(error.kind);
});

test('a proxy that is not used is named where nothing answers', () => {
  const named = (code: string) =>
    classifyError({ kind: 'unanswered', code, words: '' }, { address: endpoint, unusedProxy: 'HTTPS_PROXY' })
      .message;
  expect(named('ENOTFOUND')).toContain('the proxy in HTTPS_PROXY is not used: NODE_USE_ENV_PROXY=1 uses it');
  expect(named('CERT_HAS_EXPIRED')).not.toContain('proxy');
});
