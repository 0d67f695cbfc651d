import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelAnswerSchema } from '../core/model/model-wire.ts';
import { reduceResponse } from './reduce-response.ts';

const plain = (text: string) => text;

function reduced(response: Record<string, unknown>) {
  return reduceResponse({ status: 'completed', ...response }, null, { plain, callsBefore: 2 });
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
    ['a message with null', { type: 'message', role: 'assistant', content: null }],
    ['a message of unknown parts', { type: 'message', role: 'assistant', content: [{ type: 'sound' }] }],
    ['null', null],
  ])('leaves out %s', (_name, item) => {
    expect(answerOf({ output: [item] }).output).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['arguments as an object', { arguments: { command: 'ls' } }, { arguments: '{"command":"ls"}' }],
    ['no arguments', { arguments: '' }, { arguments: '{}' }],
    ['null as arguments', { arguments: null }, { arguments: '{}' }],
    ['an id without a call_id', { call_id: undefined, id: 'fc_7' }, { call_id: 'fc_7' }],
    ['an empty call_id', { call_id: '', id: 'fc_7' }, { call_id: 'fc_7' }],
    ['no id at all', { call_id: null }, { call_id: 'call_3' }],
    ['no name', { name: undefined }, { name: 'unnamed' }],
    ['a name that no server takes back', { name: 'functions.shell<|x|>' }, { name: 'functions_shell__x__' }],
    [
      'the form of chat completions',
      { name: undefined, arguments: undefined, function: { name: 'verify', arguments: {} } },
      { name: 'verify' },
    ],
  ])('a function call with %s is taken as what it plainly is', (_name, given, expected) => {
    const call = { type: 'function_call', call_id: 'call_1', name: 'shell', arguments: '{}' };
    expect(answerOf({ output: [{ ...call, ...given }] }).output).toEqual([{ ...call, ...expected }]);
  });

  test('calls that share an id are told apart, and one that is there twice is one', () => {
    const call = { type: 'function_call', call_id: 'call_1', name: 'shell', arguments: '{}' };
    const other = { ...call, arguments: '[]' };
    const unnamed = { ...call, call_id: undefined };
    expect(answerOf({ output: [call, call, other, unnamed, unnamed] }).output).toEqual([
      call,
      { ...other, call_id: 'call_1_2' },
      { ...call, call_id: 'call_5' },
      { ...call, call_id: 'call_6' },
    ]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a role', { role: undefined }],
    ['another role', { role: 'model' }],
    ['parts', { content: 'hi' }],
    ['parts in a list', { content: { type: 'text', text: 'hi' } }],
    ['kinds of parts', { content: ['hi'] }],
    ['types of parts', { content: [{ text: 'hi' }] }],
    [
      'the names of the API',
      {
        content: [
          { type: 'text', text: 'hi' },
          { type: 'output_text', text: null },
        ],
      },
    ],
  ])('a message without %s is taken as what it plainly is', (_name, given) => {
    const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] };
    expect(answerOf({ output: [{ ...message, ...given }] }).output).toEqual([message]);
  });

  test('what a message is to the answer is kept', () => {
    const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] };
    const output = [
      { ...message, phase: 'commentary' },
      { ...message, phase: 'final_answer' },
    ];
    expect(answerOf({ output }).output).toEqual(output);
    expect(answerOf({ output: [{ ...message, phase: 'x' }] }).output).toEqual([message]);
  });

  test('reasoning without a summary, and with unknown fields, goes back', () => {
    const item = { type: 'reasoning', id: 'rs_1', encrypted_content: 'abc', summary: null, effort: {} };
    expect(answerOf({ output: [item] }).output).toEqual([
      { type: 'reasoning', id: 'rs_1', encrypted_content: 'abc', summary: [] },
    ]);
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

  const statusFrom = (response: Record<string, unknown>, event: 'completed' | 'incomplete' | null) => {
    const result = reduceResponse(response, event, { plain, callsBefore: 0 });
    return result.kind === 'answer' ? [result.answer.status, result.answer.status_reason] : null;
  };

  test.each(['in_progress', 'queued', null, 7, undefined])(
    '%j is final where its event says so, and only there',
    (status) => {
      expect(statusFrom({ status }, 'completed')).toEqual(['completed', null]);
      expect(statusFrom({ status }, 'incomplete')).toEqual(['incomplete', null]);
      expect(statusFrom({ status }, null)).toBeNull();
    },
  );

  test.each([
    [{ status: 'stop' }, 'completed', null],
    [{ status: 'length' }, 'incomplete', 'length'],
    [{ finish_reason: 'stop' }, 'completed', null],
    [{ finish_reason: 'length' }, 'incomplete', null],
    [{ status: 'canceled' }, 'cancelled', null],
  ])('words of other servers: %j', (response, status, reason) => {
    expect(statusFrom(response, null)).toEqual([status, reason]);
  });

  test('the control: a final status is believed against its event', () => {
    const details = { reason: 'max_output_tokens' };
    expect(statusFrom({ status: 'incomplete', incomplete_details: details }, 'completed')).toEqual([
      'incomplete',
      'max_output_tokens',
    ]);
    expect(statusFrom({ status: 'length' }, 'completed')).toEqual(['incomplete', 'length']);
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
    { input_tokens: 100, output_tokens: 7, input_tokens_details: { cached_tokens: -3 } },
    { input_tokens: 100, output_tokens: 7, input_tokens_details: 'none' },
    { input_tokens: '100', output_tokens: '7' },
    { input_tokens: 100, total_tokens: 107 },
    { prompt_tokens: 100, completion_tokens: 7 },
  ])('without details: %j', (usage) => {
    const none = { cached_input_tokens: 0, cache_write_tokens: 0 };
    expect(answerOf({ usage }).usage).toEqual({ input_tokens: 100, output_tokens: 7, ...none });
  });

  test('more tokens cached than sent are not believed', () => {
    const details = { cached_tokens: 140, cache_write_tokens: 30 };
    const usage = { input_tokens: 100, input_tokens_details: details, output_tokens: 7 };
    expect(answerOf({ usage }).usage).toMatchObject({ cached_input_tokens: 100, cache_write_tokens: 0 });
  });

  test.each([
    undefined,
    null,
    'many',
    {},
    { input_tokens: -1, output_tokens: 7 },
    { input_tokens: '1e2', output_tokens: 7 },
    { input_tokens: 100 },
    { output_tokens: 7, total_tokens: 107 },
    { input_tokens: 100, total_tokens: 7 },
    { input_tokens: Number.NaN, output_tokens: 7 },
    { input_tokens: 100, output_tokens: Number.POSITIVE_INFINITY },
    { input_tokens: 100.5, output_tokens: 7 },
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
