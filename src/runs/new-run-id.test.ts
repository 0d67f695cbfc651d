import { expect, test } from 'vitest';
import { newRunId } from './new-run-id.ts';

test('runs of one process that start in the same millisecond have ids of their own', () => {
  const ids = Array.from({ length: 5000 }, () => newRunId(Date.UTC(2026, 0, 31, 23, 59, 59, 123)));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^20260131-235959123-[0-9a-f]{4}$/);
});
