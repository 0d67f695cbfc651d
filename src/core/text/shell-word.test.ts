import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWord } from './shell-word.ts';

test('a plain path stands as it is, anything else in quotes', () => {
  expect(shellWord('test/sum.test.js')).toBe('test/sum.test.js');
  expect(shellWord("it's [a].js")).toBe(String.raw`'it'\''s [a].js'`);
  expect(shellWord('')).toBe("''");
});

test('a shell reads each word as it was', () => {
  const texts = fc.sample(
    fc.string({ unit: 'binary-ascii' }).filter((text) => !text.includes('\0')),
    200,
  );
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${texts.map(shellWord).join(' ')}`], {
    encoding: 'utf8',
  });
  expect(printed.split('\0').slice(0, -1)).toEqual(texts);
});
