import { describe, expect, test } from 'vitest';
import type { Price } from '../core/options.ts';
import { type Config, type ConfigSources, loadConfig } from './load-config.ts';

const unruled = { long_context: null, as_of: null };
const price: Price = { input: 1, cached_input: 0.1, cache_write: null, output: 5, ...unruled };
const userPath = '/home/u/.config/proofloop/config.json';

interface Given {
  commandLine?: ConfigSources['commandLine'];
  environment?: Record<string, string>;
  user?: unknown;
  repository?: unknown;
}

function load({ commandLine = { task: 'Do it' }, environment = {}, user, repository }: Given) {
  return loadConfig({
    commandLine,
    surroundings: {
      environment: { OPENAI_API_KEY: 'sk-0123456789', ...environment },
      userHome: '/home/u',
      currentFolder: '/work',
    },
    userConfig: user === undefined ? null : { path: userPath, text: asText(user) },
    repositoryConfig:
      repository === undefined ? null : { path: 'proofloop.config.json', text: asText(repository) },
    known: {
      prices: { 'gpt-6.1-terra': price },
      windows: { 'gpt-6.1-terra': 272_000, 'gpt-6-luna': 272_000 },
    },
  });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function loaded(given: Given): Config {
  const result = load(given);
  if (!result.ok) throw new Error(result.errors.join('\n'));
  return result.config;
}

function errors(given: Given): string[] {
  const result = load(given);
  return result.ok ? [] : result.errors;
}

test('a task alone gives the defaults', () => {
  expect(loaded({})).toEqual({
    options: {
      max_iterations: 8,
      max_retries: 2,
      max_consecutive_failures: 3,
      max_no_progress_iterations: 2,
      max_steps: 60,
      max_tokens: 5_000_000,
      max_output_tokens: { 'gpt-6.1-terra': 65_536 },
      max_cost_usd: 10,
      max_time_ms: 14_400_000,
      max_wait_ms: 600_000,
      max_wait_source: '',
      models: { planner: 'gpt-6.1-terra', coder: 'gpt-6.1-terra', tester: 'gpt-6.1-terra' },
      agents: { planner: null, coder: null, tester: null },
      fallback_model: null,
      reasoning: { planner: null, coder: null, tester: null },
      service_tier: null,
      encrypted_reasoning: 'auto',
      context_windows: { 'gpt-6.1-terra': 272_000 },
      base_url: 'https://api.openai.com/v1',
      prices: { 'gpt-6.1-terra': price },
      verify: [],
      verify_source: '',
      setup: [],
      setup_source: '',
      verify_timeout_ms: 1_800_000,
      jobs: null,
      evidence: 'verified',
      expect: 'change',
      allow_changes: [],
      protect: [],
      reports: [],
      dependencies: [],
      sealed: null,
      sealed_verify: [],
      mutation: false,
      sign: null,
      answers: null,
      network: 'off',
      mounts: [],
      apply: false,
      take: [],
    },
    task: { kind: 'text', text: 'Do it' },
    workspace: '/work',
    logPath: null,
    agents: {},
    apiKey: 'sk-0123456789',
    idleTimeoutMs: 300_000,
    json: false,
    trustSetup: false,
    sandbox: 'auto',
  });
});

test('every option of the command line arrives', () => {
  const config = loaded({
    commandLine: {
      taskFile: 'task.md',
      workspace: '../repository',
      maxIterations: '3',
      maxRetries: '0',
      maxConsecutiveFailures: '1',
      maxNoProgressIterations: '4',
      maxSteps: '10',
      maxTokens: '0',
      maxCost: '2.5',
      maxTime: '0',
      maxWait: '0',
      model: 'gpt-6.1-terra',
      baseUrl: 'http://localhost:1234/v1/',
      logPath: 'logs/run.jsonl',
      verify: ['npm test', 'npm run lint'],
      verifyTimeout: '5m',
      evidence: 'claimed',
      expect: 'no-change',
      allowChanges: ['test/a.js', 'test/b/**'],
      sign: 'keys/own.pem',
      sandbox: 'off',
      network: 'on',
      mount: ['/data', 'fixtures'],
      apply: true,
      take: ['.github/**'],
      json: true,
    },
  });
  expect(config).toMatchObject({
    options: {
      max_iterations: 3,
      max_retries: 0,
      max_consecutive_failures: 1,
      max_no_progress_iterations: 4,
      max_steps: 10,
      max_tokens: 0,
      max_cost_usd: 2.5,
      max_time_ms: 0,
      max_wait_ms: 0,
      max_wait_source: '--max-wait',
      base_url: 'http://localhost:1234/v1',
      verify: ['npm test', 'npm run lint'],
      verify_source: '--verify',
      verify_timeout_ms: 300_000,
      evidence: 'claimed',
      expect: 'no-change',
      allow_changes: ['test/a.js', 'test/b/**'],
      sign: '/work/keys/own.pem',
      apply: true,
      take: ['.github/**'],
    },
    task: { kind: 'file', path: '/work/task.md' },
    workspace: '/repository',
    logPath: '/work/logs/run.jsonl',
    json: true,
  });
});

test('the configuration is frozen, all through', () => {
  const config = loaded({});
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.options.models)).toBe(true);
  expect(Object.isFrozen(config.options.prices['gpt-6.1-terra'])).toBe(true);
  expect(Object.isFrozen(config.options.verify)).toBe(true);
  expect(Object.isFrozen(price)).toBe(false);
});

