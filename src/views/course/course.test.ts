import { expect, test } from 'vitest';
import { sampleEvent } from '../../../test/support/event-samples.ts';
import type { CommandResult, LoggedEvent, NewEvent } from '../../core/events.ts';
import type { TestReport } from '../../core/evidence/test-report.ts';
import { costsOf, recentCosts } from './costs.ts';
import { testsByIteration } from './tests-by-iteration.ts';
import { timelineOf } from './timeline.ts';

/** Events one second apart, from 1970 on. */
function logged(events: readonly NewEvent[]): LoggedEvent[] {
  return events.map((event, index) => ({
    ...event,
    ts: new Date((index + 1) * 1000).toISOString(),
    seq: index + 1,
    prev: '',
  }));
}

/** An event of this kind with these fields. */
function given<Name extends NewEvent['event']>(
  event: Name,
  payload: Partial<Extract<NewEvent, { event: Name }>['payload']>,
): NewEvent {
  return { event, payload: { ...sampleEvent(event, 'x').payload, ...payload } } as NewEvent;
}

function measured(outcomes: Partial<Pick<TestReport, 'passed' | 'failed' | 'skipped'>>): CommandResult {
  const tests: TestReport = {
    runner: 'vitest',
    passed: [],
    failed: [],
    skipped: [],
    reports: 1,
    problems: [],
    ...outcomes,
  };
  return { command: 'c', exit_code: 0, timed_out: false, duration_ms: 1, tests, output: '' };
}

test('the course in time: role calls with their waits, what was measured, and what goes on', () => {
  const events = logged([
    given('loop_started', {}),
    given('iteration_started', { iteration: 1 }),
    given('role_started', { iteration: 1, role: 'planner', model: 'm' }),
    given('role_retry', { iteration: 1, role: 'planner', delay_ms: 500 }),
    given('model_request', { iteration: 1, role: 'planner' }),
    given('planner_output', { iteration: 1 }),
    given('check_started', { iteration: 1, check: 'candidate' }),
    given('check_result', { iteration: 1, check: 'candidate' }),
    given('iteration_finished', { iteration: 1 }),
    given('iteration_started', { iteration: 2 }),
    given('role_started', { iteration: 2, role: 'coder', model: 'm' }),
    given('step_failed', { iteration: 2 }),
    given('role_started', { iteration: 2, role: 'tester', model: 'm' }),
  ]);
  const { spans, iterations, from, to } = timelineOf(events);
  expect([from, to]).toEqual([1000, 13_000]);
  expect(iterations).toEqual([
    { iteration: 1, from: 2000, to: 9000 },
    { iteration: 2, from: 10_000, to: null },
  ]);
  expect(spans).toMatchObject([
    { lane: 'planner', from: 3000, to: 6000, failed: false, waits: [{ from: 4000, to: 5000 }] },
    { lane: 'measuring', label: 'candidate', from: 7000, to: 8000 },
    { lane: 'coder', from: 11_000, to: 12_000, failed: true },
    { lane: 'tester', from: 13_000, to: null, seq: 13 },
  ]);
});

test('tests by iteration: failing now first, then flaky and flipping ones, then the rest', () => {
  const events = logged([
    given('check_result', {
      check: 'baseline',
      runs: [[measured({ passed: ['steady', 'flips'], failed: ['mended'] })]],
    }),
    given('check_result', {
      check: 'candidate',
      iteration: 1,
      runs: [[measured({ passed: ['steady', 'mended'], failed: ['flips'] })]],
    }),
    given('verification_result', {
      iteration: 2,
      commands: [measured({ passed: ['steady', 'mended', 'flips'], failed: ['broken'], skipped: ['left'] })],
      flaky_tests: ['left'],
    }),
  ]);
  expect(testsByIteration(events)).toEqual({
    columns: ['base', '1', '2'],
    rows: [
      { id: 'broken', outcomes: ['absent', 'absent', 'failed'], flaky: false },
      { id: 'left', outcomes: ['absent', 'absent', 'skipped'], flaky: true },
      { id: 'flips', outcomes: ['passed', 'failed', 'passed'], flaky: false },
      { id: 'mended', outcomes: ['failed', 'passed', 'passed'], flaky: false },
      { id: 'steady', outcomes: ['passed', 'passed', 'passed'], flaky: false },
    ],
  });
});

test('costs: by role and iteration, and unknown as soon as one request had no price', () => {
  const price = {
    input: 1,
    cached_input: 0,
    cache_write: null,
    output: 10,
    long_context: null,
    as_of: null,
  };
  const start = given('loop_started', {});
  const { options } = start.payload as Extract<NewEvent, { event: 'loop_started' }>['payload'];
  const usage = { input_tokens: 1000, cached_input_tokens: 400, cache_write_tokens: 0, output_tokens: 100 };
  const call = (iteration: number, model: string): NewEvent[] => [
    given('model_request', { iteration, role: 'coder', model }),
    given('model_response', { iteration, role: 'coder', usage }),
  ];
  const events = logged([
    given('loop_started', { options: { ...options, prices: { m: price } } }),
    ...call(1, 'm'),
    ...call(1, 'm'),
    ...call(2, 'other'),
  ]);
  expect(costsOf(events)).toEqual([
    {
      iteration: 1,
      role: 'coder',
      requests: 2,
      inputTokens: 2000,
      cachedInputTokens: 800,
      outputTokens: 200,
      costUsd: 2 * ((600 * 1 + 100 * 10) / 1_000_000),
    },
    {
      iteration: 2,
      role: 'coder',
      requests: 1,
      inputTokens: 1000,
      cachedInputTokens: 400,
      outputTokens: 100,
      costUsd: null,
    },
  ]);
});

test('the costs of early iterations are put together by role', () => {
  const cost = (iteration: number, costUsd: number | null) => ({
    ...{ iteration, role: 'coder' as const, requests: 1, inputTokens: 10, cachedInputTokens: 2 },
    ...{ outputTokens: 3, costUsd },
  });
  const { earlier, recent, from } = recentCosts([cost(1, 0.5), cost(2, 0.25), cost(3, 1), cost(4, null)], 2);
  expect(from).toBe(3);
  expect(recent).toEqual([cost(3, 1), cost(4, null)]);
  expect(earlier).toEqual([
    { ...cost(0, 0.75), requests: 2, inputTokens: 20, cachedInputTokens: 4, outputTokens: 6 },
  ]);
  expect(recentCosts([cost(1, 0.5)], 2).earlier).toEqual([]);
});
