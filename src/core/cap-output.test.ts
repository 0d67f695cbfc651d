import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capOutput } from './cap-output.ts';

function capped(limitBytes: number, ...chunks: (string | Uint8Array)[]): string {
  const output = capOutput(limitBytes);
  for (const chunk of chunks) output.add(Buffer.from(chunk));
  return output.text();
}

describe('capOutput', () => {
  test.each([
    [10, ['0123456789'], '0123456789'],
    [10, ['0123', '', '456789'], '0123456789'],
    [10, ['0123456789a'], '01234\n[... 1 bytes left out ...]\n6789a'],
    [10, [...'0123456789abcdefg'], '01234\n[... 7 bytes left out ...]\ncdefg'],
    [5, ['0123456789'], '012\n[... 5 bytes left out ...]\n89'],
    [1, ['0123'], '0\n[... 3 bytes left out ...]\n'],
    [0, ['0123'], '\n[... 4 bytes left out ...]\n'],
    [0, [], ''],
  ])('keeps %i bytes of %j as %j', (limitBytes, chunks, text) => {
    expect(capped(limitBytes, ...chunks)).toBe(text);
  });

  test('breaks no character at the cut', () => {
    expect(capped(8, 'ab😀......😀xy')).toBe('ab\n[... 14 bytes left out ...]\nxy');
    expect(capped(8, '😀......😀')).toBe('😀\n[... 6 bytes left out ...]\n😀');
    expect(capped(6, 'aé......éb')).toBe('aé\n[... 6 bytes left out ...]\néb');
  });

  test('replaces invalid bytes', () => {
    expect(capped(10, Buffer.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
    expect(capped(4, Buffer.alloc(9, 0xbf))).toMatch(/^\ufffd\ufffd\n\[\.\.\. \d bytes left out \.\.\.\]\n/);
  });

  test('keeps the first and the last bytes, however the output is cut into chunks', () => {
    const chunks = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }));
    fc.assert(
      fc.property(chunks, fc.nat(40), (parts, limitBytes) => {
        const whole = parts.join('');
        const [head, tail] = [Math.ceil(limitBytes / 2), Math.floor(limitBytes / 2)];
        const leftOut = whole.length - limitBytes;
        const cut = `${whole.slice(0, head)}\n[... ${leftOut} bytes left out ...]\n${whole.slice(whole.length - tail)}`;
        expect(capped(limitBytes, ...parts)).toBe(leftOut > 0 ? cut : whole);
      }),
    );
  });

  test('text in any script has no replacement characters after a cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀'), minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(text, fc.nat(30), (whole, limitBytes) => {
        const bytes = Buffer.from(whole);
        const result = capped(limitBytes, bytes.subarray(0, 7), bytes.subarray(7));
        expect(result).not.toContain('\ufffd');
        if (bytes.length <= limitBytes) return expect(result).toBe(whole);
        const [, head, leftOut, tail] =
          /^(.*)\n\[\.\.\. (\d+) bytes left out \.\.\.\]\n(.*)$/.exec(result) ?? [];
        expect(whole.startsWith(head ?? '?') && whole.endsWith(tail ?? '?')).toBe(true);
        expect(Buffer.byteLength(`${head}${tail}`) + Number(leftOut)).toBe(bytes.length);
      }),
    );
  });
});
