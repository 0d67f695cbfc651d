import { expect, test } from 'vitest';
import { isDiskFull } from './disk-full.ts';

test.each([
  new Error('ENOSPC: no space left on device, write'),
  new Error('git add failed: unable to write: No space left on device'),
  new Error("git add failed: sha1 file 'tree.index.lock' write error. Out of diskspace"),
  new Error('git add failed: Disk quota exceeded'),
  Object.assign(new Error('write failed'), { code: 'EDQUOT' }),
  new Error('the log could not be written', { cause: Object.assign(new Error(''), { code: 'ENOSPC' }) }),
])('%s', (error) => {
  expect(isDiskFull(error)).toBe(true);
});

test.each([new Error('EIO: i/o error, fdatasync'), new Error('space'), 'ENOSPC', null])('not %s', (error) => {
  expect(isDiskFull(error)).toBe(false);
});
