import type { TokenUsage } from './model-wire.ts';
import type { Price } from './options.ts';

/** What a run has spent. `costUsd` is null as soon as one answer came from a model without a known price. */
export interface Spending {
  requests: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  costUsd: number | null;
}

export const nothingSpent: Spending = {
  requests: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
};

/** Cost of one answer in USD. */
export function costOf(usage: TokenUsage, price: Price): number {
  const plain = Math.max(0, usage.input_tokens - usage.cached_input_tokens - usage.cache_write_tokens);
  return (
    (plain * price.input +
      usage.cached_input_tokens * price.cached_input +
      usage.cache_write_tokens * (price.cache_write ?? price.input) +
      usage.output_tokens * price.output) /
    1_000_000
  );
}

/** Spending after one more answer, whose price may be unknown (null). */
export function addAnswer(spent: Spending, usage: TokenUsage, price: Price | null): Spending {
  return {
    requests: spent.requests,
    inputTokens: spent.inputTokens + usage.input_tokens,
    cachedInputTokens: spent.cachedInputTokens + usage.cached_input_tokens,
    outputTokens: spent.outputTokens + usage.output_tokens,
    costUsd: spent.costUsd === null || price === null ? null : spent.costUsd + costOf(usage, price),
  };
}

/** Input and output tokens together: what the token budget counts. */
export function totalTokens(spent: Spending): number {
  return spent.inputTokens + spent.outputTokens;
}
