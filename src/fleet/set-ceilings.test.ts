import { expect, test } from 'vitest';
import { readCeilings } from './set-ceilings.ts';

test.each([
  [{ fleetMaxCost: '20/day', fleetMaxTokens: null }, { cost_usd: 20 }],
  [
    { fleetMaxCost: '2.50', fleetMaxTokens: '5,000,000/day' },
    { cost_usd: 2.5, tokens: 5_000_000 },
  ],
  [
    { fleetMaxCost: '0/day', fleetMaxTokens: '0' },
    { cost_usd: null, tokens: null },
  ],
  [{ fleetMaxCost: null, fleetMaxTokens: null }, {}],
])('%j is read', (given, ceilings) => {
  expect(readCeilings(given)).toEqual(ceilings);
});

test.each(['20/week', '-1', 'much', '', '1e3'])('"%s" is no ceiling', (text) => {
  expect(() => readCeilings({ fleetMaxCost: text, fleetMaxTokens: null })).toThrow('--fleet-max-cost');
});
