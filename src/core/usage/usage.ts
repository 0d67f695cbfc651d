import type { TokenUsage } from '../model/model-wire.ts';
import type { Price } from '../options.ts';

/** The worst that one request can come to, counted before it goes out; the cost is null where no price is known. */
export interface Reservation {
  input_tokens: number;
  output_tokens: number;
  cost_usd: number | null;
}

/** Requests whose usage nobody reported, each charged with what was reserved for it. */
export interface UnreportedUsage {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
}

/** What a run has spent: as the endpoint reported it, what is charged beside that, and what is still at stake. */
export interface Spending {
  requests: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  /** Of the answers whose price is known. */
  costUsd: number;
  /** A request was charged whose price is not known. */
  isCostIncomplete: boolean;
  unreported: UnreportedUsage;
  /** What agents did in the place of a model: how often, and how often none said what it cost. */
  agents?: { calls: number; untold: number };
  /** Of the request that went out last, until something is heard of it. */
  open: Reservation | null;
}

export const nothingSpent: Spending = {
  requests: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  isCostIncomplete: false,
  unreported: { requests: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 },
  open: null,
};

/** Cost of one answer in USD. */
export function costOf(usage: TokenUsage, price: Price): number {
  const factor = factorsFor(usage.input_tokens, price);
  const plain = Math.max(0, usage.input_tokens - usage.cached_input_tokens - usage.cache_write_tokens);
  const input =
    plain * price.input +
    usage.cached_input_tokens * price.cached_input +
    usage.cache_write_tokens * (price.cache_write ?? price.input);
  return (input * factor.input + usage.output_tokens * price.output * factor.output) / 1_000_000;
}

/** The highest price of one input token and of one output token in a request of that much input, in USD. */
export function highestPrices(inputTokens: number, price: Price): { input: number; output: number } {
  const factor = factorsFor(inputTokens, price);
  const input = Math.max(price.input, price.cached_input, price.cache_write ?? 0);
  return { input: (input * factor.input) / 1_000_000, output: (price.output * factor.output) / 1_000_000 };
}

/** A request with a long input costs more, all of it. */
function factorsFor(inputTokens: number, { long_context }: Price): { input: number; output: number } {
  if (long_context === null || inputTokens <= long_context.above_input_tokens) return { input: 1, output: 1 };
  return { input: long_context.input_factor, output: long_context.output_factor };
}

/** Spending after one more request went out. One before it of which nothing was heard stays charged. */
export function openRequest(spent: Spending, reserved: Reservation): Spending {
  return { ...chargeReservation(spent), requests: spent.requests + 1, open: reserved };
}

/** Spending after an answer: what it reports takes the place of what was reserved. The price may be unknown (null). */
export function takeUsage(spent: Spending, usage: TokenUsage | null, price: Price | null): Spending {
  if (usage === null) return chargeReservation(spent);
  return {
    ...spent,
    inputTokens: spent.inputTokens + usage.input_tokens,
    cachedInputTokens: spent.cachedInputTokens + usage.cached_input_tokens,
    outputTokens: spent.outputTokens + usage.output_tokens,
    costUsd: spent.costUsd + (price === null ? 0 : costOf(usage, price)),
    isCostIncomplete: spent.isCostIncomplete || price === null,
    open: null,
  };
}

/** Spending after a request of which nobody will ever say what it came to: it may well have been billed. */
export function chargeReservation(spent: Spending): Spending {
  if (spent.open === null) return spent;
  return {
    ...spent,
    isCostIncomplete: spent.isCostIncomplete || spent.open.cost_usd === null,
    unreported: unreportedWith(spent),
    open: null,
  };
}

/** Spending after a request that the endpoint surely did no work for. */
export function releaseReservation(spent: Spending): Spending {
  return { ...spent, open: null };
}

/** What is charged for requests without a report, the one that nothing was heard of yet included. */
export function unreportedWith({ unreported, open }: Spending): UnreportedUsage {
  if (open === null) return unreported;
  return {
    requests: unreported.requests + 1,
    inputTokens: unreported.inputTokens + open.input_tokens,
    outputTokens: unreported.outputTokens + open.output_tokens,
    costUsd: unreported.costUsd + (open.cost_usd ?? 0),
  };
}

/** Input and output tokens together, reported or reserved: what the token budget counts. */
export function chargedTokens(spent: Spending): number {
  const { inputTokens, outputTokens } = unreportedWith(spent);
  return spent.inputTokens + spent.outputTokens + inputTokens + outputTokens;
}

/** What the cost budget counts, in USD; requests without a known price are not in it. */
export function chargedCostUsd(spent: Spending): number {
  return spent.costUsd + unreportedWith(spent).costUsd;
}
