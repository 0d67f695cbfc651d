import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainLine, plainText } from './plain-text.ts';

test.each([
  ['colours', '\u001b[1;31mred\u001b[0m', 'red'],
  ['a cleared screen', 'a\u001b[2J\u001b[Hb', 'ab'],
  ['a window title', 'a\u001b]0;pwned\u0007b', 'ab'],
  ['a link', '\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\', 'text'],
  ['a string without an end, whose text stays', 'a\u001b]0;b', 'a0;b'],
  ['a device control string', 'a\u001bP1$r\u001b\\b', 'ab'],
  ['a sequence of two characters', 'a\u001bcb', 'ab'],
  ['an escape sequence inside of another', '\u001b\u001b[0m[31mred', '[31mred'],
  ['control characters', 'a\u0000\u0007\b\u007fb', 'ab'],
  ['C1 control characters', 'a\u009b31mb', 'a31mb'],
  ['marks that turn the direction', 'a\u202eb\u2066c\u200f', 'abc'],
  ['line breaks of every kind', 'a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
  ['half of a pair', 'a\ud800b', 'a\ufffdb'],
  ['tabs and what is beyond ASCII', 'ä\t😀\n日本', 'ä\t😀\n日本'],
])('plain text has no %s', (_name, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('a plain line has one space for each run of white space', () => {
  expect(plainLine('  npm\ttest \\\n   --watch\u001b[0m\r\n')).toBe('npm test \\ --watch');
});

test('no text gives a control character', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('\u001b', '[', ']', '0', ';', 'm', '\u0007', '\u009b', '\u202e', 'P', '\\', '\n'),
    }),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      expect(plainText(text)).not.toMatch(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(plainLine(text)).not.toMatch(/\p{Cc}/u);
    }),
    { numRuns: 1000 },
  );
});
