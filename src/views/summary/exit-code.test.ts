import { expect, test } from 'vitest';
import { phaseOfEnd } from '../../core/summary.ts';
import { stopReasons } from '../../core/summary-schema.ts';
import { exitCode } from './exit-code.ts';

const codes = {
  completion_gates_met: 0,
  max_iterations_reached: 3,
  no_progress_guard_triggered: 3,
  max_consecutive_failures: 1,
  token_budget_exhausted: 3,
  cost_budget_exhausted: 3,
  time_limit_reached: 3,
  endpoint_refused: 3,
  disk_full: 3,
  interrupted: 130,
  blocked: 3,
  needs_review: 3,
};

test.each(stopReasons)('%s', (reason) => {
  expect(exitCode({ run_id: 'r1', phase: phaseOfEnd(reason), stop_reason: reason }, 'SIGINT')).toBe(
    codes[reason],
  );
});

test.each([
  ['SIGINT' as const, 130],
  ['SIGTERM' as const, 143],
  ['SIGHUP' as const, 143],
  [null, 130],
])('interrupted by %s: %i', (signal, code) => {
  expect(exitCode({ run_id: 'r1', phase: 'stopped', stop_reason: 'interrupted' }, signal)).toBe(code);
});

test('a run that has not closed has no exit code', () => {
  expect(() => exitCode({ run_id: 'r1', phase: 'coding', stop_reason: null }, null)).toThrow(
    'run r1 has not closed: it is coding',
  );
});
