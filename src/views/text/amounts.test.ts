import { expect, test } from 'vitest';
import { cachedShare, countOf, countText, durationText, moneyText, sizeText } from './amounts.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [5_000_000, '5,000,000'],
])('count %i', (count, text) => {
  expect(countText(count)).toBe(text);
});

test.each([
  [0, '0 files'],
  [1, '1 file'],
  [1200, '1,200 files'],
])('%i of something', (count, text) => {
  expect(countOf(count, 'file')).toBe(text);
});

test.each([
  [null, 'unknown'],
  [0, '$0.00'],
  [0.0042, '$0.0042'],
  [0.01, '$0.01'],
  [12.345, '$12.35'],
])('%s USD', (usd, text) => {
  expect(moneyText(usd)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [850, '850 ms'],
  [2300, '2.3 s'],
  [59_949, '59.9 s'],
  [59_999, '1m'],
  [192_000, '3m 12s'],
  [3_599_900, '1h'],
  [14_400_000, '4h'],
  [5_400_000, '1h 30m'],
  [90_000_000, '1d 1h'],
])('%i milliseconds', (durationMs, text) => {
  expect(durationText(durationMs)).toBe(text);
});

test.each([
  [2000, 1500, '75%'],
  [0, 0, '0%'],
])('of %i input tokens %i were cached', (input, cached, share) => {
  expect(cachedShare(input, cached)).toBe(share);
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [73_728, '74 kB'],
  [1_500_000, '1.5 MB'],
  [20_000_000_000, '20 GB'],
  [3e15, '3000 TB'],
])('size %i', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
