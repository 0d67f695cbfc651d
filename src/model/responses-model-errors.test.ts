import { describe, expect, test } from 'vitest';
import { apiKey, errorOf, resultOf } from '../../test/support/asked-model.ts';
import * as answer from '../../test/support/scripted-answers.ts';
import type { ModelError } from '../core/model/model-wire.ts';

const quota = {
  error: { message: 'You exceeded your quota.', type: 'insufficient_quota', code: 'insufficient_quota' },
};

describe('an HTTP error', () => {
  test.each<[string, answer.Answer, Partial<ModelError>, RegExp]>([
    ['400', answer.httpError(400), { kind: 'rejected', http_status: 400 }, /\(it said: scripted error 400\)/],
    ['401', answer.httpError(401), { kind: 'rejected', http_status: 401 }, /check OPENAI_API_KEY/],
    [
      '404',
      answer.httpError(404, '404 page not found'),
      { kind: 'rejected', http_status: 404 },
      /it said: 404 page not found/,
    ],
    ['408', answer.httpError(408), { kind: 'transport', http_status: 408 }, /gave up/],
    ['429', answer.httpError(429), { kind: 'rate_limited', http_status: 429 }, /rate limit/],
    [
      'quota',
      answer.httpError(429, quota),
      { kind: 'rejected', http_status: 429 },
      /billing \(it said: You exceeded/,
    ],
    ['500 empty', answer.httpError(500, ''), { kind: 'server_error' }, /answered 500: it failed$/],
    [
      '502 HTML',
      answer.html(502),
      { kind: 'server_error', http_status: 502 },
      /\(it said: 502 Bad Gateway\)$/,
    ],
    [
      'string',
      answer.httpError(404, { error: 'model "x" not found' }),
      { kind: 'model_not_found' },
      /it said: model "x" not found/,
    ],
    [
      'detail',
      answer.httpError(422, { detail: 'Field required' }),
      { kind: 'rejected' },
      /it said: Field required/,
    ],
    ['other JSON', answer.httpError(400, { oops: [1] }), { kind: 'rejected' }, /it said: {"oops":\[1\]}/],
  ])('%s', async (_name, scripted, expected, message) => {
    const error = errorOf(await resultOf(scripted));
    expect(error).toMatchObject(expected);
    expect(error.message).toMatch(message);
  });

  test.each<[Record<string, string>, number | null]>([
    [{}, null],
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after-ms': '1500', 'retry-after': '2' }, 1_500],
    [{ 'retry-after': 'Mon, 05 Oct 2026 12:10:00 GMT' }, 600_000],
  ])('says when to try again: %j', async (headers, expected) => {
    expect(errorOf(await resultOf(answer.httpError(429, {}, headers))).retry_after_ms).toBe(expected);
  });

  test('does not echo the key', async () => {
    const body = { error: { message: `Incorrect API key provided: ${apiKey}.`, code: 'invalid_api_key' } };
    const { message } = errorOf(await resultOf(answer.httpError(401, body)));
    expect(message).not.toContain(apiKey);
    expect(message).toContain('Incorrect API key provided: [redacted].');
    const other = { error: { message: 'Incorrect API key provided: sk-other.' } };
    expect(errorOf(await resultOf(answer.httpError(401, other))).message).toContain('sk-other');
  });
});

describe('an answer that can not be used', () => {
  const created = { type: 'response.created', response: { id: 'resp_1' } };
  const plainError = { type: 'error', code: 'server_error', message: 'Oh.', param: null };

  test.each<[string, answer.Answer, ModelError['kind'], RegExp]>([
    ['a stream that breaks off', answer.breakOff(), 'transport', /it broke off/],
    [
      'a stream without an end',
      answer.stream([created]),
      'transport',
      /ended before the response was complete/,
    ],
    ['an empty stream', answer.stream([]), 'transport', /ended before the response was complete/],
    ['only [DONE]', answer.stream(['[DONE]']), 'transport', /ended before the response was complete/],
    ['malformed JSON', answer.stream(['{"type": ']), 'transport', /malformed JSON/],
    ['HTML', answer.html(200), 'transport', /check the base URL \(it is text\/html: Welcome\)/],
    ['foreign JSON', answer.httpError(200, { object: 'chat.completion' }), 'transport', /check the base URL/],
    ['JSON that is none', answer.httpError(200, '{"obj'), 'transport', /malformed JSON/],
    ['no content', answer.httpError(204, ''), 'transport', /can't be used/],
    [
      'an unfinished response',
      answer.httpError(200, { object: 'response', status: 'queued' }),
      'transport',
      /"queued"/,
    ],
    [
      'a failed response that was too long',
      answer.failed('context_length_exceeded', 'Your input exceeds the context window of this model.'),
      'too_long',
      /says that the request does not fit .* \(it said: Your input/,
    ],
    ['an error as JSON', answer.httpError(200, quota), 'rejected', /billing/],
    ['an error event', answer.stream([created, plainError]), 'server_error', /it said: Oh\./],
    ['an unnamed error event', answer.stream([JSON.stringify(plainError)]), 'server_error', /it said: Oh\./],
    [
      'a nested error',
      answer.stream([{ type: 'error', error: { code: 'rate_limit_exceeded' } }]),
      'rate_limited',
      /rate/,
    ],
    [
      'quota',
      answer.stream([{ type: 'error', code: 'insufficient_quota', message: '' }]),
      'rejected',
      /billing/,
    ],
    [
      'another error',
      answer.stream([{ type: 'error', code: null, message: 'Hm.' }]),
      'transport',
      /it said: Hm\./,
    ],
  ])('%s', async (_name, scripted, kind, message) => {
    const error = errorOf(await resultOf(scripted));
    expect(error).toMatchObject({ kind, http_status: null, retry_after_ms: null });
    expect(error.message).toMatch(message);
  });
});
