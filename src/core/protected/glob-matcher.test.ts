import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globMatcher, globOfPath } from './glob-matcher.ts';

describe('a glob', () => {
  test.each([
    ['test/sum.test.js', 'test/sum.test.js', true],
    ['./test/sum.test.js', 'test/sum.test.js', true],
    ['test', 'test/deep/sum.test.js', true],
    ['test/', 'test/deep/sum.test.js', true],
    ['test/**', 'test/.hidden/sum.test.js', true],
    ['test/*.js', 'test/sum.test.js', true],
    ['test/*.js', 'test/deep/sum.test.js', false],
    ['**/*.snap', 'a/b/c.snap', true],
    ['test', 'test2/sum.test.js', false],
    ['sum.test.js', 'test/sum.test.js', false],
  ])('%s and the path %s', (glob, path, matches) => {
    expect(globMatcher([glob])(path)).toBe(matches);
  });

  test('is one of several, or none', () => {
    expect(globMatcher(['a', 'b'])('b')).toBe(true);
    expect(globMatcher([])('b')).toBe(false);
  });
});

test('a quoted sign means that sign, and not the quotation', () => {
  expect(globMatcher([globOfPath('|')])('|')).toBe(true);
  expect(globMatcher([globOfPath('|')])('\\|')).toBe(false);
});

test('the glob of a path means that path, and no other one', () => {
  const name = fc.string({
    unit: fc.constantFrom(...`ab1.-_ []{}()*?!+@|^$\\,~"'\n`),
    minLength: 1,
    maxLength: 8,
  });
  const path = fc
    .array(name, { minLength: 1, maxLength: 3 })
    .map((names) => names.join('/'))
    .filter((text) => !text.split('/').some((part) => part === '.' || part === '..'));
  fc.assert(
    fc.property(path, path, (one, other) => {
      const matches = globMatcher([globOfPath(one)]);
      expect(matches(one)).toBe(true);
      if (!/["\\\n]/.test(one) && other !== one && !other.startsWith(`${one}/`))
        expect(matches(other)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
