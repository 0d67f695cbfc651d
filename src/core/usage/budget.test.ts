import { describe, expect, test } from 'vitest';
import { runOptions } from '../../../test/support/pure-run.ts';
import type { Price } from '../options.ts';
import { reserve } from './budget.ts';
import { costOf, nothingSpent, openRequest, takeUsage } from './usage.ts';

const long_context = { above_input_tokens: 272_000, input_factor: 2, output_factor: 1.5 };
const price: Price = {
  input: 1,
  cached_input: 0.05,
  cache_write: 1.25,
  output: 5,
  long_context,
  as_of: '2026-10',
};
const usage = { input_tokens: 0, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens: 0 };
const spent = (tokens: number) => takeUsage(nothingSpent, { ...usage, input_tokens: tokens }, price);

describe('what a call may take', () => {
  const options = runOptions({
    max_tokens: 100_000,
    max_cost_usd: 1,
    prices: { m: price },
    max_output_tokens: { m: 30_000 },
  });

  test('is its input at its highest price, and as much output as may be asked for', () => {
    const reserved = {
      input_tokens: 10_000,
      output_tokens: 30_000,
      cost_usd: expect.closeTo(0.0125 + 0.15, 12),
    };
    expect(reserve(nothingSpent, options, { model: 'm', inputTokens: 10_000 })).toEqual({
      ok: true,
      reserved,
    });
  });

  test('is less output near the ceiling of tokens, and nothing where too little is left', () => {
    expect(reserve(spent(80_000), options, { model: 'm', inputTokens: 10_000 })).toMatchObject({
      ok: true,
      reserved: { output_tokens: 10_000 },
    });
    expect(reserve(spent(87_952), options, { model: 'm', inputTokens: 10_000 })).toMatchObject({
      reserved: { output_tokens: 2048 },
    });
    expect(reserve(spent(87_953), options, { model: 'm', inputTokens: 10_000 })).toEqual({
      ok: false,
      reason: 'token_budget_exhausted',
    });
  });

  test('is less output near the ceiling of money', () => {
    const poor = { ...options, max_cost_usd: 0.0625 };
    expect(reserve(nothingSpent, poor, { model: 'm', inputTokens: 10_000 })).toMatchObject({
      reserved: { output_tokens: 10_000, cost_usd: expect.closeTo(0.0625, 12) },
    });
    expect(
      reserve(nothingSpent, { ...options, max_cost_usd: 0.02 }, { model: 'm', inputTokens: 10_000 }),
    ).toEqual({
      ok: false,
      reason: 'cost_budget_exhausted',
    });
  });

  test('costs more where the input may be a long one', () => {
    const rich = { ...options, max_tokens: 0, max_cost_usd: 0 };
    expect(reserve(nothingSpent, rich, { model: 'm', inputTokens: 272_000 })).toMatchObject({
      reserved: { cost_usd: expect.closeTo(0.34 + 0.15, 12) },
    });
    expect(reserve(nothingSpent, rich, { model: 'm', inputTokens: 272_001 })).toMatchObject({
      reserved: { cost_usd: expect.closeTo(0.68 + 0.225, 5) },
    });
  });

  test('is without a cost where no price is known, and without a ceiling where none is given', () => {
    const free = { ...options, max_tokens: 0, max_cost_usd: 0 };
    expect(reserve(spent(10_000_000), free, { model: 'unheard-of', inputTokens: 5 })).toEqual({
      ok: true,
      reserved: { input_tokens: 5, output_tokens: 16_384, cost_usd: null },
    });
  });

  test('counts the request of which nothing was heard', () => {
    const open = openRequest(nothingSpent, { input_tokens: 60_000, output_tokens: 30_000, cost_usd: 0.2 });
    expect(reserve(open, options, { model: 'm', inputTokens: 8000 })).toEqual({
      ok: false,
      reason: 'token_budget_exhausted',
    });
    expect(reserve(takeUsage(open, usage, price), options, { model: 'm', inputTokens: 8000 })).toMatchObject({
      ok: true,
    });
    expect(reserve(takeUsage(open, null, price), options, { model: 'm', inputTokens: 8000 })).toMatchObject({
      ok: false,
    });
  });
});

describe('what an answer cost', () => {
  test('has three prices of input', () => {
    const mixed = { input_tokens: 100, cached_input_tokens: 60, cache_write_tokens: 30, output_tokens: 10 };
    expect(costOf(mixed, price) * 1_000_000).toBeCloseTo(10 + 60 * 0.05 + 30 * 1.25 + 50, 9);
    expect(costOf(mixed, { ...price, cache_write: null }) * 1_000_000).toBeCloseTo(10 + 3 + 30 + 50, 9);
  });

  test('is higher for the whole request from a long input on', () => {
    const input = { ...usage, input_tokens: 272_000, cached_input_tokens: 200_000, output_tokens: 1000 };
    const base = 72_000 + 200_000 * 0.05;
    expect(costOf(input, price) * 1_000_000).toBeCloseTo(base + 5000, 6);
    const longer = { ...input, input_tokens: 272_001 };
    expect(costOf(longer, price) * 1_000_000).toBeCloseTo(2 * (base + 1) + 1.5 * 5000, 6);
    expect(costOf(longer, { ...price, long_context: null }) * 1_000_000).toBeCloseTo(base + 5001, 6);
  });
});
