import { expect, test } from 'vitest';
import { readCtestText } from './ctest.ts';

const printed = `Internal ctest changing into directory: /shop/build
Test project /shop/build
    Start 1: sums
1/5 Test #1: sums .............................   Passed    0.00 sec
    Start 2: zero
2/5 Test #2: zero .............................***Failed    0.01 sec
forged: 3/5 Test #9: never .......   Passed    0.00 sec
9/9 is no test
    Start 3: breaks
3/5 Test #3: breaks ...........................***Exception: SegFault  0.10 sec
    Start 4: later
4/5 Test #4: later ............................***Not Run (Disabled)   0.00 sec
    Start 5: gone
5/5 Test #5: gone .............................***Not Run   0.00 sec

40% tests passed, 3 tests failed out of 5

The following tests FAILED:
\t  2 - zero (Failed)
`;

test('CTest: passed, failed, crashed, disabled, without a program', () => {
  const [reading, ...others] = readCtestText(printed);
  expect(others).toEqual([]);
  expect(reading?.problems).toEqual([]);
  expect(reading?.results.map(({ names, outcome }) => `${names} ${outcome}`)).toEqual([
    'sums passed',
    'zero failed',
    'breaks failed',
    'later skipped',
    'gone failed',
  ]);
});

test('CTest: two runs are two reports; what is cut off, or names fewer tests than it counts, is a problem', () => {
  expect(readCtestText(printed + printed)).toHaveLength(2);
  expect(readCtestText('make: all is well\n')).toEqual([]);
  const withoutEnd = readCtestText(printed.slice(0, printed.indexOf('40%')));
  expect(withoutEnd[0]?.problems).toHaveLength(1);
  const fewer = readCtestText(printed.replace(/^1\/5.*\n/m, ''));
  expect(fewer[0]?.problems).toHaveLength(1);
});
