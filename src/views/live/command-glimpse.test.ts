import { expect, test } from 'vitest';
import { glimpseAfter, noGlimpse } from './command-glimpse.ts';

test('the last line, the tests so far and the first failure, however the output is cut', () => {
  const output =
    'TAP version 13\nok 1 - adds\n\u001b[32m✓\u001b[39m parses\nnot ok 3 - divides\n--- FAIL: TestSum\n' +
    'a.py::test_x PASSED\ntest sum ... ok\nrunning\u001b[2J the rest\n\n';
  const expected = { passed: 4, failed: 2, firstFailed: 'not ok 3 - divides', lastLine: 'running the rest' };
  expect(glimpseAfter(noGlimpse(7), output)).toMatchObject({ ...expected, since: 7 });
  for (let cut = 0; cut < output.length; cut += 1) {
    const first = glimpseAfter(noGlimpse(0), output.slice(0, cut));
    expect(glimpseAfter(first, output.slice(cut))).toMatchObject(expected);
  }
});

test('words about passing and failing are no tests', () => {
  const said = 'the build passed\nfailed to fetch, trying again\nok\n10 passed\n';
  expect(glimpseAfter(noGlimpse(0), said)).toMatchObject({ passed: 0, failed: 0, lastLine: '10 passed' });
});

test('a line without an end takes no room', () => {
  const long = glimpseAfter(noGlimpse(0), 'x'.repeat(100_000));
  expect(long.open.length).toBeLessThanOrEqual(500);
});
