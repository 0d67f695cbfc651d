import { describe, expect, test } from 'vitest';
import { payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import { type FinishedRun, plainFolderWith, playScript } from '../support/run-fixture.ts';
import { type Answer, finalJson, httpError, rawItems } from '../support/scripted-answers.ts';
import type { Script } from '../support/scripted-endpoint.ts';

/** A run of one iteration in which the planner's requests to the model "own" are answered so. */
async function play(answerOfOwn: Script, args: readonly string[] = []): Promise<FinishedRun> {
  const script: Script = (request) => {
    const { role, body } = request;
    if (role === 'coder') return finalJson(coderOutput());
    if (role === 'tester') return finalJson(testerOutput());
    return body.model === 'own' ? answerOfOwn(request) : finalJson(plannerOutput({ done_flag: true }));
  };
  const common = [
    '--task',
    'T.',
    '--evidence',
    'claimed',
    '--model',
    'own',
    '--max-consecutive-failures',
    '1',
  ];
  return playScript(await plainFolderWith({ 'a.txt': 'a\n' }), script, [...common, ...args]);
}

const good = () => finalJson(plannerOutput({ done_flag: true }));
const fallback = ['--fallback-model', 'other'];
const modelsAsked = ({ endpoint }: FinishedRun) =>
  endpoint.requests.map(({ role, body }) => `${role}: ${body.model}`);

describe('reasoning effort and service tier', () => {
  test('are sent where they are given', async () => {
    const run = await play(good, [
      '--reasoning',
      'low',
      '--coder-reasoning',
      'xhigh',
      '--service-tier',
      'flex',
    ]);
    expect(run.endpoint.requests.map(({ body }) => [body.reasoning, body.service_tier])).toEqual([
      [{ effort: 'low' }, 'flex'],
      [{ effort: 'xhigh' }, 'flex'],
      [{ effort: 'low' }, 'flex'],
    ]);
  });

  test('are left to the model and the endpoint otherwise', async () => {
    const { endpoint } = await play(good);
    for (const { body } of endpoint.requests) {
      expect(Object.keys(body)).not.toContain('reasoning');
      expect(Object.keys(body)).not.toContain('service_tier');
      expect(Object.keys(body)).not.toContain('include');
    }
  });

  test('that has no room for now is waited for', async () => {
    const busy = httpError(429, { error: { message: 'Flex is busy.', code: 'resource_unavailable' } });
    const run = await play(({ index }) => (index === 1 ? busy : good()), ['--service-tier', 'flex']);
    expect(run.exitCode).toBe(0);
    expect(payloadsOf(run.events, 'role_retry')).toMatchObject([{ waits: true }]);
  });
});

describe('the fallback model takes over', () => {
  const once = ['--max-retries', '0', '--max-wait', '0'];

  test.each<[string, Answer, readonly string[]]>([
    ['a model that the endpoint does not have', httpError(404, { error: 'model "own" not found' }), []],
    ['a model that this key may not use', httpError(403, { error: { code: 'model_not_found' } }), []],
    ['a model that the key has no access to', httpError(403), []],
    ['a rate limit that lasts', httpError(429), once],
    ['a server error that lasts', httpError(500), once],
    ['an overloaded model, without waiting', httpError(503, { error: 'overloaded' }), ['--max-retries', '0']],
  ])('from %s', async (_name, bad, args) => {
    const run = await play(() => bad, [...fallback, ...args]);
    expect(run.exitCode).toBe(0);
    // Each role call begins with its own model.
    expect(modelsAsked(run)).toEqual(['planner: own', 'planner: other', 'coder: own', 'tester: own']);
    expect(payloadsOf(run.events, 'model_fallback')).toMatchObject([
      { role: 'planner', step: 1, from: 'own', to: 'other', error: expect.stringContaining('answered') },
    ]);
    const [first, second] = run.endpoint.requests;
    expect(second?.body).toEqual({ ...first?.body, model: 'other' });
  });

  test.each<[string, Answer, number]>([
    ['a key that is refused', httpError(401), 3],
    ['a request that is refused', httpError(400), 1],
    ['a quota that is used up', httpError(429, { error: { code: 'insufficient_quota' } }), 3],
  ])('but not from %s', async (_name, bad, exitCode) => {
    const run = await play(() => bad, fallback);
    expect(run.exitCode).toBe(exitCode);
    expect(modelsAsked(run)).toEqual(['planner: own']);
  });

  test("in the same conversation, without the other model's encrypted reasoning", async () => {
    const thinking = rawItems([
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' },
      {
        type: 'function_call',
        call_id: 'c1',
        name: 'shell',
        arguments: '{"command":"ls","timeout_ms":null}',
      },
    ]);
    const run = await play(
      ({ index }) => (index === 1 ? thinking : httpError(404, { error: 'no model own' })),
      [...fallback, ...['--encrypted-reasoning', 'on']],
    );
    expect(run.exitCode).toBe(0);
    const [, own, other] = run.endpoint.requests;
    expect(own?.body.input.map(({ type }) => type)).toEqual([
      ...['message', 'message', 'reasoning', 'function_call', 'function_call_output'],
    ]);
    expect(other?.body.input).toEqual(own?.body.input.filter(({ type }) => type !== 'reasoning'));
  });

  test('only once in a role call', async () => {
    const script: Script = () => httpError(404, { error: 'there is no such model' });
    const run = await playScript(await plainFolderWith({ 'a.txt': 'a\n' }), script, [
      ...['--task', 'T.', '--evidence', 'claimed', '--model', 'own', '--max-consecutive-failures', '1'],
      ...fallback,
    ]);
    expect(run.exitCode).toBe(3);
    expect(modelsAsked(run)).toEqual(['planner: own', 'planner: other']);
    expect(run.summary.errors[0]).toContain('the model is unknown there');
  });
});
