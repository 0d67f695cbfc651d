import { expect, test } from 'vitest';
import { spaceWarnings } from './space-warnings.ts';

test('below one GiB there is a warning that says how much is left and how to free more', () => {
  expect(spaceWarnings(2 ** 30 - 1, '/home/u')).toEqual([
    'only 1.1 GB of disk space are left at /home/u; "proofloop prune" frees what old runs take',
  ]);
  expect(spaceWarnings(2 ** 30, '/home/u')).toEqual([]);
  expect(spaceWarnings(null, '/home/u')).toEqual([]);
});