describe('precedence', () => {
  const commandLine = { task: 't', maxSteps: '1', verify: ['on the command line'] };
  const environment = { PROOFLOOP_MAX_STEPS: '2', PROOFLOOP_VERIFY: 'in the environment\n\nsecond\r\n' };
  const user = { 'max-steps': 3, verify: 'of the user' };
  const repository = { verify: ['of the repository'] };

  test.each<[string, Given, number, string[], string]>([
    ['command line', { commandLine, environment, user, repository }, 1, ['on the command line'], '--verify'],
    [
      'environment',
      { environment, user, repository },
      2,
      ['in the environment', 'second'],
      'PROOFLOOP_VERIFY',
    ],
    ["user's file", { user, repository }, 3, ['of the user'], `verify in ${userPath}`],
    ["repository's file", { repository }, 60, ['of the repository'], 'verify in proofloop.config.json'],
  ])('%s goes first', (_name, given, steps, verify, source) => {
    expect(loaded(given).options).toMatchObject({ max_steps: steps, verify, verify_source: source });
  });

  test('an empty variable counts as not set', () => {
    const config = loaded({ environment: { PROOFLOOP_MAX_STEPS: '', PROOFLOOP_VERIFY: ' \n' }, user });
    expect(config.options).toMatchObject({ max_steps: 3, verify: ['of the user'] });
  });

  test('OPENAI_BASE_URL loses against PROOFLOOP_BASE_URL and wins over the user', () => {
    const mine = { PROOFLOOP_BASE_URL: 'http://mine/v1' };
    const theirs = { OPENAI_BASE_URL: 'http://theirs/v1' };
    const file = { baseUrl: 'http://file/v1' };
    expect(loaded({ environment: { ...mine, ...theirs }, user: file }).options.base_url).toBe(
      'http://mine/v1',
    );
    expect(loaded({ environment: theirs, user: file }).options.base_url).toBe('http://theirs/v1');
    expect(loaded({ user: file }).options.base_url).toBe('http://file/v1');
  });

  test('the command line can switch off what the user switched on', () => {
    expect(loaded({ user: { apply: true } }).options.apply).toBe(true);
    expect(loaded({ user: { apply: true }, commandLine: { task: 't', apply: false } }).options.apply).toBe(
      false,
    );
  });
});

