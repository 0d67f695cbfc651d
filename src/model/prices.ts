import type { Price } from '../core/options.ts';

/**
 * The list prices of October 2026, by model name. Requests of more than 272,000 input tokens cost more than is said
 * here. A model that is not in here has no known price, which is not the same as costing nothing.
 */
export const listPrices: Readonly<Record<string, Price>> = {
  'gpt-6.1-terra': { input: 1, cached_input: 0.05, cache_write: 1.25, output: 5 },
  'gpt-6-sol': { input: 2, cached_input: 0.2, cache_write: 2.5, output: 10 },
  'gpt-6.1-sol': { input: 2, cached_input: 0.1, cache_write: null, output: 10 },
  'gpt-6-luna': { input: 0.1, cached_input: 0.01, cache_write: 0.125, output: 0.5 },
};
