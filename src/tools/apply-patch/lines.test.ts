import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinLines, splitLines, usualBreak } from './lines.ts';

test('lines keep their own line breaks, and a lone carriage return is no line break', () => {
  expect(splitLines('a\r\nb\n\rc\r\n\nd')).toEqual([
    { bytes: 'a', ending: '\r\n' },
    { bytes: 'b', ending: '\n' },
    { bytes: '\rc', ending: '\r\n' },
    { bytes: '', ending: '\n' },
    { bytes: 'd', ending: '' },
  ]);
  expect(splitLines('')).toEqual([]);
});

test('splitting and joining gives the same bytes back', () => {
  const bytes = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\x00', '\xff') });
  fc.assert(fc.property(bytes, (text) => joinLines(splitLines(text), '\n') === text));
});

test('a last line without line break gets one once another line follows', () => {
  expect(joinLines([...splitLines('a'), ...splitLines('b')], '\r\n')).toBe('a\r\nb');
});

test.each([
  ['a\r\nb\r\nc\n', '\r\n'],
  ['a\r\nb\nc\n', '\n'],
  ['a\r\nb\n', null],
  ['a', null],
])('the usual line break of %j is %j', (bytes, expected) => {
  expect(usualBreak(splitLines(bytes))).toBe(expected);
});
