import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { ModelAnswer } from '../../src/core/model/model-wire.ts';
import type { Model } from '../../src/ports/model.ts';
import { plannerRequest } from '../support/asked-model.ts';
import { textAnswer } from '../support/pure-run.ts';

const open = new AbortController().signal;

/**
 * What every Model keeps to. `newModel` gives one that has these answers for `plannerRequest`, one a request, in their
 * order, and none after them.
 */
export function modelContract(newModel: (answers: readonly ModelAnswer[]) => Promise<Model>): void {
  const textsOf = async (model: Model, count: number) => {
    const texts: unknown[] = [];
    for (let index = 0; index < count; index += 1) {
      const result = await model.respond(plannerRequest, open);
      texts.push(result.kind === 'answer' ? result.answer.output : result.error.kind);
    }
    return texts;
  };

  test('each request is answered once, with the finished response', async () => {
    const answers = [textAnswer('one', 7), textAnswer('two', 9)];
    const model = await newModel(answers);
    expect(await textsOf(model, 2)).toEqual(answers.map(({ output }) => output));
  });

  test('where there is no answer it resolves with the reason, a sentence for a person', async () => {
    const model = await newModel([]);
    const result = await model.respond(plannerRequest, open);
    expect(result).toMatchObject({ kind: 'error', error: { kind: 'rejected', may_be_billed: false } });
    expect(result.kind === 'error' && result.error.message).toMatch(/\w+ \w+ \w+/);
  });

  test('the request stays as it was', async () => {
    const model = await newModel([textAnswer('one')]);
    const request = structuredClone(plannerRequest);
    await model.respond(request, open);
    expect(request).toEqual(plannerRequest);
  });

  test('an aborted signal rejects with its reason, and no answer is used up', async () => {
    const model = await newModel([textAnswer('kept')]);
    const reason = new Error('stop');
    await expect(model.respond(plannerRequest, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await textsOf(model, 1)).toEqual([textAnswer('kept').output]);
  });

  test('the signal is let go when the answer is there', async () => {
    const model = await newModel([textAnswer('one')]);
    const { signal } = new AbortController();
    await model.respond(plannerRequest, signal);
    await expect.poll(() => getEventListeners(signal, 'abort').length).toBe(0);
  });
}
