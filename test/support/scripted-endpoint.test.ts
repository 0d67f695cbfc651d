import { afterEach, describe, expect, test } from 'vitest';
import type { InputItem } from '../../src/core/model/model-wire.ts';
import type { Role } from '../../src/core/role.ts';
import { plannerRequest } from './asked-model.ts';
import { hang, rawText, toolCalls } from './scripted-answers.ts';
import {
  always,
  answers,
  type Script,
  type ScriptedEndpoint,
  startScriptedEndpoint,
} from './scripted-endpoint.ts';

let endpoint: ScriptedEndpoint;

afterEach(() => endpoint.close());

async function post(role: Role, iteration = 1, input: InputItem[] = []) {
  const metadata = { run_id: 'run', role, iteration: String(iteration) };
  const body = JSON.stringify({ ...plannerRequest, input, metadata });
  const response = await fetch(`${endpoint.baseUrl}/responses`, { method: 'POST', body });
  return { status: response.status, text: await response.text() };
}

/** The `done` texts of the streamed answer. */
function textOf({ text }: { text: string }): string | undefined {
  return /"type":"response.output_text.done".*"text":"([^"]*)"/.exec(text)?.[1];
}

async function start(script: Script) {
  endpoint = await startScriptedEndpoint(script);
}

describe('a table of answers', () => {
  test('is used in order for each role over the whole run', async () => {
    const byIteration: Script = ({ iteration, index }) => rawText(`tester ${iteration}.${index}`);
    await start(
      answers({
        planner: [rawText('first'), rawText('second')],
        coder: [always(rawText('again'))],
        tester: [always(byIteration)],
      }),
    );
    const posted = [
      await post('planner', 1),
      await post('coder', 1),
      await post('tester', 1),
      await post('tester', 1),
      await post('planner', 2),
      await post('coder', 2),
      await post('tester', 2),
    ];
    expect(posted.map(textOf)).toEqual([
      'first',
      'again',
      'tester 1.1',
      'tester 1.2',
      'second',
      'again',
      'tester 2.1',
    ]);
    expect(endpoint.requests.map(({ order, role }) => `${order} ${role}`).slice(0, 2)).toEqual([
      '1 planner',
      '2 coder',
    ]);
  });

  test('that is used up answers with an error that is not tried again', async () => {
    await start(answers({ planner: [rawText('only')] }));
    await post('planner');
    const { status, text } = await post('planner', 2);
    expect(status).toBe(400);
    expect(text).toContain('no answer is left for the planner in iteration 2 (its request 2)');
    expect((await post('coder')).text).toContain(
      'no answer is left for the coder in iteration 1 (its request 1)',
    );
  });
});

test('a stream has the events of the API, in their order', async () => {
  await start(() => toolCalls([{ name: 'shell', args: { command: 'ls' } }]));
  const { text } = await post('coder');
  expect([...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'response.output_item.done',
    'response.completed',
  ]);
});

test('a request says how far its conversation is, and call ids go on from there', async () => {
  await start(() => toolCalls([{ name: 'shell', args: {} }]));
  const { text } = await post('coder', 2, [
    { type: 'message', role: 'user', content: 'Go.' },
    { type: 'function_call', call_id: 'call_coder_2_1', name: 'shell', arguments: '{}' },
    { type: 'function_call', call_id: 'call_coder_2_2', name: 'shell', arguments: '{}' },
    { type: 'function_call_output', call_id: 'call_coder_2_1', output: 'one' },
    { type: 'function_call_output', call_id: 'call_coder_2_2', output: 'two' },
  ]);
  expect(endpoint.requests[0]).toMatchObject({ step: 2, index: 1, toolOutputs: ['one', 'two'] });
  expect(text).toContain('"call_id":"call_coder_2_3"');
});

test('closing ends a request that hangs', async () => {
  const arrived = Promise.withResolvers<void>();
  await start(() => {
    arrived.resolve();
    return hang();
  });
  const posted = post('planner');
  await Promise.all([
    arrived.promise.then(() => endpoint.close()),
    expect(posted).rejects.toThrow('fetch failed'),
  ]);
});
