import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logged } from '../../../test/support/pure-run.ts';
import type { NewEvent } from '../../core/events.ts';
import { waitNotices } from './wait-notices.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const where = { iteration: 1, role: 'coder' as const, step: 1 };
const reserved = { input_tokens: 1, output_tokens: 1, cost_usd: null };
const away = {
  kind: 'away' as const,
  http_status: null,
  message: '',
  retry_after_ms: null,
  may_be_billed: false,
};
const request: NewEvent = {
  event: 'model_request',
  payload: { ...where, attempt: 1, model: 'm', request_sha256: '', reserved },
};
const answered: NewEvent = {
  event: 'model_error',
  payload: { ...where, attempt: 1, ...away },
};

test('says after ten seconds, and then every minute, what the run waits for; the next event ends it', () => {
  const told: string[] = [];
  const { follow } = waitNotices((lines) => told.push(...lines));
  follow(logged(request, 1, 0));
  vi.advanceTimersByTime(9_999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['  coder     waiting for the model (10.0 s so far)']);
  vi.advanceTimersByTime(60_000);
  expect(told.slice(1)).toEqual(['  coder     waiting for the model (1m 10s so far)']);
  follow(logged(answered, 2, 0));
  vi.advanceTimersByTime(600_000);
  expect(told).toHaveLength(2);
});
