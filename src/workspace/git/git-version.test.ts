import { expect, test } from 'vitest';
import { isRecentGit, keepsFromFetching } from './git-version.ts';

test.each([
  ['2.28.9', false, false],
  ['2.29', true, false],
  ['2.39.3', true, false],
  ['2.39.4', true, true],
  ['2.39.5', true, true],
  ['2.40.1', true, false],
  ['2.44.0', true, false],
  ['2.45.0', true, false],
  ['2.45.1', true, true],
  ['2.51', true, true],
  ['3.0.1', true, true],
])('git %s: recent %s, keeps from fetching %s', (version, isRecent, keeps) => {
  expect([isRecentGit(version), keepsFromFetching(version)]).toEqual([isRecent, keeps]);
});
