import { expect, test } from 'vitest';
import { isRepositorySetup, setupDigest } from './setup-consent.ts';

test.each([
  ['setup in proofloop.config.json', true],
  ['setup in /home/u/proofloop.config.json', false],
  ['setup in /home/u/.config/proofloop/config.json', false],
  ['--setup', false],
  ['PROOFLOOP_SETUP', false],
  ['an older version', false],
])('setup commands from %s: the repository has named them: %s', (setup_source, expected) => {
  expect(isRepositorySetup({ setup: ['npm ci'], setup_source })).toBe(expected);
});

test('commands that are joined, split, reordered or repeated are another text', () => {
  const texts = [['a', 'b'], ['a b'], ['b', 'a'], ['a'], ['a', 'b', 'b'], ['a\nb'], ['a", "b']];
  expect(new Set(texts.map(setupDigest)).size).toBe(texts.length);
  expect(setupDigest(['a', 'b'])).toBe(setupDigest(['a', 'b']));
});
