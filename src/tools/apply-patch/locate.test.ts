import { describe, expect, test } from 'vitest';
import { byteString } from './lines.ts';
import { locateLines } from './locate.ts';

function locate(lines: string[], wanted: string[], from = 0, atEnd = false): number | null {
  return locateLines(lines.map(byteString), wanted.map(byteString), from, atEnd);
}

describe('how lines are compared', () => {
  test.each([
    ['exactly', 'pay  ment', 'pay  ment'],
    ['without white space at the end', 'total \t', 'total'],
    ['without white space around them', '\t\ttotal', 'total '],
    ['with typographic dashes as hyphens', 'from \u2013 to \u2212 1', 'from - to - 1'],
    ['with typographic quotation marks as plain ones', '\u201cit\u2019s\u201d', '"it\'s"'],
    ['with odd spaces as spaces', 'a\u00a0b\u3000c', 'a b c'],
  ])('%s', (_how, line, wanted) => {
    expect(locate(['other', line], [wanted])).toBe(1);
  });

  test('bytes that are not UTF-8 match the replacement character that a reader saw', () => {
    expect(locateLines(['caf\xe9'], [byteString('caf\ufffd')], 0, false)).toBe(0);
  });

  test.each([
    ['letters differ in case', 'Total', 'total'],
    ['inner white space differs', 'a  b', 'a b'],
    ['letters differ by an accent', 'cafe', 'caf\u00e9'],
  ])('not where %s', (_how, line, wanted) => {
    expect(locate([line], [wanted])).toBeNull();
  });

  test('a stricter match further down wins over a looser one above', () => {
    expect(locate(['  x', 'x ', 'x'], ['x'])).toBe(2);
    expect(locate(['  x', 'x '], ['x'])).toBe(1);
  });
});

describe('where lines are looked for', () => {
  test('the first place at or after the start', () => {
    expect(locate(['x', 'y', 'x', 'y'], ['x', 'y'])).toBe(0);
    expect(locate(['x', 'y', 'x', 'y'], ['x', 'y'], 1)).toBe(2);
    expect(locate(['x', 'y', 'x', 'y'], ['x', 'y'], 3)).toBeNull();
  });

  test('only the end where the chunk is pinned to it', () => {
    expect(locate(['x', 'y', 'x'], ['x'], 0, true)).toBe(2);
    expect(locate(['x', 'y'], ['x'], 0, true)).toBeNull();
    expect(locate(['x', 'x'], ['x', 'x'], 1, true)).toBeNull();
  });

  test('nowhere in a file with fewer lines', () => {
    expect(locate(['x'], ['x', 'y'])).toBeNull();
    expect(locate([], ['x'])).toBeNull();
  });
});
