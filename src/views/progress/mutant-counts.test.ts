import { expect, test } from 'vitest';
import type { Payload } from '../../core/events.ts';
import { checkLines, checkStartedLine } from './step-lines.ts';

test('the mutation check tells how many alterations were noticed, without those of its control', () => {
  const control = 'proofloop-mutation/control.js > 1:27 ArithmeticOperator: a + b -> a - b';
  const what = {
    iteration: 1,
    check: 'mutation',
    tree: '0123456789abcdef',
    commands: ['node run.mjs'],
  } as const;
  const result: Payload<'check_result'>['runs'][number][number] = {
    command: 'node run.mjs',
    exit_code: 0,
    timed_out: false,
    duration_ms: 12_000,
    tests: {
      runner: 'stryker',
      passed: ['a.js > 1:1 X: a -> b', 'a.js > 2:1 X: a -> b'],
      failed: ['a.js > 3:1 X: a -> b', control],
      skipped: [],
      reports: 1,
      problems: [],
    },
    output: '',
  };
  expect(checkStartedLine({ ...what, commands: ['node run.mjs'] })).toBe(
    'runs 1 command on a fresh checkout of the result with its changed lines altered (0123456789)',
  );
  const runs = [[result]];
  expect(checkLines({ ...what, commands: ['node run.mjs'], cached: false, altered: null, runs })).toEqual([
    'exit code 0 after 12.0 s, 3 alterations, 2 noticed: node run.mjs',
  ]);
});
