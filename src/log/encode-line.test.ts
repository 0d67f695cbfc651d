import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLine } from './decode-line.ts';
import { emptyHead, encodeLine, lineHash } from './encode-line.ts';
import { retried, stopped } from './testing.ts';

const ts = '2026-10-01T12:00:00.000Z';

describe('encodeLine', () => {
  test('has the keys in the order of the format', () => {
    expect(encodeLine(stopped, ts, 3, emptyHead)).toBe(
      `{"ts":"${ts}","seq":3,"event":"stop_requested","payload":{"signal":"SIGINT"},"prev":"${emptyHead}"}`,
    );
  });

  test('any text comes back as it was, from one line of well-formed UTF-8', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...weirdUnits) }));
    fc.assert(
      fc.property(text, fc.nat(), (error, index) => {
        const line = encodeLine(retried(error), ts, index + 1, emptyHead);
        expect(line).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(line.isWellFormed()).toBe(true);
        const event = { ...retried(error), ts, seq: index + 1, prev: emptyHead };
        expect(decodeLine(line, index + 1, emptyHead)).toEqual({ kind: 'event', event });
      }),
    );
  });
});

const weirdUnits = ['\u2028', '\u2029', '\ud800', '\udc00', '\n', '\r', '\0', '"', '\\', '\ufeff', '😀', 'é'];

test('lineHash is the same for a text and its bytes', () => {
  expect(lineHash('é')).toBe(lineHash(Buffer.from('é')));
  expect(lineHash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
