import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editFile } from './edit.ts';
import { parsePatch } from './parse.ts';
import { patchOf } from './test-folder.ts';

/** The file (one character a byte) after the chunk, or the reason why it does not apply. */
function edit(file: string, ...lines: string[]): string {
  const parsed = parsePatch(patchOf('*** Update File: f', ...lines));
  const [hunk] = parsed.ok ? parsed.hunks : [];
  if (hunk?.kind !== 'update') throw new Error('no update');
  const edited = editFile(Buffer.from(file, 'latin1'), hunk.chunks);
  return edited.ok ? edited.bytes.toString('latin1') : edited.reason;
}

const unknown = 'which stands for bytes of this file that are not UTF-8';

describe('an added line that was given back as it was seen', () => {
  test.each([
    [
      'a word of the removed line',
      'x = caf\xe9\n',
      ['-x = caf\ufffd', '+y = caf\ufffd + 1'],
      'y = caf\xe9 + 1\n',
    ],
    [
      'its words in another order',
      '\xe9t\xe9 \xe8re\n',
      ['-\ufffdt\ufffd \ufffdre', '+\ufffdre \ufffdt\ufffd'],
      '\xe8re \xe9t\xe9\n',
    ],
    [
      'the same words around other text',
      '"\xe9" "\xe8"\n',
      ['-"\ufffd" "\ufffd"', '+"\ufffd", "\ufffd"'],
      '"\xe9", "\xe8"\n',
    ],
    [
      'a word of another line of the file',
      'caf\xe9\na\n\xe8re\n',
      ['@@', ' a', '+caf\ufffd'],
      'caf\xe9\na\ncaf\xe9\n\xe8re\n',
    ],
    ['a word of its anchor', 'caf\xe9:\nb\n', ['@@ caf\ufffd:', '+# caf\ufffd'], 'caf\xe9:\n# caf\xe9\nb\n'],
    [
      'a new word, where the removed lines hide one byte only',
      'caf\xe9\n\xe8\n',
      ['-caf\ufffd', '+caf\ufffds'],
      'caf\xe9s\n\xe8\n',
    ],
    [
      'U+FFFD that the file has itself',
      '\xe9\n\xef\xbf\xbd x\n',
      ['-\ufffd x', '+\ufffd y'],
      '\xe9\n\xef\xbf\xbd y\n',
    ],
    ['a cut sequence of three bytes', 'a\xe2\x82 b\n', ['-a\ufffd b', '+a\ufffd c'], 'a\xe2\x82 c\n'],
    [
      'UTF-8 beside it',
      '\xc3\xa4 caf\xe9\n',
      ['-\u00e4 caf\ufffd', '+\u00e4\u00e4 caf\ufffd'],
      '\xc3\xa4\xc3\xa4 caf\xe9\n',
    ],
    ['lines of UTF-16', 'a\x00\n\x00\xff\xfe\n', ['@@', '-a\x00', '+b\x00'], 'b\x00\n\x00\xff\xfe\n'],
  ])('%s', (_what, file, chunk, expected) => {
    expect(edit(file, ...chunk)).toBe(expected);
  });
});

test.each([
  ['a word that no line has', 'caf\xe9\nb\n', ['@@', '-b', '+th\ufffd']],
  ['a word that stands for two', 'caf\xe9 caf\xe8\n', ['-caf\ufffd caf\ufffd', '+caf\ufffd']],
  [
    'a new word, where the removed lines hide two different bytes',
    '\xe9 \xe8\n',
    ['-\ufffd \ufffd', '+x\ufffd'],
  ],
])('%s is refused', (_what, file, chunk) => {
  expect(edit(file, ...chunk)).toContain(unknown);
});

test('in a file of UTF-8, U+FFFD is a character like any other', () => {
  expect(edit('a\n', '-a', '+\ufffd')).toBe('\xef\xbf\xbd\n');
});

test('whatever bytes a file has, a line given back with a new end keeps its bytes', () => {
  const byte = fc.oneof(
    fc.nat(255),
    fc.constantFrom(0xe9, 0xc3, 0xa9, 0xe2, 0x82, 0xf0, 0x9f, 0xef, 0xbf, 0xbd, 0x20),
  );
  const line = fc
    .array(byte, { maxLength: 12 })
    .map((bytes) => bytes.filter((one) => one !== 10 && one !== 13));
  fc.assert(
    fc.property(line, fc.array(line, { maxLength: 3 }), (bytes, others) => {
      const text = Buffer.from(bytes).toString('utf8');
      const above = others.map((other) => `${Buffer.from(other).toString('latin1')}\n`).join('');
      const line = `>${Buffer.from(bytes).toString('latin1')}<`;
      expect(edit(`${above}${line}\n`, `->${text}<`, `+>${text}< end`)).toBe(`${above}${line} end\n`);
    }),
    { numRuns: 500 },
  );
});
