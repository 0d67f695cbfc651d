import { randomInt } from 'node:crypto';

const ends = 65536;

/** The end of the last id; null before the first. */
let last: number | null = null;

/**
 * An id for a run that starts now: sortable by time, readable, and unique, as in `20260131-235959123-7f3a`. Its end is drawn
 * once and counted from there, so that runs which one process starts in the same millisecond have different ones.
 */
export function newRunId(now: number): string {
  last = last === null ? randomInt(ends) : (last + 1) % ends;
  const [date, time, milliseconds] = new Date(now).toISOString().replaceAll(/[-:Z]/g, '').split(/[T.]/);
  return `${date}-${time}${milliseconds}-${last.toString(16).padStart(4, '0')}`;
}
