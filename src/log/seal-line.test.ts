import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../core/events.ts';
import { decodeLine } from './decode-line.ts';
import { emptyHead, encodeLine, lineHash } from './encode-line.ts';
import { emptyEnd, endOf, sealLine } from './seal-line.ts';
import { retried, stopped } from './testing.ts';

const ts = '2026-10-01T12:00:00.000Z';

describe('encodeLine', () => {
  test('has the keys in the order of the format', () => {
    const event = { prev: emptyHead, payload: { signal: 'SIGINT' }, event: 'stop_requested', seq: 3, ts };
    expect(encodeLine(event as LoggedEvent)).toBe(
      `{"ts":"${ts}","seq":3,"event":"stop_requested","payload":{"signal":"SIGINT"},"prev":"${emptyHead}"}`,
    );
  });
});

describe('sealLine', () => {
  test('any text comes back as it was, from one line of well-formed UTF-8', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...weirdUnits) }));
    fc.assert(
      fc.property(text, fc.nat(), (error, seq) => {
        const { line, event } = sealLine(retried(error), { ...emptyEnd, seq }, Date.parse(ts));
        expect(line).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(line.isWellFormed()).toBe(true);
        expect(event).toEqual({ ...retried(error), ts, seq: seq + 1, prev: emptyHead });
        expect(decodeLine(line, seq + 1, emptyHead)).toEqual({ kind: 'event', event });
        expect(encodeLine(event)).toBe(line);
      }),
    );
  });

  test('follows on the end of the log, and never lets time go backwards', () => {
    const first = sealLine(stopped, emptyEnd, 5000);
    const second = sealLine(stopped, endOf(first), 3000);
    expect(second.event).toMatchObject({
      seq: 2,
      prev: lineHash(first.line),
      ts: '1970-01-01T00:00:05.000Z',
    });
  });

  test('refuses an event that could not be read back', () => {
    const notANumber = { ...retried('x').payload, delay_ms: Number.NaN };
    const event = { event: 'role_retry', payload: notANumber } as typeof stopped;
    expect(() => sealLine(event, emptyEnd, 0)).toThrow(
      'its payload.delay_ms does not fit the event role_retry',
    );
  });
});

const weirdUnits = ['\u2028', '\u2029', '\ud800', '\udc00', '\n', '\r', '\0', '"', '\\', '\ufeff', '😀', 'é'];

test('lineHash is the same for a text and its bytes', () => {
  expect(lineHash('é')).toBe(lineHash(Buffer.from('é')));
  expect(lineHash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
