import type { TokenUsage } from '../core/model/model-wire.ts';
import { isRecord } from './json.ts';

/**
 * The tokens that a server reports, under the names of the Responses API or of chat completions, as numbers or as
 * text. Null where input or output is not said: half a report would make the answer look cheaper than it may be. What
 * is wrong with the details alone makes no part of the input cheaper.
 */
export function reduceUsage(usage: unknown): TokenUsage | null {
  if (!isRecord(usage)) return null;
  const input = tokens(usage.input_tokens ?? usage.prompt_tokens);
  const total = tokens(usage.total_tokens);
  const rest = input !== null && total !== null && total >= input ? total - input : null;
  const output = tokens(usage.output_tokens ?? usage.completion_tokens ?? rest);
  if (input === null || output === null) return null;
  const details = usage.input_tokens_details ?? usage.prompt_tokens_details;
  const { cached_tokens: cached, cache_write_tokens: written } = isRecord(details) ? details : {};
  const cachedTokens = Math.min(tokens(cached) ?? 0, input);
  return {
    input_tokens: input,
    cached_input_tokens: cachedTokens,
    cache_write_tokens: Math.min(tokens(written) ?? 0, input - cachedTokens),
    output_tokens: output,
  };
}

function tokens(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
