/**
 * How long the server asks to wait, in milliseconds from `now`: `retry-after-ms`, else `Retry-After` as seconds or as
 * an HTTP date (one in the past: 0), at most a year. Null where it says nothing that can be understood.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const asked = askedMs(headers, now);
  return asked === null ? null : Math.min(asked, longestMs);
}

const longestMs = 365 * 24 * 3_600_000;

function askedMs(headers: Headers, now: number): number | null {
  const precise = amount(headers.get('retry-after-ms'));
  if (precise !== null) return precise;
  const value = headers.get('retry-after');
  const seconds = amount(value);
  if (seconds !== null) return seconds * 1000;
  return value === null ? null : untilDate(value, now);
}

function amount(value: string | null): number | null {
  if (value === null || !/^\d+(\.\d+)?$/.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function untilDate(value: string, now: number): number | null {
  // Date.parse alone takes almost any words with a number in them for a date.
  if (!/^[A-Za-z]{3,9},? .*\d GMT$/.test(value)) return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : Math.max(0, time - now);
}
