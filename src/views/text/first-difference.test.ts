import { expect, test } from 'vitest';
import { firstDifference } from './first-difference.ts';

test.each([
  [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, null],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, 'a.1.b'],
  [{ a: 1 }, { a: 1, b: 2 }, 'b'],
  [{ a: 1, b: 2 }, { a: 1 }, 'b'],
  [{ a: [] }, { a: [0] }, 'a.0'],
  [{ a: {} }, { a: null }, 'a'],
  [null, { a: 1 }, ''],
  ['x', 'y', ''],
])('%j and %j', (left, right, place) => {
  expect(firstDifference(left, right)).toBe(place);
});
