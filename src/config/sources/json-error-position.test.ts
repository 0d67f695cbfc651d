import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonErrorOffset, lineAndColumn } from './json-error-position.ts';

test.each([
  ['', 0],
  ['{', 1],
  ['{"a": tru}', 6],
  ['{"a": 1,}', 8],
  ['[1, 2', 5],
  ['[1 2]', 3],
  ['{"a" 1}', 5],
  ['{a: 1}', 1],
  ['{} x', 3],
  ['[}', 1],
  ['"a\nb"', 0],
  ['01', 1],
  ["{'a': 1}", 1],
  ['{"a": 1} // why', 9],
])('%j stops being JSON at %i', (text, offset) => {
  expect(jsonErrorOffset(text)).toBe(offset);
});

test('finds no mistake in what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 2, '\t'), (json, indent) => {
      expect(jsonErrorOffset(JSON.stringify(JSON.parse(json), null, indent))).toBeNull();
    }),
  );
});

test('agrees with JSON.parse on damaged text', () => {
  const damaged = fc
    .tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', '"', '\\', ',', ':', '{', ']', '1', '-', '.', 'e', '\n', '\u007f'),
    )
    .map(
      ([json, at, put]) =>
        json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + 1),
    );
  fc.assert(
    fc.property(damaged, (text) => {
      expect(jsonErrorOffset(text) === null).toBe(isJson(text));
    }),
    { numRuns: 1000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('a deeply nested text is judged without recursion', () => {
  expect(jsonErrorOffset('['.repeat(200_000))).toBe(200_000);
});

test.each([
  [0, 'line 1, column 1'],
  [3, 'line 2, column 1'],
  [6, 'line 3, column 2'],
])('offset %i is %s', (offset, place) => {
  expect(lineAndColumn('ab\nc\nde', offset)).toBe(place);
});
