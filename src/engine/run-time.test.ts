import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { logged, loopStarted, runOptions } from '../../test/support/pure-run.ts';
import { fold } from '../core/fold/fold.ts';
import { stopNow } from '../core/guards.ts';
import type { RunState } from '../core/state.ts';
import type { Clock } from '../ports/clock.ts';
import { type RunTime, watchTime } from './run-time.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const start = Date.parse('2026-10-05T12:00:00Z');
const limitMs = 10_000;

function startedState(max_time_ms = limitMs): RunState {
  return fold(null, logged(loopStarted(runOptions({ max_time_ms })), 1, start));
}

/** How often a step that ends only by an abort is begun, at moments that these steps of real time and clock lead to. */
function requestsMade(
  steps: readonly { passesMs: number; clockMs: number }[],
  watch: (clock: Clock, state: () => RunState) => RunTime,
): { requests: number; isOver: boolean } {
  let clock = start;
  const state = startedState();
  const time = watch({ now: () => clock, sleep: async () => {} }, () => state);
  let requests = 0;
  let isOver = false;
  let isOpen = false;
  for (const { passesMs, clockMs } of steps) {
    isOver ||= !isOpen && stopNow(state, time.now()) !== null;
    if (isOver) break;
    if (!isOpen) requests += 1;
    isOpen = true;
    clock = start + clockMs;
    vi.advanceTimersByTime(passesMs);
    if (time.signal.aborted) isOpen = false;
  }
  time.cancel();
  return { requests, isOver };
}

/** A timer that looks at no clock, as it would be without a watch: the control. */
function blindTimer(clock: Clock, state: () => RunState): RunTime {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), limitMs);
  const now = () => Math.max(clock.now(), state().lastEventAt);
  return { now, signal: controller.signal, cancel: () => clearTimeout(timer) };
}

describe('no state of the clock', () => {
  const hourMs = 3_600_000;
  const steps = fc.array(
    fc.record({
      passesMs: fc.nat(2 * limitMs),
      clockMs: fc.oneof(fc.integer({ min: -hourMs, max: hourMs }), fc.integer({ min: 0, max: 2 * limitMs })),
    }),
    { maxLength: 40 },
  );

  test('makes a request that is not wanted', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        expect(requestsMade(taken, watchTime).requests).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('the control: a timer that looks at no clock has one request after the other cut short', () => {
    const setBack = Array.from({ length: 40 }, () => ({ passesMs: limitMs, clockMs: -hourMs }));
    expect(requestsMade(setBack, blindTimer).requests).toBe(40);
    expect(requestsMade(setBack, watchTime).requests).toBe(1);
  });

  test('keeps a run from its end once the clock has come that far', () => {
    const again = [
      { passesMs: limitMs, clockMs: -hourMs },
      { passesMs: limitMs, clockMs: 0 },
      { passesMs: limitMs, clockMs: limitMs },
      { passesMs: 1, clockMs: -hourMs },
    ];
    expect(requestsMade(again, watchTime)).toEqual({ requests: 1, isOver: true });
  });
});

test('time goes on from the last event, and a run without a limit is never cut short', () => {
  const state = { ...startedState(0), lastEventAt: start + 500 };
  const time = watchTime({ now: () => start, sleep: async () => {} }, () => state);
  expect(time.now()).toBe(start + 500);
  vi.advanceTimersByTime(1e9);
  expect(time.signal.aborted).toBe(false);
});
