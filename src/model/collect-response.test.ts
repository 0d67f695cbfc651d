import { describe, expect, test } from 'vitest';
import { collectResponse } from './collect-response.ts';

async function* events(...list: unknown[]) {
  yield* list;
}

const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'whole' }] };

describe('collectResponse', () => {
  test('takes the final response as it is', async () => {
    const response = { id: 'resp_1', status: 'completed', output: [message] };
    const done = { type: 'response.output_item.done', item: { type: 'other' } };
    expect(await collectResponse(events(done, { type: 'response.completed', response }))).toEqual({
      kind: 'response',
      response,
    });
  });

  test.each([[[]], [null], [undefined]])(
    'puts an output of %j together from the finished items',
    async (output) => {
      const collected = await collectResponse(
        events(
          { type: 'response.output_text.delta', delta: 'whole' },
          { type: 'response.output_item.done', item: message },
          { type: 'response.completed', response: { id: 'resp_1', output } },
        ),
      );
      expect(collected).toMatchObject({ response: { id: 'resp_1', status: 'completed', output: [message] } });
    },
  );

  test('failing that, from the text', async () => {
    const collected = await collectResponse(
      events(
        { type: 'response.output_text.delta', delta: 'who' },
        { type: 'response.output_text.delta', delta: 'le' },
        { type: 'response.incomplete' },
      ),
    );
    expect(collected).toEqual({ kind: 'response', response: { status: 'incomplete', output: [message] } });
  });

  test("trusts the response's own status more than the event's name", async () => {
    const collected = await collectResponse(
      events({ type: 'response.completed', response: { status: 'incomplete' } }),
    );
    expect(collected).toMatchObject({ response: { status: 'incomplete' } });
  });

  test('an error event ends it', async () => {
    const error = { type: 'error', code: 'server_error', message: 'oh' };
    expect(await collectResponse(events(error, { type: 'response.completed' }))).toEqual({
      kind: 'error',
      error,
    });
  });

  test('a stream without a final event is unfinished, whatever else it held', async () => {
    expect(await collectResponse(events(null, 7, [], { type: 5 }, { type: 'response.created' }))).toEqual({
      kind: 'unfinished',
    });
  });
});
