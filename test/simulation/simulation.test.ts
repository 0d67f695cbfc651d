import { afterAll, describe, expect, test } from 'vitest';
import { seededRandom } from './random.ts';
import { simulateSeed } from './simulate.ts';

/** The part of `npm run sim` that each test run plays. */
const seeds = Array.from({ length: 6 }, (_, index) => 1001 + index);
const scenarios = 3;

test('the same seed gives the same moments', () => {
  const numbers = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 20 }, () => random.between(1, 1000));
  };
  expect(numbers(7)).toEqual(numbers(7));
  expect(numbers(7)).not.toEqual(numbers(8));
  expect(numbers(7).every((number) => number >= 1 && number <= 1000)).toBe(true);
});

describe('a run that is killed at any moment, again and again, comes out as if it had not been', () => {
  let kills = 0;
  // Were the moments beyond the end of the runs, nothing would be shown.
  afterAll(() => expect(kills).toBeGreaterThan(seeds.length));

  test.each(seeds)('seed %i', async (seed) => {
    const result = await simulateSeed(seed, scenarios);
    kills += result.kills;
    expect(result.problems).toEqual([]);
  });
});
