import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortenOutput } from './shorten-output.ts';

test('keeps the head and the tail, and says how much is left out', () => {
  const output = `exit code 1\n${'x'.repeat(500)}\n3 failed`;
  expect(shortenOutput(output, 24)).toBe(
    'exit code 1\n\n[... 497 characters of this older output are left out to make room: run the command again if you need them ...]\nxxx\n3 failed',
  );
});

test('leaves an output that would hardly become shorter', () => {
  expect(shortenOutput('x'.repeat(400), 300)).toBe('x'.repeat(400));
});

test('never makes it longer, tears no character apart, and is the same again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), fc.nat(300), (output, kept) => {
      const short = shortenOutput(output, kept);
      expect(short.length).toBeLessThanOrEqual(output.length);
      expect(short.isWellFormed()).toBe(true);
      expect(shortenOutput(output, kept)).toBe(short);
    }),
  );
});
