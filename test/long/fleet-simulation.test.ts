import { expect, test } from 'vitest';
import { simulateFleet } from '../simulation/simulate-fleet.ts';

/** A small share of `npm run sim:fleet`. */
test('runs whose workers are killed and frozen, and whose database is restarted, come out as undisturbed ones', async () => {
  const { problems, ...happened } = await simulateFleet({
    ...{ seed: 1, runs: 6, workers: 2, concurrency: 4, givenUpMs: 600_000 },
    ...{ kills: 2, everyMs: 2000, frozenMs: 6500, restartsDatabase: true },
  });
  expect(problems).toEqual([]);
  // Had nothing happened, nothing would be shown.
  expect(happened).toMatchObject({ restarted: true, frozen: true });
  expect(happened.kills).toBeGreaterThan(0);
});
