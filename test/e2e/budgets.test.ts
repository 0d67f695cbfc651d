import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../../src/core/events.ts';
import type { TokenUsage } from '../../src/core/model/model-wire.ts';
import type { Summary } from '../../src/core/summary-schema.ts';
import { replay } from '../../src/engine/replay.ts';
import { startLive } from '../support/live-run.ts';
import { eventsOf, logPathOf, payloadsOf, readEvents, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  playScript,
  repositoryWith,
  runArguments,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { breakOff, finalJson, hang, httpError, toolCalls } from '../support/scripted-answers.ts';
import { always, answers, type Script, type ScriptedRequest } from '../support/scripted-endpoint.ts';

const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh'];
const plan = (usage: Partial<TokenUsage> | null = {}) =>
  finalJson(plannerOutput({ tasks: [workItem('sum')] }), usage);

/** A coder that asks for one new command after another, each at this usage. */
const looking = (usage: Partial<TokenUsage> | null): Script => {
  return ({ step }) =>
    toolCalls([{ name: 'shell', args: { command: `echo ${step}`, timeout_ms: null } }], usage);
};

const play = async (script: Script, ...args: string[]) =>
  playScript(await repositoryWith(sumProject), script, [...task, ...args]);

const tokensOf = ({ usage }: Summary) => usage.input_tokens + usage.output_tokens;
const askedFor = (requests: readonly ScriptedRequest[]) => requests.map(({ body }) => body.max_output_tokens);
const reservationsOf = (events: readonly LoggedEvent[]) =>
  payloadsOf(events, 'model_request').map(({ reserved }) => reserved);

describe('a budget acts in the middle of an iteration', () => {
  const spending = () => answers({ planner: [plan()], coder: [always(looking({ input_tokens: 5000 }))] });

  test('of tokens: no request goes out that could go beyond it, and nearly all of it is used', async () => {
    const run = await play(spending(), '--max-tokens', '120_000');
    expect(run.exitCode).toBe(3);
    expect(run.summary.stop_reason).toBe('token_budget_exhausted');
    expect(run.names).not.toContain('iteration_finished');
    expect(tokensOf(run.summary)).toBeLessThanOrEqual(120_000);
    // What the next call needs at least: the 5,010 that the server counted, what was added, and 2,048 for an answer.
    expect(tokensOf(run.summary)).toBeGreaterThan(120_000 - 5010 - 500 - 2048);
    // Less and less is asked for, down to what could still be of use.
    const asked = askedFor(run.endpoint.requests);
    expect(asked[0]).toBe(65_536);
    expect(asked.at(-1)).toBeLessThan(8000);
    expect(asked.at(-1)).toBeGreaterThanOrEqual(2048);
  });

  test('of money: by the prices of the model', async () => {
    // 1 USD for a million tokens of input, 5 for as many of output.
    const run = await play(spending(), '--max-cost', '0.2');
    expect(run.summary.stop_reason).toBe('cost_budget_exhausted');
    expect(run.summary.usage.cost_usd).toBeLessThanOrEqual(0.2);
    expect(run.summary.usage.cost_usd).toBeGreaterThan(0.18);
  });

  test('of money, at the price of a long input where it is one', async () => {
    const long = { input_tokens: 300_000, output_tokens: 10_000 };
    const run = await play(
      answers({ planner: [plan(long)], coder: [always(looking({}))] }),
      '--max-cost',
      '0.6',
    );
    expect(run.summary.stop_reason).toBe('cost_budget_exhausted');
    expect(run.summary.usage.cost_usd).toBeCloseTo(0.3 * 2 + 0.05 * 1.5, 9);
    expect(run.endpoint.requests).toHaveLength(1);
  });

  test('that is too small for the first request starts nothing, and what is enough is named', async () => {
    const refused = await play(spending(), '--max-tokens', '1000');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '', events: [] });
    expect(refused.endpoint.requests).toEqual([]);
    const enough = /may come to (\d+)/.exec(refused.stderr)?.[1] ?? '';
    const run = await play(spending(), '--max-tokens', enough);
    expect(run.endpoint.requests).toHaveLength(1);
    const less = await play(spending(), '--max-tokens', `${Number(enough) - 100}`);
    expect(less).toMatchObject({ exitCode: 2, events: [] });
  });
});

describe('what was not reported is charged as it was reserved', () => {
  test('an answer without usage', async () => {
    const script = answers({ planner: [plan(null)], coder: [always(looking(null))] });
    const run = await play(script, '--max-tokens', '150_000', '--max-output-tokens', '5000');
    expect(run.summary.stop_reason).toBe('token_budget_exhausted');
    expect(tokensOf(run.summary)).toBe(0);
    const reserved = reservationsOf(run.events);
    const sum = reserved.reduce((total, { input_tokens }) => total + input_tokens, 0);
    expect(run.summary.usage.unreported).toMatchObject({
      requests: reserved.length,
      input_tokens: sum,
      output_tokens: reserved.reduce((total, { output_tokens }) => total + output_tokens, 0),
    });
    expect(sum).toBeLessThanOrEqual(150_000);
    expect(reserved.length).toBeGreaterThan(5);
  });

  test('a stream that breaks off, and no refusal', async () => {
    const planner = [
      breakOff(),
      httpError(503),
      httpError(500),
      httpError(429, {}, { 'retry-after': '0' }),
      plan(),
    ];
    const script = answers({
      planner,
      coder: [finalJson(coderOutput())],
      tester: [finalJson(testerOutput({ tests_passed: false }))],
    });
    const run = await play(script, '--max-iterations', '1', '--max-retries', '9');
    const { usage } = run.summary;
    expect(usage.requests).toBe(7);
    const [first] = reservationsOf(run.events);
    expect(usage.unreported).toEqual({ ...first, requests: 1 });
    expect(usage.cost_usd).toBeCloseTo(3 * (0.0001 + 0.00005), 9);
  });
});

