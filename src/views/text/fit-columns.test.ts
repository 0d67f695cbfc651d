import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf, fitColumns, padColumns } from './fit-columns.ts';

test.each([
  ['abc', 3],
  ['日本', 4],
  ['e\u0301', 1],
  ['😀!', 3],
])('%s takes %i columns', (line, columns) => {
  expect(columnsOf(line)).toBe(columns);
});

test.each([
  ['short', 10, 'short'],
  ['exactly 10', 10, 'exactly 10'],
  ['a bit longer', 10, 'a bit l...'],
  ['cut at  space', 10, 'cut at...'],
  ['日本語日本語', 10, '日本語...'],
])('%s in %i columns', (line, columns, fitted) => {
  expect(fitColumns(line, columns)).toBe(fitted);
});

test('a fitted line is never wider than asked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 20 }), (line, columns) => {
      expect(columnsOf(fitColumns(line, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

test('padding counts columns, not characters', () => {
  expect(padColumns('日本', 6)).toBe('日本  ');
  expect(padColumns('longer', 3)).toBe('longer');
});
