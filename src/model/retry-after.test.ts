import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-10-05T12:00:00.500Z');

describe('retryAfterMs', () => {
  test.each<[Record<string, string>, number | null]>([
    [{}, null],
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': '3600' }, 3_600_000],
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{ 'retry-after-ms': 'soon', 'retry-after': '1' }, 1_000],
    [{ 'retry-after': 'Mon, 05 Oct 2026 12:01:30 GMT' }, 89_500],
    [{ 'retry-after': 'Monday, 05-Oct-26 12:01:30 GMT' }, 89_500],
    [{ 'retry-after': 'Mon, 05 Oct 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': '9'.repeat(20) }, 365 * 24 * 3_600_000],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'in about 12' }, null],
    [{ 'retry-after': 'Mon, 99 Oct 2026 11:00:00 GMT' }, null],
    [{ 'retry-after': '9'.repeat(400) }, null],
    [{ 'retry-after': '' }, null],
  ])('%j -> %j', (headers, expected) => {
    expect(retryAfterMs(new Headers(headers), now)).toBe(expected);
  });

  test('an HTTP date leads to that date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (seconds) => {
        const time = now - 500 + seconds * 1000;
        const headers = new Headers({ 'retry-after': new Date(time).toUTCString() });
        expect(retryAfterMs(headers, now)).toBe(Math.max(0, time - now));
      }),
    );
  });
});
