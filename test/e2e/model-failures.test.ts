import { describe, expect, test } from 'vitest';
import { payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import {
  endpointFor,
  type FinishedRun,
  plainFolderWith,
  playScript,
  runArguments,
  temporaryFolder,
} from '../support/run-fixture.ts';
import {
  type Answer,
  breakOff,
  empty,
  failed,
  finalJson,
  hang,
  html,
  httpError,
  incomplete,
  rawText,
  refusal,
  stream,
} from '../support/scripted-answers.ts';
import { always, answers, type Entry, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { shell } from '../support/tool-answers.ts';

const shortIdleTimeout = { PROOFLOOP_IDLE_TIMEOUT: '2s' };
const quota = httpError(429, { error: { message: 'You exceeded your quota.', code: 'insufficient_quota' } });
const started = { type: 'response.created', response: { object: 'response', output: [] } };

/** A run that needs one good answer of each role; these come before the planner's. */
async function playWith(before: readonly Answer[], args: readonly string[] = []): Promise<FinishedRun> {
  const planner: Entry[] = [...before, finalJson(plannerOutput({ done_flag: true }))];
  const script = answers({
    planner,
    coder: [finalJson(coderOutput())],
    tester: [finalJson(testerOutput())],
  });
  const options = ['--task', 'Do it.', '--evidence', 'claimed', '--max-consecutive-failures', '1', ...args];
  return playScript(await plainFolderWith({ 'a.txt': 'a\n' }), script, options, shortIdleTimeout);
}

const plannerRequests = (run: FinishedRun) => run.endpoint.requests.filter(({ role }) => role === 'planner');

const delaysMs = (run: FinishedRun) => {
  const times = run.events.flatMap(({ event, ts }) => (event === 'model_request' ? [Date.parse(ts)] : []));
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
};

describe('an answer that can not be used is told to the model and asked for again', () => {
  test.each([
    ['incomplete', incomplete('max_output_tokens'), 'the response is incomplete: max_output_tokens', 110],
    ['failed', failed('server_error', 'It broke.'), 'the response is failed: server_error: It broke.', 0],
    ['a refusal', refusal('I will not.'), 'the model refused: I will not.', 110],
    ['empty', empty(), 'the response is empty', 110],
    ['not JSON', rawText('Sure!'), 'the response is not JSON', 110],
    [
      'off schema',
      finalJson({ summary: 'S.', done_flag: 'yes' }),
      'does not fit the schema planner_output: done_flag',
      110,
    ],
  ])('%s', async (_name, bad, words, tokensOfBad) => {
    const run = await playWith([bad]);

    expect(run.exitCode).toBe(0);
    const [first, second] = plannerRequests(run);
    expect(plannerRequests(run)).toHaveLength(2);
    expect(second?.body.input.slice(0, first?.body.input.length)).toEqual(first?.body.input);
    expect(second?.body.input.at(-1)).toMatchObject({
      role: 'user',
      content: expect.stringContaining(words),
    });
    expect(payloadsOf(run.events, 'role_retry')).toMatchObject([
      { role: 'planner', attempt: 1, error: expect.stringContaining(words), waits: false },
    ]);
    const { requests, input_tokens, output_tokens } = run.summary.usage;
    expect({ requests, tokens: input_tokens + output_tokens }).toEqual({
      requests: 4,
      tokens: 330 + tokensOfBad,
    });
  });

  test('up to the limit, with what was spent', async () => {
    const run = await playWith([rawText('No.'), rawText('No!'), rawText('Never.')]);
    expect(run.exitCode).toBe(1);
    expect(plannerRequests(run)).toHaveLength(3);
    expect(run.summary.usage).toMatchObject({ requests: 3, input_tokens: 300, output_tokens: 30 });
    expect(run.summary.errors).toEqual([
      expect.stringMatching(
        /^iteration 1: planner: the response is not JSON: .* \(given up after 3 tries\)$/,
      ),
    ]);
  });
});

describe('a request without an answer is made again, unchanged', () => {
  test.each([
    ['a broken stream', breakOff(), /broke off|ended before/],
    ['a stream that ends too early', stream([started]), /the stream ended before the response was complete/],
    ['a stream that falls silent', stream([started], 'hang'), /sent nothing for 2 s/],
    ['a server that hangs', hang(), /sent nothing for 2 s/],
    ['408', httpError(408), /answered 408: it gave up on the request/],
    ['409', httpError(409), /answered 409: it gave up on the request/],
    ['500', httpError(500), /answered 500: it failed \(it said: scripted error 500\)/],
    ['503', httpError(503), /answered 503: it failed/],
    ["a proxy's page", html(502), /answered 502: it failed/],
    ['a web page in place of the API', html(200), /not of the Responses API: check the base URL/],
  ])('%s', async (_name, bad, words) => {
    const run = await playWith([bad], ['--max-wait', '0']);
    expect(run.exitCode).toBe(0);
    const [first, second] = plannerRequests(run);
    expect(plannerRequests(run)).toHaveLength(2);
    expect(second?.body).toEqual(first?.body);
    expect(payloadsOf(run.events, 'role_retry')).toMatchObject([
      { error: expect.stringMatching(words), waits: false },
    ]);
    expect(run.summary.usage).toMatchObject({ requests: 4, input_tokens: 300 });
  });
});

describe('a rate limit', () => {
  test('is waited for as long as the server says, without using up retries', async () => {
    const busy = httpError(429, undefined, { 'retry-after': '1' });
    const run = await playWith([busy, busy], ['--max-retries', '0', '--max-wait', '5s']);
    expect(run.exitCode).toBe(0);
    expect(payloadsOf(run.events, 'role_retry')).toMatchObject([
      { delay_ms: 1000, waits: true },
      { delay_ms: 1000, waits: true },
    ]);
    expect(Math.min(...delaysMs(run).slice(0, 2))).toBeGreaterThanOrEqual(1000);
  });

  test('is not waited for where the server asks for more than is left', async () => {
    const busy = httpError(429, undefined, { 'retry-after': '3600' });
    const run = await playWith([busy], ['--max-retries', '0', '--max-wait', '2s']);
    expect(run.exitCode).toBe(1);
    expect(plannerRequests(run)).toHaveLength(1);
    expect(run.summary.errors[0]).toMatch(
      /its rate limit is reached .*: it asks to wait 3600 s, and --max-wait leaves 2 s\)$/,
    );
  });

  test.each([
    ['seconds', '3600'],
    ['a date', new Date(Date.now() + 3_600_000).toUTCString()],
  ])('is slept through as far as the time of the run allows, and that is said: %s', async (_name, after) => {
    const busy = httpError(429, undefined, { 'retry-after': after });
    const run = await playWith([busy], ['--max-retries', '0', '--max-time', '10s']);
    expect(run.exitCode).toBe(3);
    expect(run.summary.stop_reason).toBe('time_limit_reached');
    expect(run.endpoint.requests).toHaveLength(1);
    expect(payloadsOf(run.events, 'role_retry')).toMatchObject([{ waits: true, stated: true }]);
  });

  test('that names its wait is obeyed without a --max-wait, and no iteration is lost', async () => {
    const busy = httpError(503, undefined, { 'retry-after': '2' });
    const run = await playWith([busy, busy], ['--max-retries', '0']);
    expect(run.exitCode).toBe(0);
    expect(run.summary.iteration).toBe(1);
    expect(Math.min(...delaysMs(run).slice(0, 2))).toBeGreaterThanOrEqual(2000);
  });
});

describe('what trying again can not mend is not tried again', () => {
  test('400 fails the iteration, which another one may do better', async () => {
    const run = await playWith([httpError(400)]);
    expect(run.exitCode).toBe(1);
    expect(run.endpoint.requests).toHaveLength(1);
    expect(run.names).not.toContain('role_retry');
    expect(run.summary.errors).toEqual([
      expect.stringContaining('answered 400: it rejected the request (it said: scripted error 400)'),
    ]);
  });

  test.each([
    ['401', httpError(401), 'answered 401: the key was refused: check OPENAI_API_KEY'],
    ['403', httpError(403), 'answered 403: this key may not do that'],
    ['404', httpError(404), 'answered 404: the model is unknown there, or the base URL is wrong'],
    ['a used-up quota', quota, "is used up: check the account's plan and billing"],
  ])('%s', async (_name, bad, words) => {
    const run = await playWith([bad], ['--max-consecutive-failures', '3']);
    expect(run.exitCode).toBe(3);
    expect(run.endpoint.requests).toHaveLength(1);
    expect(run.names).not.toContain('role_retry');
    expect(run.names).not.toContain('iteration_failed');
    expect(run.summary).toMatchObject({
      stop_reason: 'endpoint_refused',
      errors: [expect.stringContaining(words)],
    });
  });
});

test('a run that was refused goes on where it stood, once the endpoint lets it in', async () => {
  const repository = await plainFolderWith({ 'a.txt': 'a\n' });
  const home = await temporaryFolder();
  let isOpen = false;
  const script = answers({
    planner: [
      shell('cat a.txt'),
      always(() => (isOpen ? finalJson(plannerOutput({ done_flag: true })) : httpError(401))),
    ],
    coder: [finalJson(coderOutput())],
    tester: [finalJson(testerOutput())],
  });
  const endpoint = await endpointFor(script);
  const call = (...args: string[]) => runProgram({ args, folder: repository, home });
  const task = ['--task', 'Do it.', '--evidence', 'claimed'];
  const refused = await call(...runArguments(repository, endpoint.baseUrl, task));
  expect(refused).toMatchObject({
    exitCode: 3,
    stdout: expect.stringMatching(/^stopped: the key was refused$/m),
  });
  isOpen = true;
  const resumed = await call('resume', 'latest');
  expect(resumed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('completed: ') });
  // Neither the plan nor what it looked at is asked for again.
  expect(endpoint.requests.map(({ role, step }) => `${role} ${step}`)).toEqual([
    ...['planner 1', 'planner 2', 'planner 2', 'coder 1', 'tester 1'],
  ]);
});