describe('models', () => {
  test.each<[string, Given, [string, string, string]]>([
    ['--model sets all three', { commandLine: { task: 't', model: 'a' } }, ['a', 'a', 'a']],
    [
      "a role's own goes before --model",
      { commandLine: { task: 't', model: 'a', testerModel: 'b' } },
      ['a', 'a', 'b'],
    ],
    [
      "--model goes before a role's own of a weaker source",
      { commandLine: { task: 't', model: 'a' }, environment: { PROOFLOOP_CODER_MODEL: 'c' } },
      ['a', 'a', 'a'],
    ],
    [
      'sources that name different roles go together',
      { environment: { PROOFLOOP_CODER_MODEL: 'c' }, user: { model: 'u', plannerModel: 'p' } },
      ['p', 'c', 'u'],
    ],
  ])('%s', (_name, given, [planner, coder, tester]) => {
    expect(loaded(given).options.models).toEqual({ planner, coder, tester });
  });
});

describe('reasoning effort', () => {
  test("a role's own goes before the one for all of the same source, as with models", () => {
    const user = { reasoning: 'high', testerReasoning: 'minimal' };
    expect(loaded({ user }).options.reasoning).toEqual({ planner: 'high', coder: 'high', tester: 'minimal' });
    const commandLine = { task: 't', reasoning: 'low', coderReasoning: 'xhigh' };
    expect(loaded({ commandLine, user }).options.reasoning).toEqual({
      planner: 'low',
      coder: 'xhigh',
      tester: 'low',
    });
  });

  test('and service tier are among those that the API knows', () => {
    expect(errors({ user: { reasoning: 'hard', serviceTier: 'cheap' } })).toEqual([
      expect.stringMatching(/^reasoning in .* must be none, minimal, low, medium, high or xhigh, not "hard"/),
      expect.stringMatching(/^serviceTier in .* must be auto, default, flex or priority, not "cheap"/),
    ]);
  });
});

describe('context windows', () => {
  test('of the models in use are recorded, those of the user before the known ones', () => {
    const user = { contextWindows: { 'gpt-6.1-terra': 100_000, local: 32_768, unused: 4096 } };
    const commandLine = { task: 't', coderModel: 'local', fallbackModel: 'gpt-6-luna' };
    expect(loaded({ commandLine, user }).options.context_windows).toEqual({
      'gpt-6.1-terra': 100_000,
      local: 32_768,
      'gpt-6-luna': 272_000,
    });
  });

  test.each([
    [{ a: '32k', b: 0, c: 1.5, d: 1 }, ['"a" in', '"b" in', '"c" in']],
    [[], ['contextWindows in']],
  ])('of %j are refused', (contextWindows, places) => {
    expect(errors({ user: { contextWindows } })).toEqual(
      places.map((place) => expect.stringContaining(`${place} `)),
    );
  });
});

