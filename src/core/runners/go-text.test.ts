import { expect, test } from 'vitest';
import { goTestArguments, goText } from './go-text.ts';

test.each([
  ['./...', '-json ./...', false],
  ['', '-json', false],
  ['-v ./...', '-json -v ./...', true],
  ['-v=false ./...', '-json -v=false ./...', false],
  ['-C shop -run TestA', '-C shop -json -run TestA', false],
  ['-C=shop .', '-C=shop -json .', false],
  ['-test.v=true -count=2 ./...', '-json -test.v=true -count=2 ./...', true],
  ['./... -args -json -v', '-json ./... -args -json -v', false],
])('go test %s is asked for each test', (given, asked, isVerbose) => {
  expect(goTestArguments(words(given))).toEqual({ args: words(asked), isVerbose });
});

test.each(['-json ./...', '-c', '-list .', '-list=.', '-fuzz FuzzA', '-n', '-h'])(
  'go test %s is left as it is',
  (given) => {
    expect(goTestArguments(words(given))).toBeNull();
  },
);

test('without -v only failed tests, benchmarks and packages are shown', () => {
  const output = (Output: string, Test?: string) => ({ Action: 'output', Package: 'p', Output, Test });
  const lines = [
    '# a note\n',
    output('=== RUN   TestA\n', 'TestA'),
    output('said\n', 'TestA'),
    output('--- PASS: TestA\n', 'TestA'),
    output('=== RUN   TestB\n', 'TestB'),
    output('wrong\n', 'TestB'),
    { Action: 'fail', Package: 'p', Test: 'TestB' },
    output('BenchmarkA 5 ns\n', 'BenchmarkA'),
    output('PASS\n'),
    output('FAIL p\n'),
  ];
  expect(goText(lines, false)).toBe('# a note\nwrong\nBenchmarkA 5 ns\nFAIL p\n');
  expect(goText(lines, true)).toContain('said\n--- PASS: TestA\n=== RUN   TestB\nwrong\n');
});

function words(line: string): string[] {
  return line.split(' ').filter((word) => word !== '');
}
