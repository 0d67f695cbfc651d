import assert from 'node:assert/strict';
import { test } from 'node:test';
import { split } from '../src/split.js';

test('an even amount gives equal shares', () => {
  assert.deepEqual(split(900, 3), [300, 300, 300]);
});

test('no share is more than a cent above another', () => {
  for (const [cents, people] of [
    [1000, 3],
    [2000, 3],
    [9999, 7],
  ]) {
    const shares = split(cents, people);
    const gap = Math.max(...shares) - Math.min(...shares);
    assert.ok(gap <= 1, `${cents} among ${people}: ${shares.join(', ')}`);
  }
});

test('nobody to pay is an error', () => {
  assert.throws(() => split(1000, 0), RangeError);
});