describe('cost', () => {
  test("has no limit where the fallback model's price is unknown, and none can be held", () => {
    const commandLine = { task: 't', fallbackModel: 'local' };
    expect(loaded({ commandLine }).options).toMatchObject({ max_cost_usd: 0, fallback_model: 'local' });
    expect(errors({ commandLine: { ...commandLine, maxCost: '5' } })).toEqual([
      expect.stringContaining('the price of "local" is not known'),
    ]);
  });

  const prices = { local: { input: 0, cachedInput: 0, output: 0 } };
  const unknown = { task: 't', coderModel: 'local' };

  test('has no limit where a price is unknown', () => {
    expect(loaded({ commandLine: unknown }).options).toMatchObject({
      max_cost_usd: 0,
      prices: { 'gpt-6.1-terra': price },
    });
  });

  test('has its default limit where the user knows the price', () => {
    const { options } = loaded({ commandLine: unknown, user: { prices } });
    expect(options.max_cost_usd).toBe(10);
    expect(options.prices.local).toEqual({
      input: 0,
      cached_input: 0,
      cache_write: null,
      output: 0,
      ...unruled,
    });
  });

  test("the user's price of a known model goes over the list", () => {
    const mine = { 'gpt-6.1-terra': { input: 2, cachedInput: 1, cacheWrite: 3, output: 4 } };
    expect(loaded({ user: { prices: mine } }).options.prices).toEqual({
      'gpt-6.1-terra': { input: 2, cached_input: 1, cache_write: 3, output: 4, ...unruled },
    });
  });

  test('a limit that could not be held is refused', () => {
    expect(errors({ commandLine: { ...unknown, maxCost: '5' } })).toEqual([
      '--max-cost can\'t be held: the price of "local" is not known; ' +
        `add it under "prices" in ${userPath}, or give --max-cost 0 for no limit`,
    ]);
  });

  test('a limit alone is refused with an agent, whose spend nobody knows; beside one in time it is taken', () => {
    const withAgent = { task: 't', coderAgent: 'codex' };
    expect(errors({ commandLine: { ...withAgent, maxCost: '5' } })).toEqual([
      expect.stringContaining('--max-cost alone can\'t be held: what "codex" spends is known at best'),
    ]);
    expect(errors({ commandLine: { ...withAgent, maxCost: '5', maxTime: '0' } })).toHaveLength(1);
    const { options } = loaded({ commandLine: { ...withAgent, maxCost: '5', maxTime: '1h' } });
    expect(options).toMatchObject({ max_cost_usd: 5, max_time_ms: 3_600_000 });
  });

  test('no limit needs no price', () => {
    expect(loaded({ commandLine: { ...unknown, maxCost: '0' } }).options.max_cost_usd).toBe(0);
  });

  test("the user's price says what a long input costs, and of when it is", () => {
    const longContext = { above: 200_000, input: 2, output: 1.5 };
    const mine = { local: { input: 2, cachedInput: 1, output: 4, longContext, asOf: '2026-10' } };
    expect(loaded({ commandLine: unknown, user: { prices: mine } }).options.prices.local).toEqual({
      input: 2,
      cached_input: 1,
      cache_write: null,
      output: 4,
      long_context: { above_input_tokens: 200_000, input_factor: 2, output_factor: 1.5 },
      as_of: '2026-10',
    });
  });

  test.each([
    [{ longContext: { above: 200_000 } }, 'longContext of "local" in prices in '],
    [{ longContext: { above: 200_000, input: 2, output: '1.5' } }, 'longContext of "local" in prices in '],
    [{ asOf: 2026 }, 'asOf of "local" in prices in '],
  ])('a price with %j is refused', (wrong, beginning) => {
    const mine = { local: { input: 2, cachedInput: 1, output: 4, ...wrong } };
    expect(errors({ user: { prices: mine } })).toEqual([expect.stringContaining(beginning)]);
  });

  test("a model's name that every object has as a property has no price", () => {
    expect(loaded({ commandLine: { task: 't', model: 'constructor' } }).options.prices).toEqual({});
  });
});

describe('key', () => {
  test('is needed for the OpenAI API', () => {
    expect(errors({ environment: { OPENAI_API_KEY: ' ' } })).toEqual([
      'OPENAI_API_KEY is not set: the OpenAI API needs a key; set it, or name another endpoint with --base-url',
    ]);
  });

  test('is not needed for another endpoint', () => {
    const environment = { OPENAI_API_KEY: '', OPENAI_BASE_URL: 'http://localhost:1/v1' };
    expect(loaded({ environment }).apiKey).toBeNull();
  });

  test('loses the line break that a file left at its end', () => {
    expect(loaded({ environment: { OPENAI_API_KEY: 'sk-abcdefgh\n' } }).apiKey).toBe('sk-abcdefgh');
  });
});

test('the idle timeout comes from environment or user, not from the command line', () => {
  expect(loaded({ user: { idleTimeout: '30s' } }).idleTimeoutMs).toBe(30_000);
  expect(
    loaded({ environment: { PROOFLOOP_IDLE_TIMEOUT: '1' }, user: { idleTimeout: '30s' } }).idleTimeoutMs,
  ).toBe(1000);
  expect(loaded({ commandLine: { task: 't', idleTimeout: '7s' } }).idleTimeoutMs).toBe(300_000);
});

