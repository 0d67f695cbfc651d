import { randomBytes } from 'node:crypto';

/** An id for a run that starts now: sortable by time, readable, and unique, as in `20260131-235959123-7f3a`. */
export function newRunId(now: number): string {
  const [date, time, milliseconds] = new Date(now).toISOString().replaceAll(/[-:Z]/g, '').split(/[T.]/);
  return `${date}-${time}${milliseconds}-${randomBytes(2).toString('hex')}`;
}
