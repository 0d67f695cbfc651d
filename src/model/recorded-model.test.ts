import { expect, test } from 'vitest';
import { plannerRequest } from '../../test/support/asked-model.ts';
import { textAnswer } from '../../test/support/pure-run.ts';
import { createRecordedModel } from './recorded-model.ts';

const open = new AbortController().signal;

function requestOf(role: string, iteration: string) {
  return { ...plannerRequest, metadata: { run_id: 'another', role, iteration } };
}

test('gives the answers in order for each role and iteration, then rejects by name', async () => {
  const [first, second, later] = [textAnswer('first'), textAnswer('second'), textAnswer('later')];
  const model = createRecordedModel(
    new Map([
      ['planner:1', [first, second]],
      ['planner:2', [later]],
    ]),
  );
  const ask = (role: string, iteration: string) => model.respond(requestOf(role, iteration), open);
  expect(await ask('planner', '1')).toEqual({ kind: 'answer', answer: first });
  expect(await ask('planner', '2')).toEqual({ kind: 'answer', answer: later });
  expect(await ask('planner', '1')).toEqual({ kind: 'answer', answer: second });
  expect(await ask('planner', '1')).toMatchObject({
    kind: 'error',
    error: { kind: 'rejected', message: expect.stringContaining('for the planner in iteration 1') },
  });
  expect(await ask('coder', '2')).toMatchObject({
    kind: 'error',
    error: { kind: 'rejected', message: expect.stringContaining('for the coder in iteration 2') },
  });
});
