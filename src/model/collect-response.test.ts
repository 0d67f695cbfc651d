import { describe, expect, test } from 'vitest';
import { collectResponse } from './collect-response.ts';

/** The events as a server sends them. */
const encoded = (list: readonly unknown[]) =>
  list.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

async function* chunksOf(text: string, bytes: number) {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
}

const collect = (text: string, chunkBytes = 1 << 20) =>
  collectResponse({ body: chunksOf(text, chunkBytes), heard: () => {}, cut: () => {} }, true);
const collectEvents = (...list: unknown[]) => collect(encoded(list));

/** How often something of the answer is heard in these pieces of a stream. */
async function heardIn(...pieces: string[]): Promise<number> {
  let count = 0;
  const body = (async function* () {
    for (const piece of pieces) yield Buffer.from(piece);
  })();
  const heard = () => {
    count += 1;
  };
  await collectResponse({ body, heard, cut: () => {} }, true);
  return count;
}

const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'whole' }] };

describe('collectResponse', () => {
  test('takes the final response as it is', async () => {
    const response = { id: 'resp_1', status: 'completed', output: [message] };
    const done = { type: 'response.output_item.done', item: { type: 'other' } };
    expect(await collectEvents(done, { type: 'response.completed', response })).toEqual({
      kind: 'response',
      response,
      eventStatus: 'completed',
    });
  });

  test.each([[[]], [null], [undefined]])(
    'puts an output of %j together from the finished items',
    async (output) => {
      const collected = await collectEvents(
        { type: 'response.output_text.delta', delta: 'whole' },
        { type: 'response.output_item.done', item: message },
        { type: 'response.completed', response: { id: 'resp_1', output } },
      );
      expect(collected).toMatchObject({
        response: { id: 'resp_1', output: [message] },
        eventStatus: 'completed',
      });
    },
  );

  test('failing that, from the text', async () => {
    const collected = await collectEvents(
      { type: 'response.output_text.delta', delta: 'who' },
      { type: 'response.output_text.delta', delta: 'le' },
      { type: 'response.incomplete' },
    );
    expect(collected).toMatchObject({ response: { output: [message] }, eventStatus: 'incomplete' });
  });

  test('an error event ends it', async () => {
    const error = { type: 'error', code: 'server_error', message: 'oh' };
    expect(await collectEvents(error, { type: 'response.completed' })).toEqual({
      kind: 'error',
      error,
    });
  });

  test('a stream without a final event is unfinished, whatever else it held', async () => {
    expect(await collectEvents(null, 7, [], { type: 5 }, { type: 'response.created' })).toEqual({
      kind: 'unfinished',
      isMalformed: false,
    });
  });

  test.each([
    ['an event of that name', 'event: error\ndata: {"message": "oh"}\n\n', { message: 'oh' }],
    ['an event of that name without an object', 'event: error\ndata: "oh"\n\n', 'oh'],
    ['a field of that name', 'data: {"error": {"message": "oh"}}\n\n', { message: 'oh' }],
  ])('%s is an error', async (_name, text, error) => {
    expect(await collect(text)).toEqual({ kind: 'error', error });
  });

  test('nothing counts after the mark of the end', async () => {
    const text = `data: [DONE]\n\n${encoded([{ type: 'response.completed' }])}`;
    expect(await collect(text)).toEqual({ kind: 'unfinished', isMalformed: false });
  });

  test.each([
    ['an empty data line', 'data:\n\n'],
    ['a named event with an empty data line', 'event: ping\ndata:\n\n'],
    ['a word', 'event: ping\ndata: keep-alive\n\n'],
    ['an unknown event', 'data: {"type": "vendor.progress", "error": null}\n\n'],
    ['an event that is no object', 'data: null\n\n'],
    ['half an event', 'data: {"type": "response.output_text.del\n\n'],
    ['an error in words', 'event: error\ndata: upstream hiccup\n\n'],
    ['an error in words without a name', 'data: Internal Server Error\n\n'],
    ['an error event', 'event: error\ndata: {"type": "error", "message": "oh"}\n\n'],
  ])('an answer that comes whole is taken, whatever came before it: %s', async (_name, before) => {
    const response = { id: 'resp_1', status: 'completed', output: [message] };
    const text = `${before}${encoded([{ type: 'response.created' }])}${before}${encoded([{ type: 'response.completed', response }])}`;
    expect(await collect(text)).toEqual({ kind: 'response', response, eventStatus: 'completed' });
  });

  test.each([
    ['fails after it', { type: 'response.failed', response: { output: [message] } }],
    ['is cut after it', { type: 'response.incomplete', response: { output: [message] } }],
    ['brings nothing after it', { type: 'response.completed', response: { output: [] } }],
    ['does not come', { type: 'response.created' }],
  ])('the control: an error is an error where the answer %s', async (_name, event) => {
    const error = { type: 'error', code: 'server_error', message: 'oh' };
    expect(await collectEvents(error, event)).toEqual({ kind: 'error', error });
  });

  test('an error is not waited upon for long', async () => {
    let isCut = false;
    const body = (async function* () {
      yield Buffer.from(encoded([{ error: { message: 'oh' } }]));
      await new Promise(() => {});
    })();
    const cut = () => {
      isCut = true;
    };
    const collected = await collectResponse({ body, heard: () => {}, cut }, true);
    expect(collected).toEqual({ kind: 'error', error: { message: 'oh' } });
    expect(isCut).toBe(true);
  });

  test.each([
    ['the mark of the end', 'data: [DONE]\n\n'],
    ['a final event that is malformed', 'event: response.completed\ndata: {"type"\n\n'],
    ['a final event without a type', 'event: response.completed\ndata: {"id": "resp_1"}\n\n'],
    ['a final event without the blank line', 'data: {"type": "response.completed"}'],
  ])('finished items are the answer at %s', async (_name, end) => {
    const item = { type: 'response.output_item.done', item: message };
    expect(await collect(encoded([item]) + end)).toMatchObject({
      kind: 'response',
      response: { output: [message] },
      eventStatus: 'completed',
    });
  });

  test('the control: items without an end are no answer, nor is an end without items', async () => {
    const item = { type: 'response.output_item.done', item: message };
    expect(await collectEvents(item)).toEqual({ kind: 'unfinished', isMalformed: false });
    const torn = await collect('event: response.completed\ndata: {"type"\n\n');
    expect(torn).toEqual({ kind: 'unfinished', isMalformed: true });
  });

  test('an item that is announced twice is one item', async () => {
    const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'shell', arguments: '{}' };
    const done = (item: object) => ({ type: 'response.output_item.done', item });
    const other = { ...call, call_id: 'call_2' };
    const collected = await collectEvents(done(call), done(call), done(other), {
      type: 'response.completed',
    });
    expect(collected).toMatchObject({ response: { output: [call, other] } });
  });

  test('texts of several messages stay apart where only they came', async () => {
    const delta = (item_id: string, text: string) => ({
      type: 'response.output_text.delta',
      item_id,
      delta: text,
    });
    const collected = await collectEvents(
      ...[delta('m1', 'Let me '), delta('m2', '{'), delta('m1', 'see.'), delta('m2', '}')],
      { type: 'response.output_text.done', item_id: 'm2', text: '{}' },
      { type: 'response.completed', response: { output: [{ type: 'reasoning', id: 'rs_1' }] } },
    );
    const texts = ['Let me see.', '{}'].map((text) => ({
      ...message,
      content: [{ type: 'output_text', text }],
    }));
    expect(collected).toMatchObject({ response: { output: [{ type: 'reasoning' }, ...texts] } });
  });

  test('a body without events is a text', async () => {
    expect(await collect('{"object":\n"response"}')).toEqual({
      kind: 'text',
      text: '{"object":\n"response"}\n\n',
    });
    // A page that holds what looks like an event, from a server that does not say that it sends any.
    const page = { body: chunksOf('<p>\ndata: x\n\n</p>', 100), heard: () => {}, cut: () => {} };
    expect(await collectResponse(page, false)).toMatchObject({ kind: 'text' });
  });

  test('what belongs to the answer is heard, and what keeps the connection alive is not', async () => {
    expect(await heardIn(': keep-alive\n\n', ': keep-alive\n\n')).toBe(0);
    expect(await heardIn('event: ping\ndata:\n\n', 'data: {"type": "ping"}\n\n', 'retry: 3\n\n')).toBe(0);
    expect(await heardIn('data: {"type": "response.in_progress"}\n\n', '\n', ': wait\n')).toBe(0);
    expect(await heardIn('data: {"type": "response.output_text.delta"}\n\n')).toBe(1);
    expect(
      await heardIn('data: {"type": "response.output_text', '.delta", "delta": "a long', ' line"}\n\n'),
    ).toBe(3);
  });

  test.each(['\n', '\r\n', '\r'])(
    'wherever the bytes are parted, with %j at the end of lines',
    async (end) => {
      const item = { ...message, content: [{ type: 'output_text', text: 'größer 😀' }] };
      const events = [{ type: 'response.output_item.done', item }, { type: 'response.completed' }];
      const text = `: a comment\n\n${encoded(events)}\n`.replaceAll('\n', end);
      for (let bytes = 1; bytes < 40; bytes += 1)
        expect(await collect(text, bytes)).toEqual({
          kind: 'response',
          response: { output: [item] },
          eventStatus: 'completed',
        });
    },
  );
});
