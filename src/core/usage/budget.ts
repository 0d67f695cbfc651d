import { outputLimitOf, priceOf, type RunOptions } from '../options.ts';
import type { StopReason } from '../summary-schema.ts';
import { chargedCostUsd, chargedTokens, highestPrices, type Reservation, type Spending } from './usage.ts';

/** What the next model call may take, or why it is not made. */
export type Admission = { ok: true; reserved: Reservation } | { ok: false; reason: StopReason };

/** With less room than this for its answer, a call is more likely to be wasted than to help. */
const leastOutputTokens = 2048;

export interface PlannedCall {
  model: string;
  /** At most. */
  inputTokens: number;
  /** What the window has left for the answer, in tokens. */
  answerRoom?: number;
}

/**
 * Reserves the worst case of a call: all of its input at its highest price, and as much output as may be asked for, and
 * as the window has left. Near a ceiling less output is
 * asked for; a call that could go beyond is refused.
 */
export function reserve(
  spent: Spending,
  options: RunOptions,
  { model, inputTokens, answerRoom = Number.POSITIVE_INFINITY }: PlannedCall,
): Admission {
  const price = priceOf(options, model);
  const prices = price === null ? null : highestPrices(inputTokens, price);
  const inputCostUsd = prices === null ? 0 : inputTokens * prices.input;

  const most = Math.min(outputLimitOf(options, model), Math.max(answerRoom, leastOutputTokens));
  const least = Math.min(most, leastOutputTokens);
  const tokensLeft = leftOf(options.max_tokens, chargedTokens(spent)) - inputTokens;
  if (tokensLeft < least) return { ok: false, reason: 'token_budget_exhausted' };
  const usdLeft = leftOf(options.max_cost_usd, chargedCostUsd(spent)) - inputCostUsd;
  const affordable = prices === null ? Number.POSITIVE_INFINITY : affordableTokens(usdLeft, prices.output);
  if (affordable < least) return { ok: false, reason: 'cost_budget_exhausted' };

  const outputTokens = Math.floor(Math.min(most, tokensLeft, affordable));
  const costUsd = prices === null ? null : inputCostUsd + outputTokens * prices.output;
  return {
    ok: true,
    reserved: { input_tokens: inputTokens, output_tokens: outputTokens, cost_usd: costUsd },
  };
}

/** What a call with at most `inputTokens` of input has to be given at least. */
export function leastTokens(options: RunOptions, model: string, inputTokens: number): number {
  return inputTokens + Math.min(outputLimitOf(options, model), leastOutputTokens);
}

/** A limit of 0 means none. */
function leftOf(limit: number, charged: number): number {
  return limit === 0 ? Number.POSITIVE_INFINITY : limit - charged;
}

function affordableTokens(usdLeft: number, usdPerToken: number): number {
  if (usdLeft < 0) return 0;
  return usdPerToken === 0 ? Number.POSITIVE_INFINITY : usdLeft / usdPerToken;
}
