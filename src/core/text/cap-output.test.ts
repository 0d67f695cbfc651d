import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filled, growsTooFast } from '../../../test/support/reading-time.ts';
import { capOutput, cutMarginBytes } from './cap-output.ts';

function capped(limitBytes: number, ...chunks: (string | Uint8Array)[]): string {
  const output = capOutput(limitBytes);
  for (const chunk of chunks) output.add(Buffer.from(chunk));
  return output.text();
}

/** A capped output in its parts, or null where nothing was left out. */
function partsOf(text: string) {
  const match =
    /^([\s\S]*?)\n?\[((\d+) bytes of )?lines? (\d+)(-(\d+))? of (\d+) left out; [^\n]*\]\n([\s\S]*)$/.exec(
      text,
    );
  if (match === null) return null;
  const [, head = '', , bytes, first, , last, lines, tail = ''] = match;
  return { head, bytes, first: Number(first), last: Number(last ?? first), lines: Number(lines), tail };
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

describe('output within the limit, or a little above it', () => {
  test.each([
    [10, ['0123456789'], '0123456789'],
    [10, ['0123', '', '456789'], '0123456789'],
    [10, ['0123456789a'], '0123456789a'],
    [80, ['x'.repeat(90)], 'x'.repeat(90)],
    [0, [], ''],
  ])('of %i bytes is whole: %j', (limitBytes, chunks, text) => {
    expect(capped(limitBytes, ...chunks)).toBe(text);
  });

  test('a cut leaves out no less than 2 KB of an output that is long', () => {
    expect(capped(32_768, 'x\n'.repeat(17_408))).toBe('x\n'.repeat(17_408));
    expect(partsOf(capped(32_768, 'x\n'.repeat(17_409)))).not.toBeNull();
    expect(cutMarginBytes(32_768)).toBe(2048);
  });
});

describe('a longer output', () => {
  test('loses whole lines, which are named with a way to see them', () => {
    const text = capped(400, numbered(200));
    expect(text).toContain(
      '\nline 26\n[lines 27-178 of 200 left out; see them with a narrower command, such as sed -n 27,178p <file>]\nline 179\n',
    );
    expect(text.endsWith('line 200\n')).toBe(true);
  });

  test('counts a last line without a line break', () => {
    expect(capped(400, numbered(200), 'end')).toMatch(/\[lines 27-\d+ of 201 left out[\s\S]*line 200\nend$/);
  });

  test('names the one line that it loses', () => {
    const text = capped(80, `${'a\n'.repeat(20)}${'b'.repeat(50)}\n${'c\n'.repeat(20)}`);
    expect(text).toContain(
      'a\n[line 21 of 41 left out; see them with a narrower command, such as sed -n 21p <file>]\nc\n',
    );
  });

  test('is cut within a line only where that is long, and says how to see it', () => {
    const text = capped(800, `start\n${'x'.repeat(5000)}\nend\n`);
    expect(text).toMatch(
      /^start\nx{394}\n\[4211 bytes of line 2 of 3 left out; see a line that is so long in parts, such as sed -n 2p <file> \| cut -b 395-4394\]\nx{395}\nend\n$/,
    );
  });

  test('may end in one long line', () => {
    const text = capped(800, `${'a\n'.repeat(300)}${'x'.repeat(5000)}`);
    expect(text).toMatch(
      /^(a\n){200}\[4800 bytes of lines 201-301 of 301 left out; .*such as sed -n 201p <file> \| cut -b 1-4000\]\nx{400}$/,
    );
  });

  test.each([
    [1, '0\n[3 bytes of line 1 of 1 left out'],
    [0, '[4 bytes of line 1 of 1 left out'],
  ])('is cut with hardly any room: %i', (limitBytes, start) => {
    expect(capped(limitBytes, '0123').startsWith(start)).toBe(true);
  });

  test('breaks no character at the cut', () => {
    expect(partsOf(capped(8, 'ab😀......😀xy'))).toMatchObject({ head: 'ab', bytes: '14', tail: 'xy' });
    expect(partsOf(capped(8, '😀......😀'))).toMatchObject({ head: '😀', bytes: '6', tail: '😀' });
    expect(partsOf(capped(6, 'aé......éb'))).toMatchObject({ head: 'aé', bytes: '6', tail: 'éb' });
  });

  test('replaces invalid bytes', () => {
    expect(capped(10, Buffer.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
    expect(capped(4, Buffer.alloc(9, 0xbf))).toMatch(/^\ufffd\ufffd\n\[\d bytes of line 1 of 1 left out/);
  });
});

describe('for any output, however it comes in chunks', () => {
  test('what is kept is its start and its end, and the note counts the rest', () => {
    const line = fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map((text) => `${text}\n`);
    fc.assert(
      fc.property(
        fc.array(line),
        fc.boolean(),
        fc.integer({ min: 8, max: 300 }),
        (lines, isEnded, limitBytes) => {
          const whole = lines.join('') + (isEnded ? '' : 'end');
          const text = capped(limitBytes, ...lines, ...(isEnded ? [] : ['end']));
          if (whole.length <= limitBytes + cutMarginBytes(limitBytes)) {
            expect(text).toBe(whole);
            return;
          }
          const parts = partsOf(text);
          if (parts === null) throw new Error(text);
          expect(parts.lines).toBe(whole.replace(/\n$/, '').split('\n').length);
          const kept = parts.head.length + parts.tail.length;
          expect(kept).toBeLessThanOrEqual(limitBytes);
          expect(kept).toBeGreaterThanOrEqual(limitBytes - 2 * cutMarginBytes(limitBytes) - 2);
          expect(whole.startsWith(parts.head) && whole.endsWith(parts.tail)).toBe(true);
          if (parts.bytes === undefined) {
            const all = whole.match(/[^\n]*\n|[^\n]+$/g) ?? [];
            const head = parts.head === '' ? '' : `${parts.head}\n`;
            expect(head).toBe(all.slice(0, parts.first - 1).join(''));
            expect(parts.tail).toBe(all.slice(parts.last).join(''));
          }
        },
      ),
    );
  });

  test('text in any script has no replacement characters after a cut', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', '€', '😀', '\n'),
      minLength: 20,
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, fc.nat(30), (whole, limitBytes) => {
        const bytes = Buffer.from(whole);
        const result = capped(limitBytes, bytes.subarray(0, 7), bytes.subarray(7));
        expect(result).not.toContain('\ufffd');
        const parts = partsOf(result);
        if (parts === null) {
          expect(result).toBe(whole);
          return;
        }
        expect(whole.startsWith(parts.head) && whole.endsWith(parts.tail)).toBe(true);
      }),
    );
  });
});

test('what it takes is as the size of the output, whatever that is made of', async () => {
  for (const unit of ['\n', 'a', '\u00bf', 'ab\n\r'])
    expect(await growsTooFast((text) => capped(32_768, text), filled('', unit)), unit).toBe(false);
  // Control: a pattern that begins anew at each blank is noticed.
  expect(await growsTooFast((text) => text.replaceAll(/\s+x/g, ''), filled('', ' '))).toBe(true);
});