describe('an endpoint that is away', () => {
  test('is waited for within its budget, then named in a clear sentence', async () => {
    const gone = await startScriptedEndpoint(hang);
    await gone.close();
    const begin = Date.now();
    const run = await playWith([], ['--base-url', gone.baseUrl, '--max-wait', '1s', '--max-retries', '1']);
    expect(run.exitCode).toBe(1);
    expect(Date.now() - begin).toBeLessThan(15_000);
    expect(payloadsOf(run.events, 'role_retry').map(({ waits }) => waits)).toEqual([true, false]);
    const sentence = `The connection was refused: is the server running at ${gone.baseUrl}?`;
    expect(run.summary.errors[0]).toContain(`${sentence} (given up after 3 tries, 1 s waited)`);
  });
});

describe('without retries and waits there is one try', () => {
  test.each([
    ['no answer that fits', rawText('Sure!')],
    ['a server error', httpError(500)],
    ['a rate limit', httpError(429, undefined, { 'retry-after': '0' })],
    ['a broken stream', breakOff()],
    ['silence', hang()],
  ])('%s', async (_name, bad) => {
    const run = await playWith([bad], ['--max-retries', '0', '--max-wait', '0']);
    expect(run.exitCode).toBe(1);
    expect(run.endpoint.requests).toHaveLength(1);
    expect(run.summary.usage.requests).toBe(1);
    expect(run.summary.errors[0]).toContain('given up after 1 try');
  });
});

describe('a failed iteration', () => {
  test('is told to the planner of the next one', async () => {
    const run = await playWith([httpError(400)], ['--max-consecutive-failures', '2']);
    expect(run.exitCode).toBe(0);
    expect(run.summary.iteration).toBe(2);
    expect(JSON.stringify(plannerRequests(run)[1]?.body.input)).toContain('answered 400');
  });

  test('never shows the key that the server repeats', async () => {
    const key = 'sk-live-0123456789abcdef';
    const script = answers({ planner: [httpError(401, { error: { message: `Wrong key: ${key}` } })] });
    const run = await playScript(
      await plainFolderWith({ 'a.txt': 'a\n' }),
      script,
      ['--task', 'Do it.', '--evidence', 'claimed', '--max-iterations', '1'],
      { OPENAI_API_KEY: key },
    );
    expect(run.endpoint.requests[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(run.summary.errors[0]).toContain('Wrong key:');
    expect(run.stdout).not.toContain(key);
  });
});
