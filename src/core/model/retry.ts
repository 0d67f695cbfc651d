import type { RunOptions } from '../options.ts';
import type { RoleCall } from '../state.ts';
import type { ModelError } from './model-wire.ts';

/**
 * What follows from a failed try. `waits` says that it is waited in place of a retry; `stated` that the endpoint asked
 * for this wait, so that no time of `--max-wait` is used for it either.
 */
export type RetryDecision =
  | { kind: 'again'; delayMs: number; waits: boolean; stated: boolean }
  | { kind: 'give_up'; error: string };

/** A retry's delay stays below this; anything longer is a wait. */
const longestRetryDelayMs = 10_000;

/** A wait that is shorter than this is no request to wait. */
const shortestStatedMs = 1_000;

const neverTriedAgain: readonly ModelError['kind'][] = ['rejected', 'too_long', 'model_not_found'];

/** What to do about an answer that can't be used: tell the model at once, while retries are left. */
export function afterUnusableAnswer(call: RoleCall, error: string, options: RunOptions): RetryDecision {
  if (call.retriesUsed < options.max_retries)
    return { kind: 'again', delayMs: 0, waits: false, stated: false };
  return { kind: 'give_up', error: `${error} (${triesMade(call)})` };
}

/**
 * What to do about a request that brought no answer. A rate limit and an endpoint that is away wait first and use
 * retries when `--max-wait` is used up; a server error and a broken transport the other way round, the latter
 * without waiting. A wait that the endpoint states is slept through however long it is, where the user has given no
 * `--max-wait` of his own: the run's time limit ends it.
 */
export function afterModelError(call: RoleCall, error: ModelError, options: RunOptions): RetryDecision {
  if (neverTriedAgain.includes(error.kind)) return { kind: 'give_up', error: error.message };
  const retry = retryWithin(call, error, options);
  const wait = error.kind === 'transport' ? null : waitWithin(call, error, options);
  const waitsFirst = error.kind === 'rate_limited' || error.kind === 'away';
  const again = waitsFirst ? (wait ?? retry) : (retry ?? wait);
  if (again) return again;
  return {
    kind: 'give_up',
    error: `${error.message} (${triesMade(call)}${waitRefused(call, error, options)})`,
  };
}

function retryWithin(call: RoleCall, error: ModelError, options: RunOptions): RetryDecision | null {
  if (call.retriesUsed >= options.max_retries) return null;
  const delayMs = error.retry_after_ms ?? Math.min(500 * 2 ** call.retriesUsed, longestRetryDelayMs);
  return delayMs <= longestRetryDelayMs ? { kind: 'again', delayMs, waits: false, stated: false } : null;
}

function waitWithin(call: RoleCall, error: ModelError, options: RunOptions): RetryDecision | null {
  const { retry_after_ms: statedMs } = error;
  // An endpoint that always says "at once" must still be asked ever more seldom.
  const spacingMs = Math.min(100 * 2 ** call.waitsInARow, 60_000);
  if (statedMs !== null && statedMs >= shortestStatedMs && options.max_wait_source === '')
    return { kind: 'again', delayMs: Math.max(statedMs, spacingMs), waits: true, stated: true };
  const leftMs = options.max_wait_ms - call.waitedMs;
  if (leftMs <= 0) return null;
  if (statedMs !== null) {
    const delayMs = Math.max(statedMs, spacingMs);
    return delayMs <= leftMs ? { kind: 'again', delayMs, waits: true, stated: false } : null;
  }
  const delayMs = Math.min(1000 * 2 ** Math.min(call.waitsInARow, 6), 60_000, leftMs);
  return { kind: 'again', delayMs, waits: true, stated: false };
}

function triesMade(call: RoleCall): string {
  const waited = call.waitedMs > 0 ? `, ${seconds(call.waitedMs)} waited` : '';
  return `given up after ${call.attempts === 1 ? '1 try' : `${call.attempts} tries`}${waited}`;
}

/** Why a wait that the endpoint states is not slept through. */
function waitRefused(call: RoleCall, error: ModelError, options: RunOptions): string {
  const { retry_after_ms: statedMs } = error;
  if (statedMs === null || error.kind === 'transport') return '';
  const leftMs = Math.max(options.max_wait_ms - call.waitedMs, 0);
  if (statedMs <= leftMs) return '';
  return `: it asks to wait ${seconds(statedMs)}, and --max-wait leaves ${seconds(leftMs)}`;
}

function seconds(durationMs: number): string {
  return `${Math.round(durationMs / 1000)} s`;
}
