import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelAnswerSchema } from '../core/model-wire.ts';
import { reduceResponse } from './reduce-response.ts';

const plain = (text: string) => text;

function reduced(response: Record<string, unknown>) {
  return reduceResponse({ status: 'completed', ...response }, plain);
}

function answerOf(response: Record<string, unknown>) {
  const result = reduced(response);
  if (result.kind === 'failure') throw new Error(JSON.stringify(result.failure));
  return result.answer;
}

describe('reduceResponse: output', () => {
  test('keeps the known items in order, without the fields that are not kept', () => {
    const output = [
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'abc', status: null },
      { type: 'web_search_call', id: 'ws_1' },
      {
        type: 'message',
        id: 'msg_1',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'hi', annotations: [], logprobs: [] }, { type: 'sound' }],
      },
      {
        type: 'function_call',
        id: 'fc_1',
        status: 'completed',
        call_id: 'call_1',
        name: 'shell',
        arguments: '{}',
      },
    ];
    expect(answerOf({ output }).output).toEqual([
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'abc' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] },
      { type: 'function_call', call_id: 'call_1', name: 'shell', arguments: '{}' },
    ]);
  });

  test.each([
    ['reasoning in the open', { type: 'reasoning', id: 'rs_1', summary: [], content: [{ text: 'hm' }] }],
    ['reasoning with null', { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: null }],
    ['a message without content', { type: 'message', role: 'assistant', content: [] }],
    ['a message of unknown parts', { type: 'message', role: 'assistant', content: [{ type: 'sound' }] }],
    ['null', null],
  ])('leaves out %s', (_name, item) => {
    expect(answerOf({ output: [item] }).output).toEqual([]);
  });

  test('a function call that can not be answered breaks the response', () => {
    const call = { type: 'function_call', name: 'shell', arguments: '{}' };
    expect(reduced({ output: [call] })).toMatchObject({ kind: 'failure', failure: { kind: 'broken' } });
  });

  test('no output at all is an empty answer', () => {
    expect(answerOf({}).output).toEqual([]);
  });
});

describe('reduceResponse: status', () => {
  test.each([
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'max_output_tokens'],
    [{ status: 'failed', error: { code: 'server_error', message: 'Sorry.' } }, 'server_error: Sorry.'],
    [{ status: 'failed', error: null }, null],
    [{ status: 'cancelled' }, null],
    [{ status: 'completed', incomplete_details: null }, null],
  ])('%j', (response, reason) => {
    const answer = answerOf(response);
    expect([answer.status, answer.status_reason]).toEqual([response.status, reason]);
  });

  test.each(['in_progress', 'queued', null, 7])('%j is not final', (status) => {
    expect(reduced({ status })).toMatchObject({ kind: 'failure', failure: { kind: 'broken' } });
  });
});

describe('reduceResponse: usage', () => {
  test('with all classes of tokens', () => {
    const details = { cached_tokens: 40, cache_write_tokens: 30 };
    const usage = { input_tokens: 100, input_tokens_details: details, output_tokens: 7, total_tokens: 107 };
    expect(answerOf({ usage }).usage).toEqual({
      input_tokens: 100,
      cached_input_tokens: 40,
      cache_write_tokens: 30,
      output_tokens: 7,
    });
  });

  test.each([
    { input_tokens: 100, output_tokens: 7 },
    { input_tokens: 100, output_tokens: 7, input_tokens_details: null },
    { input_tokens: 100, output_tokens: 7, input_tokens_details: { cached_tokens: null } },
  ])('without details: %j', (usage) => {
    const none = { cached_input_tokens: 0, cache_write_tokens: 0 };
    expect(answerOf({ usage }).usage).toEqual({ input_tokens: 100, output_tokens: 7, ...none });
  });

  test.each([
    undefined,
    null,
    'many',
    {},
    { input_tokens: -1, output_tokens: 7 },
    { input_tokens: '100', output_tokens: 7 },
    { input_tokens: Number.NaN, output_tokens: 7 },
    { input_tokens: 100, output_tokens: Number.POSITIVE_INFINITY },
    { input_tokens: 100.5, output_tokens: 7 },
    { input_tokens: 100, output_tokens: 7, input_tokens_details: { cached_tokens: -3 } },
  ])('counts as none: %j', (usage) => {
    expect(answerOf({ usage }).usage).toBeNull();
  });
});

test('whatever a server sends becomes an answer that the log takes, or a failure', () => {
  const field = fc.constantFrom(
    'id',
    'model',
    'output',
    'usage',
    'error',
    'incomplete_details',
    'type',
    'content',
  );
  const anything = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('message', 'function_call', 'reasoning', 'output_text', null, -1, 3),
      fc.array(tie('node')),
      fc.dictionary(field, tie('node')),
    ),
  })).node;
  fc.assert(
    fc.property(fc.dictionary(field, anything), (response) => {
      const result = reduced(response);
      if (result.kind === 'answer') modelAnswerSchema.parse(result.answer);
    }),
  );
});
