import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

const known = ['verify', 'verifyTimeout', 'maxIterations', 'maxCost', 'model'];

test.each([
  ['verfy', 'verify'],
  ['Verify', 'verify'],
  ['maxIteration', 'maxIterations'],
  ['max_iterations', 'maxIterations'],
  ['maxCosts', 'maxCost'],
  ['modle', 'model'],
  ['temperature', null],
  ['', null],
])('%s is nearest to %s', (name, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});

test('no name is near to none', () => {
  expect(nearestName('verify', [])).toBeNull();
});