describe('what was spent stays spent', () => {
  /** A run that was killed while its first request was waited for. */
  async function killed() {
    const [repository, home] = [await repositoryWith(sumProject), await temporaryFolder()];
    let wasKilled = false;
    const endpoint = await endpointFor((request) => {
      if (!wasKilled) return hang();
      if (request.role === 'planner') return plan();
      return request.role === 'coder'
        ? finalJson(coderOutput())
        : finalJson(testerOutput({ tests_passed: false }));
    });
    const options = ['--json', ...task, '--max-tokens', '120_000', '--max-iterations', '1'];
    const args = runArguments(repository, endpoint.baseUrl, options);
    const live = startLive({ args, folder: repository, home });
    await live.seen(({ event }) => event === 'model_request');
    live.child.kill('SIGKILL');
    await live.ended;
    wasKilled = true;
    const [runId = ''] = readdirSync(join(home, 'runs'));
    const call = (...rest: string[]) => runProgram({ args: rest, folder: repository, home });
    return { call, log: () => readEvents(logPathOf(home, runId)) };
  }

  test('by a request that a kill has left without an answer, over resume and fork', async () => {
    const { call, log } = await killed();
    const [lost] = reservationsOf(await log());
    const resumed = await call('resume', 'latest', '--json');
    expect(resumed).toMatchObject({ exitCode: 3, stderr: '' });
    const events = await log();
    const summary = events.at(-1)?.payload as Summary;
    expect(summary).toMatchObject({ stop_reason: 'max_iterations_reached' });
    expect(summary.usage.unreported).toEqual({ ...lost, requests: 1 });
    // The request that was made again could ask for no more than the lost one has left.
    const [, again] = reservationsOf(events);
    const ofLost = (lost?.input_tokens ?? 0) + (lost?.output_tokens ?? 0);
    expect((again?.input_tokens ?? 0) + (again?.output_tokens ?? 0)).toBe(120_000 - ofLost);
    expect(replay(events).divergence).toBeNull();

    const forked = await call('fork', 'latest', '--at', '1', '--max-iterations', '2', '--json');
    expect(forked).toMatchObject({ exitCode: 3, stderr: '' });
    const child = eventsOf(forked.stdout).at(-1)?.payload as Summary;
    expect(child).toMatchObject({ iteration: 2, usage: { unreported: { ...lost, requests: 1 } } });
    expect(child.usage.requests).toBe(summary.usage.requests + 3);
  });
});

describe('the length of answers', () => {
  const once = () =>
    answers({
      planner: [plan()],
      coder: [finalJson(coderOutput())],
      tester: [finalJson(testerOutput({ tests_passed: false }))],
    });

  test('is what is given, else what the model surely accepts', async () => {
    const models = ['--planner-model', 'gpt-6-luna', '--coder-model', 'llama', '--tester-model', 'llama'];
    const run = await play(once(), '--max-iterations', '1', ...models);
    expect(askedFor(run.endpoint.requests)).toEqual([65_536, 16_384, 16_384]);
    const given = await play(once(), '--max-iterations', '1', ...models, '--max-output-tokens', '4096');
    expect(askedFor(given.endpoint.requests)).toEqual([4096, 4096, 4096]);
  });
});

describe('--max-cost', () => {
  test('is refused at the start where the price of one model is not known', async () => {
    const [repository, home] = [await repositoryWith(sumProject), await temporaryFolder()];
    const models = ['--max-cost', '5', '--coder-model', 'my-model'];
    const args = runArguments(repository, 'http://127.0.0.1:1/v1', [...task, ...models]);
    const refused = await runProgram({ args, folder: repository, home });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('--max-cost can\'t be held: the price of "my-model" is not known');
    expect(readdirSync(home)).toEqual([]);
  });

  test('is held by the prices of the configuration, whose date is shown', async () => {
    const [repository, home, settings] = [
      await repositoryWith(sumProject),
      await temporaryFolder(),
      await temporaryFolder(),
    ];
    const price = { input: 10, cachedInput: 1, output: 100, asOf: '2026-11' };
    mkdirSync(join(settings, 'proofloop'));
    writeFileSync(join(settings, 'proofloop/config.json'), JSON.stringify({ prices: { 'my-model': price } }));
    const script = answers({ planner: [plan()], coder: [always(looking({ input_tokens: 5000 }))] });
    const endpoint = await endpointFor(script);
    const options = [...task, '--model', 'my-model', '--max-cost', '1'];
    const ended = await runProgram({
      args: runArguments(repository, endpoint.baseUrl, options),
      folder: repository,
      home,
      environment: { XDG_CONFIG_HOME: settings },
    });
    expect(ended.exitCode).toBe(3);
    const [, spent = ''] = /cost budget exhausted \(\$([\d.]+) spent/.exec(ended.stdout) ?? [];
    expect(Number(spent)).toBeLessThanOrEqual(1);
    expect(Number(spent)).toBeGreaterThan(0.6);
    expect(ended.stdout).toContain(`$${spent} (prices of 2026-11)`);
  });
});