describe('sealed checks', () => {
  const commandLine = { task: 't', sealed: '../sealed', sealedVerify: ['sh sealed/check.sh'] };

  test('have an absolute folder and their commands', () => {
    expect(loaded({ commandLine }).options).toMatchObject({
      sealed: '/sealed',
      sealed_verify: ['sh sealed/check.sh'],
    });
  });

  test.each([
    [
      { task: 't', sealed: 'x' },
      '--sealed needs a command that runs the sealed checks: --sealed-verify "<command>"',
    ],
    [
      { task: 't', sealedVerify: ['x'] },
      '--sealed-verify needs the folder with the sealed checks: --sealed <dir>',
    ],
    [
      { ...commandLine, evidence: 'claimed' },
      '--sealed has no effect at evidence level claimed: nothing is measured there',
    ],
    [{ task: 't', sealed: '', sealedVerify: ['x'] }, '--sealed must be a folder, not ""'],
  ])('are refused where one part is missing: %o', (given, error) => {
    expect(errors({ commandLine: given })).toEqual([error]);
  });
});

test('what the user and the repository protect is protected together', () => {
  const given = { user: { protect: 'golden/**' }, repository: { protect: ['data/**', 'x'] } };
  expect(loaded(given).options.protect).toEqual(['golden/**', 'data/**', 'x']);
});

test('standard input holds the task of --task-file -', () => {
  expect(loaded({ commandLine: { taskFile: '-' } }).task).toEqual({ kind: 'standard input' });
});

