import { expect, test } from 'vitest';
import { stuckReason } from './stuck-run.ts';

const now = Date.parse('2026-01-01T12:00:00.000Z');
const workers = [{ id: 'here' }];
const running = { status: 'running', worker: 'here', last_event_at: '2026-01-01T11:31:00.000Z' };

test.each([
  [running, null],
  [{ ...running, last_event_at: null }, null],
  [{ ...running, last_event_at: '2026-01-01T11:29:59.000Z' }, 'nothing was written for 30 minutes'],
  [{ ...running, worker: 'gone' }, 'its worker is gone, and no other has taken it over yet'],
  [{ ...running, worker: null, status: 'queued' }, null],
])('%o: %s', (entry, reason) => {
  expect(stuckReason(entry, workers, now)).toBe(reason);
});
