import { expect, test } from 'vitest';
import { logged, loopStarted, runOptions } from '../../../test/support/pure-run.ts';
import type { Payload } from '../../core/events.ts';
import { foldAll } from '../../core/fold/fold.ts';
import { checkLines } from './step-lines.ts';

test('the mutation check tells how many alterations were noticed, without those of its control', () => {
  const control = 'proofloop-mutation/control.js > 1:27 ArithmeticOperator: a + b -> a - b';
  const what = {
    iteration: 1,
    check: 'mutation',
    tree: '0123456789abcdef',
    commands: ['node run.mjs'],
  } satisfies Partial<Payload<'check_result'>>;
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
  const runs = [[result]];
  const before = foldAll([logged(loopStarted(runOptions()), 1, 0)]) ?? expect.fail('there is no state');
  expect(checkLines({ ...what, cached: false, altered: null, runs }, before)).toEqual([
    'the result with its changed lines altered: exit code 0 after 12.0 s, 3 alterations, 2 noticed',
  ]);
});
