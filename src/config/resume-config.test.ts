import { expect, test } from 'vitest';
import type { RunOptions } from '../core/options.ts';
import { forkableKeys, resumableKeys, settings } from '../core/settings/settings.ts';
import { changedOptions } from './choices/recorded-options.ts';
import { loadConfig } from './load-config.ts';
import { loadResumeConfig } from './resume-config.ts';

const surroundings = {
  environment: { OPENAI_API_KEY: 'sk-0123456789' },
  userHome: '/home/u',
  currentFolder: '/work',
};
const price = { input: 1, cached_input: 0.1, cache_write: null, output: 5, long_context: null, as_of: null };
const known = { prices: { 'gpt-6.1-terra': price }, windows: {} };
const none = { userConfig: null, repositoryConfig: null };

function recorded(commandLine: Record<string, string | string[]> = {}): RunOptions {
  const result = loadConfig({ commandLine: { task: 't', ...commandLine }, surroundings, ...none, known });
  if (!result.ok) throw new Error(result.errors.join());
  const { options } = result.config;
  const found = { workspace: '/work', folder: '', log_path: '/log', sandbox: 'off' as const, own_tools: [] };
  return structuredClone({ ...options, ...found });
}

function resumed(options: RunOptions, commandLine: Record<string, string>) {
  return loadResumeConfig({ recorded: options, commandLine, surroundings, userConfig: null, known });
}

test('a run goes on as it was started, whatever the defaults are', () => {
  const options = recorded({ maxSteps: '7', verify: ['make check'], maxTime: '1h' });
  expect(resumed(options, {})).toMatchObject({ ok: true, options, json: false, idleTimeoutMs: 300_000 });
});

test('what is given anew holds, in the field that the table names', () => {
  const options = recorded();
  const result = resumed(options, { maxSteps: '9', maxWait: '1m', maxCost: '3', json: 'true' });
  const given = { max_steps: 9, max_wait_ms: 60_000, max_wait_source: '--max-wait', max_cost_usd: 3 };
  expect(result).toEqual({
    ok: true,
    agents: {},
    options: { ...options, ...given },
    apiKey: 'sk-0123456789',
    idleTimeoutMs: 300_000,
    json: true,
  });
});

test('a setting that is fixed stays, whoever names it', () => {
  const given = {
    network: { value: 'on', origin: '--network' },
    maxSteps: { value: 9, origin: '--max-steps' },
  } as const;
  expect(settings.network.afterStart).toBe('fixed');
  expect(changedOptions(given, '/work')).toEqual({ max_steps: 9 });
});

test('the table says what can be given anew, and a fork takes more', () => {
  expect(resumableKeys).toContain('maxCost');
  expect(resumableKeys).not.toContain('model');
  expect(forkableKeys).toEqual(expect.arrayContaining([...resumableKeys, 'model', 'fallbackModel']));
  // It stands in no command line.
  expect(resumableKeys).not.toContain('idleTimeout');
});

test('a key that the endpoint needs is asked for', () => {
  const result = loadResumeConfig({
    recorded: recorded(),
    commandLine: {},
    surroundings: { ...surroundings, environment: {} },
    userConfig: null,
    known,
  });
  expect(result).toEqual({ ok: false, errors: [expect.stringContaining('OPENAI_API_KEY is not set')] });
});
