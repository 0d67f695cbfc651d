import type { Price } from '../core/options.ts';

/** OpenAI's rule for long inputs: above that many tokens the whole request costs more. */
const longContext = { above_input_tokens: 272_000, input_factor: 2, output_factor: 1.5 };

/** When the list below was read. */
const asOf = '2026-10';

/**
 * The list prices, by model name, in USD per million tokens. A model that is not in here has no known price, which is
 * not the same as costing nothing.
 */
export const listPrices: Readonly<Record<string, Price>> = {
  'gpt-6.1-terra': listPrice(1, 0.05, 1.25, 5),
  'gpt-6-sol': listPrice(2, 0.2, 2.5, 10),
  'gpt-6.1-sol': listPrice(2, 0.1, null, 10),
  'gpt-6-luna': listPrice(0.1, 0.01, 0.125, 0.5),
};

function listPrice(input: number, cachedInput: number, cacheWrite: number | null, output: number): Price {
  return {
    input,
    cached_input: cachedInput,
    cache_write: cacheWrite,
    output,
    long_context: longContext,
    as_of: asOf,
  };
}
