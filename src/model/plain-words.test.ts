import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../system/redact.ts';
import { plainWords } from './plain-words.ts';

const secret = 'sk-proj-1234567890';

describe('plainWords', () => {
  test.each([
    ['  two\n\nlines\t', 'two lines'],
    ['\u001b[31mred\u001b[0m bell\u0007 and \u202Eturned', 'red bell and turned'],
    [
      '<!DOCTYPE html><html><head><title>\n502 Bad Gateway </title></head><body>x</body></html>',
      '502 Bad Gateway',
    ],
    ['<html><body><h1>Gone</h1><p>for now</p></body></html>', 'Gone for now'],
    ['a <b and c> d', 'a <b and c> d'],
    [`Incorrect API key: ${secret}, ${secret}.`, 'Incorrect API key: [redacted], [redacted].'],
    [`split ${secret.slice(0, 4)}\u0000${secret.slice(4)}`, 'split [redacted]'],
    [`key ${Buffer.from(secret).toString('base64')}`, 'key [redacted]'],
    [`<html>sk-proj-<b>1234567890</b>`, '[redacted]'],
    [`${'x'.repeat(295)}${secret}`, `${'x'.repeat(295)}[reda…`],
  ])('%j -> %j', (text, expected) => {
    expect(plainWords(text, createRedactor([secret]))).toBe(expected);
  });

  test('is one short line without control characters and without the secret', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(secret), fc.constant('<html>'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const words = plainWords(pieces.join(''), createRedactor([secret]));
        expect(words).not.toMatch(/\p{C}/u);
        expect(words).not.toContain(secret);
        expect([...words].length).toBeLessThanOrEqual(301);
      }),
    );
  });
});
