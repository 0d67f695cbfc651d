import { expect, test } from 'vitest';
import type { OwnTool } from '../ports/own-tool.ts';
import { runTool } from './run-tool.ts';
import type { Workplace } from './workplace.ts';

const definition = {
  name: 'add',
  description: 'Adds.',
  parameters: {
    type: 'object',
    properties: { a: { type: 'integer' }, b: { type: 'integer' } },
    required: ['a', 'b'],
    additionalProperties: false,
  },
};
const add: OwnTool = {
  ...definition,
  roles: ['planner'],
  async run(values) {
    const { a, b } = values as { a: number; b: number };
    if (b === 0) throw new Error('nothing to add');
    return String(a + b).repeat(a > 100 ? 5000 : 1);
  },
};
const told = { type: 'function' as const, ...definition, strict: true as const };

const call = (text: string, part: Partial<Workplace> = {}, allowed = [told]) =>
  runTool({ name: 'add', arguments: text }, allowed, {
    // Neither is looked at by this tool.
    ...({ view: null, sandbox: null } as unknown as Pick<Workplace, 'view' | 'sandbox'>),
    ...{ ownTools: [add], outputLimitBytes: 1000, verifyAnswer: () => '' },
    signal: new AbortController().signal,
    ...part,
  });

test.each([
  ['{"a":2,"b":3}', '5'],
  ['{"a":2,"b":0}', 'error: nothing to add'],
  ['{"a":2', expect.stringMatching(/^error: the arguments of add are not JSON/)],
  ['{"a":2}', expect.stringMatching(/^error: the arguments of add do not fit: b:/)],
  ['{"a":2,"b":3,"c":4}', expect.stringMatching(/do not fit: .*"c"/)],
])('a call with %s is answered by the program', async (text, output) => {
  expect(await call(text)).toMatchObject({ output, exitCode: null });
});

test('a long answer is cut, and one that is aborted rejects with the reason', async () => {
  expect((await call('{"a":101,"b":1}')).output.length).toBeLessThan(1200);
  const reason = new Error('stop');
  await expect(call('{"a":1,"b":1}', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('a role that was not told of the tool has none', async () => {
  expect((await call('{"a":1,"b":1}', {}, [])).output).toContain('there is no tool "add"');
});
