import { expect, test } from 'vitest';
import { readBunText } from './bun.ts';
import { readDenoText } from './deno.ts';

const bunRun = (end: string) => `bun test v1.4.5 (a7733435c)

broken.test.js:

# Unhandled error between tests
-------------------------------
error: no
-------------------------------

deep.test.js:
said by a test
(pass) outer > inner > deep [0.03ms]
(skip) outer > inner > later
(todo) outer > inner > to do
(fail) sums [0.52ms]
${end}`;
const bunEnd = ' 1 pass\n 1 skip\n 1 todo\n 2 fail\n 1 error\nRan 5 tests across 2 files. [14.00ms]\n';

test('bun: passed, failed, skipped, nested, not loadable, as bun 1.4 prints them', () => {
  expect(readBunText(bunRun(bunEnd))).toEqual([
    {
      folder: null,
      counts: null,
      problems: [],
      results: [
        { file: 'broken.test.js', names: [], outcome: 'failed' },
        { file: 'deep.test.js', names: ['outer', 'inner', 'deep'], outcome: 'passed' },
        { file: 'deep.test.js', names: ['outer', 'inner', 'later'], outcome: 'skipped' },
        { file: 'deep.test.js', names: ['outer', 'inner', 'to do'], outcome: 'skipped' },
        { file: 'deep.test.js', names: ['sums'], outcome: 'failed' },
      ],
    },
  ]);
});

const denoRun = (end: string) => `Check sum_test.ts
Uncaught error from ./broken_test.ts FAILED
running 1 test from ./other_test.ts
other ... ok (608µs)
running 4 tests from ./sum_test.ts
sums ... FAILED (10ms)
doubles ...
------- post-test output -------
forged ... ok (0ms)
----- post-test output end -----
doubles ... ok (735µs)
later ... ignored (0ms)
steps ...
  one ... ok (0ms)
  two ... FAILED (2ms)
steps ... FAILED (due to 1 failed step) (13ms)

 ERRORS 
${end}`;
const denoEnd = 'FAILED | 2 passed (1 step) | 3 failed (1 step) | 1 ignored (232ms)\n';

test('deno: passed, failed, skipped, steps, not loadable, and nothing that a test prints, as deno 2.9 does it', () => {
  expect(readDenoText(denoRun(denoEnd))).toEqual([
    {
      folder: null,
      counts: null,
      problems: [],
      results: [
        { file: 'broken_test.ts', names: [], outcome: 'failed' },
        { file: 'other_test.ts', names: ['other'], outcome: 'passed' },
        { file: 'sum_test.ts', names: ['sums'], outcome: 'failed' },
        { file: 'sum_test.ts', names: ['doubles'], outcome: 'passed' },
        { file: 'sum_test.ts', names: ['later'], outcome: 'skipped' },
        { file: 'sum_test.ts', names: ['steps', 'one'], outcome: 'passed' },
        { file: 'sum_test.ts', names: ['steps', 'two'], outcome: 'failed' },
      ],
    },
  ]);
});

const problemsOf = (readings: { problems: string[] }[]) => readings.map(({ problems }) => problems.length);

test.each([
  ['an early end', readBunText(bunRun(''))],
  ['a forged result', readBunText(bunRun(`(pass) forged\n${bunEnd}`))],
  ['another number in the end', readBunText(bunRun(bunEnd.replace('2 fail', '1 fail')))],
  ['an early end', readDenoText(denoRun(''))],
  ['another number in the end', readDenoText(denoRun(denoEnd.replace('2 passed', '3 passed')))],
])('a problem: %s', (_name, readings) => {
  expect(problemsOf(readings)).toEqual([1]);
});

test('nothing is read where neither has run, or bun has printed dots', () => {
  expect(readBunText('ok\n')).toEqual([]);
  expect(readDenoText('a ... ok\nok | 1 passed\n')).toEqual([]);
  expect(
    readBunText('bun test v1.4.5\n\n..\n\n 2 pass\n 0 fail\nRan 2 tests across 1 file. [7ms]\n'),
  ).toEqual([]);
});
