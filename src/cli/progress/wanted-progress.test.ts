import { expect, test } from 'vitest';
import { wantedProgress } from './wanted-progress.ts';

test.each([
  ['auto', {}, true, 'live'],
  ['auto', {}, false, 'plain'],
  ['auto', { CI: 'true' }, true, 'plain'],
  ['auto', { CI: 'false' }, true, 'live'],
  ['auto', { TERM: 'dumb' }, true, 'plain'],
  ['live', { CI: '1' }, true, 'live'],
  ['live', { TERM: 'dumb' }, true, 'plain'],
  ['live', {}, false, 'plain'],
  ['plain', {}, true, 'plain'],
  ['quiet', {}, true, 'quiet'],
] as const)('%s with %j on a terminal (%s) is %s', (choice, environment, isTerminal, wanted) => {
  expect(wantedProgress(choice, environment, isTerminal)).toBe(wanted);
});