describe('errors', () => {
  const allowed = 'a repository says how it is tested (verify, setup, protect and dependencies)';
  const elsewhere = `everything else is the user's choice; set it on the command line, in the environment or in ${userPath}`;

  test.each<[string, Given, string[]]>([
    ['no task', { commandLine: {} }, ['there is no task; say what is to be done with --task or --task-file']],
    ['an empty task', { commandLine: { task: ' ' } }, ['--task must be the task in words, not " "']],
    [
      'two tasks',
      { commandLine: { task: 'a', taskFile: 'b' } },
      ['--task and --task-file are both given; keep one of them'],
    ],
    [
      'a task in the environment',
      { commandLine: {}, environment: { PROOFLOOP_TASK: 'x' } },
      ['there is no task; say what is to be done with --task or --task-file'],
    ],
    [
      'a bad option',
      { commandLine: { task: 't', maxIterations: 'many' } },
      ['--max-iterations must be a whole number of at least 1, not "many"'],
    ],
    [
      'a bad variable',
      { environment: { PROOFLOOP_MAX_TIME: 'long' } },
      ['PROOFLOOP_MAX_TIME must be a duration such as 90s, 30m or 1h30m, not "long"'],
    ],
    [
      'a bad endpoint, with no word about a key for another one',
      { environment: { OPENAI_BASE_URL: 'ftp://x', OPENAI_API_KEY: '' } },
      ['OPENAI_BASE_URL must be an http or https URL such as http://localhost:8000/v1, not "ftp://x"'],
    ],
    [
      'a bad key of the user',
      { user: { maxIterations: -1 } },
      [`maxIterations in ${userPath} must be a whole number of at least 1, not "-1"`],
    ],
    [
      'wrong types',
      { user: { apply: 'yes', maxSteps: [1], verify: [1], evidence: null, setup: 5 } },
      [
        `apply in ${userPath} must be true or false`,
        `maxSteps in ${userPath} must be a text or a number`,
        `verify in ${userPath} must be a text or a list of texts`,
        `evidence in ${userPath} must be a text or a number`,
        `setup in ${userPath} must be a text or a list of texts`,
      ],
    ],
    [
      'no commands',
      { repository: { verify: [] } },
      ['verify in proofloop.config.json must have at least one entry; leave the key out instead'],
    ],
    [
      'an unknown key',
      { user: { maxIteration: 1 } },
      [`${userPath} has the unknown key "maxIteration"; did you mean "maxIterations"?`],
    ],
    [
      'a key that belongs to a single run',
      { user: { task: 'x' } },
      [`${userPath} can't set "task": it belongs to a single run; give it on the command line`],
    ],
    [
      'a key in both manners of writing',
      { user: { maxSteps: 1, 'max-steps': 2 } },
      [`${userPath} sets maxSteps twice, as maxSteps and as max-steps; keep one of them`],
    ],
    [
      'no JSON',
      { user: '{\n  "model": oops\n}' },
      [`${userPath} is not JSON: unexpected text at line 2, column 12`],
    ],
    [
      'half a file',
      { user: '{"model": "a"' },
      [`${userPath} is not JSON: the text ends too early at line 1, column 14`],
    ],
    ['a list', { user: [] }, [`${userPath} must hold one JSON object, as in {"verify": "npm test"}`]],
    [
      'bad prices',
      { user: { prices: { a: { input: '1', cachedInput: 1, output: -1, cachWrite: 1 }, b: 3 } } },
      [
        `"a" in prices in ${userPath} has the unknown key "cachWrite"; did you mean "cacheWrite"?`,
        `input of "a" in prices in ${userPath} must be a number of at least 0, in USD per million tokens`,
        `output of "a" in prices in ${userPath} must be a number of at least 0, in USD per million tokens`,
        `"b" in prices in ${userPath} must be an object with input, cachedInput, cacheWrite, output`,
      ],
    ],
    [
      'a repository that chooses an endpoint, a limit and prices',
      { repository: { baseUrl: 'http://evil', 'max-cost': 1000, prices: {}, verify: 'make test' } },
      [
        `proofloop.config.json may not set "baseUrl": ${allowed}, ${elsewhere}`,
        `proofloop.config.json may not set "maxCost": ${allowed}, ${elsewhere}`,
        `proofloop.config.json may not set "prices": ${allowed}, ${elsewhere}`,
      ],
    ],
    [
      'an unknown key of the repository',
      { repository: { __proto: 1, verfy: 'x' } },
      [
        'proofloop.config.json has the unknown key "__proto"; known are verify, setup, protect, dependencies',
        'proofloop.config.json has the unknown key "verfy"; did you mean "verify"?',
      ],
    ],
    [
      'text that steers a terminal',
      { repository: '{"\\u009b31m": 1}' },
      ['proofloop.config.json has the unknown key "31m"; known are verify, setup, protect, dependencies'],
    ],
    [
      'mistakes in several places',
      {
        commandLine: { task: 't', maxSteps: 'x' },
        environment: { OPENAI_API_KEY: '', PROOFLOOP_EXPECT: 'x' },
        user: { apply: 1 },
        repository: 'x',
      },
      [
        '--max-steps must be a whole number of at least 1, not "x"',
        'PROOFLOOP_EXPECT must be change, no-behaviour-change or no-change, not "x"',
        `apply in ${userPath} must be true or false`,
        'proofloop.config.json is not JSON: unexpected text at line 1, column 1',
        'OPENAI_API_KEY is not set: the OpenAI API needs a key; set it, or name another endpoint with --base-url',
      ],
    ],
  ])('%s', (_name, given, expected) => {
    expect(errors(given)).toEqual(expected);
  });
});

test('both files may name dependency folders', () => {
  const loadedFrom = loaded({
    user: JSON.stringify({ dependencies: ['deps'] }),
    repository: JSON.stringify({ dependencies: '_build' }),
  });
  expect(loadedFrom.options.dependencies.toSorted()).toEqual(['_build', 'deps']);
});

test('a file may begin with a byte order mark', () => {
  expect(loaded({ user: '\uFEFF{"maxSteps": 5}' }).options.max_steps).toBe(5);
});
