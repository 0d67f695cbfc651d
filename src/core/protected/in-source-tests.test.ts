import { expect, test } from 'vitest';
import { keepsInSourceTestsOf, withInSourceTestsOf } from './in-source-tests.ts';

const block = (sum: string) => `if (import.meta.vitest) {
  const { expect, test } = import.meta.vitest;
  test('adds } or "not', () => {
    expect(sum(2, 3)).toBe(${sum}); // }
  });
}`;
const program = (code: string, tests: string) => `export const sum = ${code};\n\n${tests}\n`;
const base = program('(a, b) => a - b', block('5'));

test.each([
  ['changed', program('(a, b) => a - b', block('-1')), program('(a, b) => a - b', block('5'))],
  ['kept', program('(a, b) => a + b', block('5')), program('(a, b) => a + b', block('5'))],
  ['removed', 'export const sum = 1;\n', `export const sum = 1;\n\n${block('5')}\n`],
  ['added', `${base}${block('7')}\n`, `${base}\n`],
])('tests within a script that were %s are those of the base', (_name, text, restored) => {
  expect(withInSourceTestsOf(base, text)).toBe(restored);
});

test('tells whether they are all there', () => {
  expect(keepsInSourceTestsOf(base, program('(a, b) => a + b', block('5')))).toBe(true);
  expect(keepsInSourceTestsOf(base, program('(a, b) => a + b', block('6')))).toBe(false);
  expect(keepsInSourceTestsOf('const a = 1;\n', 'const a = 2;\n')).toBe(true);
});
