import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expiredEntries } from './expired-entries.ts';

const bounds = { ageMs: 100, bytes: 10 };
const entry = (name: string, usedAtMs: number, bytes: number) => ({ name, usedAtMs, bytes });
const expired = (entries: ReturnType<typeof entry>[], inUseSinceMs: number) =>
  expiredEntries(entries, bounds, { nowMs: 1000, inUseSinceMs }).map(({ name }) => name);

test('what is old goes, and what is too much, the longest unused first', () => {
  const entries = [
    entry('old', 899, 1),
    entry('second', 960, 6),
    entry('last', 990, 4),
    entry('third', 950, 1),
  ];
  expect(expired(entries, 2000)).toEqual(['third', 'old']);
});

test('what is smaller than what does not fit may stay', () => {
  expect(expired([entry('large', 950, 11), entry('small', 940, 10)], 2000)).toEqual(['large']);
});

test('nothing goes that a run may use which goes on, whatever its size and its age', () => {
  const entries = [entry('used', 500, 50), entry('unused', 499, 1)];
  expect(expired(entries, 500)).toEqual(['unused']);
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.string(), usedAtMs: fc.nat(2000), bytes: fc.nat(20) })),
      fc.nat(2000),
      (entries, inUseSinceMs) => {
        const gone = expiredEntries(entries, bounds, { nowMs: 2000, inUseSinceMs });
        expect(gone.every(({ usedAtMs }) => usedAtMs < inUseSinceMs)).toBe(true);
        const kept = entries.filter((one) => !gone.includes(one) && one.usedAtMs < inUseSinceMs);
        expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(bounds.bytes);
      },
    ),
  );
});
