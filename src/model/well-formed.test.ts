import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wellFormed, wellFormedJson } from './well-formed.ts';

test('each text of a value is made well-formed, wherever it stands', () => {
  const value = { 'a\udc00': ['x\ud83d', { b: '\ud83d\ude00', c: null, d: 3, e: true }] };
  expect(wellFormed(value)).toEqual({
    'a\ufffd': ['x\ufffd', { b: '\ud83d\ude00', c: null, d: 3, e: true }],
  });
});

test.each([
  ['an escape of half a pair', '{"a": "x\\ud83d"}', '{"a":"x\ufffd"}'],
  ['half a pair as it is', '{"a": "x\ud83d"}', '{"a": "x\ufffd"}'],
  ['a whole pair in escapes stays as it is written', '{"a": "\\ud83d\\ude00"}', '{"a": "\\ud83d\\ude00"}'],
  ['an escaped backslash is no escape of a character', '{"a": "\\\\ud83d"}', '{"a": "\\\\ud83d"}'],
  ['what is no JSON', '{"a": "\\ud83d', '{"a": "\\ud83d'],
])('%s', (_what, json, expected) => {
  expect(wellFormedJson(json)).toBe(expected);
});

test('JSON of any value stands for a well-formed value afterwards, the same one where it was well-formed', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\ud83d', '\ude00', '\ud83d\ude00') });
  fc.assert(
    fc.property(text, (content) => {
      expect(JSON.parse(wellFormedJson(JSON.stringify({ content })))).toEqual({
        content: content.toWellFormed(),
      });
    }),
  );
});
