import type { ModelError } from './model-wire.ts';
import type { RunOptions } from './options.ts';
import type { RoleCall } from './state.ts';

/** What follows from a failed try. `waits` says that time of `--max-wait` is used instead of a retry. */
export type RetryDecision =
  | { kind: 'again'; delayMs: number; waits: boolean }
  | { kind: 'give_up'; error: string };

/** A retry's delay stays below this; anything longer is a wait and needs `--max-wait`. */
const longestRetryDelayMs = 10_000;

const neverTriedAgain: readonly ModelError['kind'][] = ['rejected', 'too_long', 'model_not_found'];

/** What to do about an answer that can't be used: tell the model at once, while retries are left. */
export function afterUnusableAnswer(call: RoleCall, error: string, options: RunOptions): RetryDecision {
  if (call.retriesUsed < options.max_retries) return { kind: 'again', delayMs: 0, waits: false };
  return { kind: 'give_up', error: `${error} (${triesMade(call)})` };
}

/**
 * What to do about a request that brought no answer. A rate limit and an endpoint that is away wait first and use
 * retries when `--max-wait` is used up; a server error and a broken transport the other way round, the latter
 * without waiting.
 */
export function afterModelError(call: RoleCall, error: ModelError, options: RunOptions): RetryDecision {
  if (neverTriedAgain.includes(error.kind)) return { kind: 'give_up', error: error.message };
  const retry = retryWithin(call, error, options);
  const wait = error.kind === 'transport' ? null : waitWithin(call, error, options);
  const waitsFirst = error.kind === 'rate_limited' || error.kind === 'away';
  const again = waitsFirst ? (wait ?? retry) : (retry ?? wait);
  if (again) return again;
  return { kind: 'give_up', error: `${error.message} (${triesMade(call)})` };
}

function retryWithin(call: RoleCall, error: ModelError, options: RunOptions): RetryDecision | null {
  if (call.retriesUsed >= options.max_retries) return null;
  const delayMs = error.retry_after_ms ?? Math.min(500 * 2 ** call.retriesUsed, longestRetryDelayMs);
  return delayMs <= longestRetryDelayMs ? { kind: 'again', delayMs, waits: false } : null;
}

function waitWithin(call: RoleCall, error: ModelError, options: RunOptions): RetryDecision | null {
  const leftMs = options.max_wait_ms - call.waitedMs;
  if (leftMs <= 0) return null;
  if (error.retry_after_ms !== null) {
    // An endpoint that always says "at once" must still use the allowance up.
    const delayMs = Math.max(error.retry_after_ms, Math.min(100 * 2 ** call.waitsInARow, 60_000));
    return delayMs <= leftMs ? { kind: 'again', delayMs, waits: true } : null;
  }
  const delayMs = Math.min(1000 * 2 ** Math.min(call.waitsInARow, 6), 60_000, leftMs);
  return { kind: 'again', delayMs, waits: true };
}

function triesMade(call: RoleCall): string {
  const waited = call.waitedMs > 0 ? `, ${Math.round(call.waitedMs / 1000)} s waited` : '';
  return `given up after ${call.attempts === 1 ? '1 try' : `${call.attempts} tries`}${waited}`;
}
