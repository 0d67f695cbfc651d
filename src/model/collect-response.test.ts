import { describe, expect, test } from 'vitest';
import { collectResponse } from './collect-response.ts';

/** The events as a server sends them. */
const encoded = (list: readonly unknown[]) =>
  list.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

async function* chunksOf(text: string, bytes: number) {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
}

const collect = (text: string, chunkBytes = 1 << 20) => collectResponse(chunksOf(text, chunkBytes), () => {});
const collectEvents = (...list: unknown[]) => collect(encoded(list));

const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'whole' }] };

describe('collectResponse', () => {
  test('takes the final response as it is', async () => {
    const response = { id: 'resp_1', status: 'completed', output: [message] };
    const done = { type: 'response.output_item.done', item: { type: 'other' } };
    expect(await collectEvents(done, { type: 'response.completed', response })).toEqual({
      kind: 'response',
      response,
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
      expect(collected).toMatchObject({ response: { id: 'resp_1', status: 'completed', output: [message] } });
    },
  );

  test('failing that, from the text', async () => {
    const collected = await collectEvents(
      { type: 'response.output_text.delta', delta: 'who' },
      { type: 'response.output_text.delta', delta: 'le' },
      { type: 'response.incomplete' },
    );
    expect(collected).toEqual({ kind: 'response', response: { status: 'incomplete', output: [message] } });
  });

  test("trusts the response's own status more than the event's name", async () => {
    const collected = await collectEvents({ type: 'response.completed', response: { status: 'incomplete' } });
    expect(collected).toMatchObject({ response: { status: 'incomplete' } });
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
    expect(await collect(text)).toEqual({ kind: 'unfinished' });
  });

  test('data that is not JSON is a SyntaxError, and the stream is cut', async () => {
    let isCut = false;
    const broken = collectResponse(chunksOf('data: {"type"\n\n', 100), () => {
      isCut = true;
    });
    await expect(broken).rejects.toBeInstanceOf(SyntaxError);
    expect(isCut).toBe(true);
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
          response: { status: 'completed', output: [item] },
        });
    },
  );
});
