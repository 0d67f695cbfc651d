import { describe, expect, test } from 'vitest';
import { playCall } from '../../../test/support/long-call.ts';
import { runOptions, textAnswer, toolAnswer } from '../../../test/support/pure-run.ts';
import { plannerOutput } from '../../../test/support/role-outputs.ts';
import type { Price, RunOptions } from '../options.ts';
import type { ModelAnswer, ModelError } from './model-wire.ts';

const price = (input: number): Price => ({
  input,
  cached_input: 0,
  cache_write: null,
  output: 0,
  long_context: null,
  as_of: null,
});

const failure = (kind: ModelError['kind']): ModelError => ({
  kind,
  http_status: 400,
  message: `It was ${kind}.`,
  retry_after_ms: null,
  may_be_billed: false,
});

function usage(answer: ModelAnswer, input_tokens: number): ModelAnswer {
  return {
    ...answer,
    usage: { input_tokens, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens: 0 },
  };
}

const output = (tokens: number) => usage(textAnswer(plannerOutput()), tokens);

const options: RunOptions = runOptions({
  models: { planner: 'own', coder: 'own', tester: 'own' },
  fallback_model: 'other',
  prices: { own: price(1), other: price(7) },
  max_wait_ms: 0,
  max_retries: 1,
});

describe('a model that stays unavailable', () => {
  test('is left after its retries, and the other one has its own, and its own price', () => {
    const trouble = [failure('server_error'), failure('server_error'), failure('server_error')];
    const call = playCall(
      options,
      () => trouble.shift() ?? output(1_000_000),
      () => '',
    );
    expect(call.requests.map(({ model }) => model)).toEqual(['own', 'own', 'other', 'other']);
    expect(call.state.spending.costUsd).toBe(7);
    expect(call.events.map(({ event }) => event)).toContain('model_fallback');
  });

  test('leaves a conversation that the window of the other one decides about', () => {
    const large = { ...options, context_windows: { own: 400_000, other: 20_000 } };
    const call = playCall(
      large,
      ({ model, input }, step) => {
        if (model === 'other') return output(15_000);
        const tokens = input.length * 2000;
        return step <= 8 ? usage(toolAnswer(`cat ${step}`), tokens) : failure('model_not_found');
      },
      () => 'x'.repeat(8000),
    );
    const names = call.events.map(({ event }) => event);
    expect(names.filter((name) => name === 'context_cut')).toHaveLength(1);
    expect(names.indexOf('context_cut')).toBe(names.indexOf('model_fallback') + 1);
    expect(call.cuts.at(-1)).toMatchObject([{ window_tokens: 20_000, cause: 'window' }]);
  });
});

describe('a request that is too long', () => {
  const long = (tokens: number, step: number): ModelAnswer | ModelError =>
    step <= 8 ? usage(toolAnswer(`cat ${step}`), tokens) : failure('too_long');

  test('is cut at most three times, and uses up no retries', () => {
    const call = playCall(
      options,
      ({ input }, step) => long(input.length * 2000, step),
      () => 'x'.repeat(8000),
    );
    const cuts = call.cuts.flat();
    expect(cuts.length).toBeGreaterThan(1);
    expect(cuts.length).toBeLessThanOrEqual(3);
    expect(cuts.map(({ cause }) => cause)).toEqual(cuts.map(() => 'refused'));
    expect(cuts.map(({ window_tokens }) => window_tokens)).toEqual(
      cuts.map(({ tokens_before }) => tokens_before),
    );
    expect(call.events.map(({ event }) => event)).not.toContain('role_retry');
    expect(call.events.at(-1)).toMatchObject({
      event: 'step_failed',
      payload: { error: 'planner: It was too_long.' },
    });
  });

  test('is given up at once where there is nothing to cut', () => {
    const call = playCall(
      options,
      () => failure('too_long'),
      () => '',
    );
    expect(call.requests).toHaveLength(1);
    expect(call.events.at(-1)?.event).toBe('step_failed');
  });

  test('goes on without a server that counts', () => {
    const call = playCall(
      { ...options, context_windows: { own: 30_000 } },
      (_request, step) => (step <= 40 ? { ...toolAnswer(`cat ${step}`), usage: null } : output(1)),
      () => 'x'.repeat(4000),
    );
    expect(call.cuts.flat().length).toBeGreaterThan(1);
    const bytes = call.requests.map((request) => JSON.stringify(request).length);
    expect(Math.max(...bytes) / 2).toBeLessThan(30_000);
  });
});
