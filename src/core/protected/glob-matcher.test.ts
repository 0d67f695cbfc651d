import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { globMatcher, globOfPath, patternMatcher } from './glob-matcher.ts';

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

describe('it means what picomatch means by it', () => {
  const pieces = [
    ...'ab./-',
    '*',
    '**',
    '**/',
    '/**',
    '?',
    '[ab]',
    '[^a]',
    '{a,b}',
    '{a,b/c}',
    '@(a|b)',
    '+(a|b)',
    '\\*',
    '{1..3}',
  ];
  const glob = fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''))
    // Of these it makes what regular expressions make of them, or nothing that anybody would mean.
    .filter((text) => !/\/\/|^\/|\*\*\*|[^/]\*\*|\*\*[^/]|^\.\/|[?*+@][?*+@]\(|\)\?|\*\*\/\*\*/.test(text));
  const name = fc.string({ unit: fc.constantFrom(...'abc.*-2'), minLength: 1, maxLength: 4 });
  const path = fc
    .array(name, { minLength: 1, maxLength: 4 })
    .filter((names) => !names.some((part) => /^\.+$/.test(part)))
    .map((names) => names.join('/'));

  test('for globs that are put together by chance', () => {
    const property = fc.property(glob, fc.array(path, { minLength: 5, maxLength: 10 }), (pattern, paths) => {
      const theirs = picomatch(pattern, { dot: true });
      const ours = patternMatcher(pattern);
      // What ends in `/**` means what lies in a folder, and not the folder.
      const isFolder = picomatch(pattern.replace(/\/\*\*$/, ''), { dot: true });
      const told = paths.filter((one) => one !== pattern && !(pattern.endsWith('/**') && isFolder(one)));
      expect(told.filter((one) => ours(one))).toEqual(told.filter((one) => theirs(one)));
    });
    fc.assert(property, { numRuns: 3000, seed: 1 });
  });
});

test.each([
  ['!(a|b).js', 'c.js', true],
  ['!(a|b).js', 'a.js', false],
  ['!(a|b).js', 'ab.js', true],
  ['!(a|b)/x', 'a/x', false],
  ['src/!(*.test).ts', 'src/a.ts', true],
  ['src/!(*.test).ts', 'src/a.test.ts', false],
  ['*(ab)c', 'ababc', true],
  ['*(ab)c', 'abac', false],
  ['?(a)b', 'b', true],
  ['?(a)b', 'aab', false],
  ['[!a]b', 'cb', true],
  ['[!a]b', 'ab', false],
  ['[]a]', ']', true],
  ['a[', 'a[', true],
  ['{a', '{a', true],
  ['{a}', '{a}', true],
  ['@(a', '@(a', true],
  ['{a..c}{08..11}', 'b9', true],
  ['x{1..100000}', 'x{1..100000}', true],
  ['**/b', 'b', true],
  ['**', 'a/b', true],
  ['a/**', 'a', false],
  ['*/**', 'a', false],
  ['\u{1f600}?', '\u{1f600}\u{1f600}', true],
])('%s and the path %s: %s', (pattern, path, matches) => {
  expect(patternMatcher(pattern)(path)).toBe(matches);
});

test('a glob on which another matcher would be at work for hours is through at once', () => {
  const hostile = `${'*a'.repeat(400)}*b`;
  expect(globMatcher([hostile])('a'.repeat(4000))).toBe(false);
  expect(globMatcher([hostile])(`${'a'.repeat(4000)}b`)).toBe(true);
  expect(globMatcher(['{'.repeat(900)])('a')).toBe(false);
  expect(globMatcher([`${'+('.repeat(20)}a${')'.repeat(20)}b`])('a'.repeat(4000))).toBe(false);
});
