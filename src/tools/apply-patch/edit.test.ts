import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editFile } from './edit.ts';
import { type Chunk, parsePatch } from './parse.ts';
import { patchOf } from './test-folder.ts';

function chunksOf(lines: readonly string[]): Chunk[] {
  const parsed = parsePatch(patchOf('*** Update File: f', ...lines));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.hunks.flatMap((hunk) => (hunk.kind === 'update' ? hunk.chunks : []));
}

/** The file after the chunks, as text, or the reason why they do not apply. */
function edit(file: string, ...lines: string[]): string {
  const edited = editFile(Buffer.from(file), chunksOf(lines));
  return edited.ok ? edited.bytes.toString() : edited.reason;
}

describe('where a chunk applies', () => {
  test('at the first place that fits', () => {
    expect(edit('x\ny\nx\n', '@@', '-x', '+1')).toBe('1\ny\nx\n');
  });

  test('below its anchor, which may be indented otherwise', () => {
    expect(edit('a:\n  x\n  b:\n  x\n', '@@ b:', '-  x', '+  1')).toBe('a:\n  x\n  b:\n  1\n');
  });

  test('below the chunk before', () => {
    expect(edit('x\nx\nx\n', '@@', '-x', '+1', '@@', '-x', '+2')).toBe('1\n2\nx\n');
  });

  test('at the end where it is pinned to it', () => {
    expect(edit('x\ny\nx\n', '@@', '-x', '+1', '*** End of File')).toBe('x\ny\n1\n');
  });

  test('right below its anchor where it only adds lines (another engine adds them at the end)', () => {
    expect(edit('a\nb\n', '@@ a', '+c')).toBe('a\nc\nb\n');
    expect(edit('a\nb\nc\n', '@@ a', '+1', '@@ b', '+2', '@@ c', '+3')).toBe('a\n1\nb\n2\nc\n3\n');
    expect(edit('a\nb\n', '@@ a', '+1', '@@', '-b', '+B')).toBe('a\n1\nB\n');
    expect(edit('a\r\nb\r\n', '@@ a', '+1')).toBe('a\r\n1\r\nb\r\n');
    expect(edit('a', '@@ a', '+1')).toBe('a\n1\n');
    expect(edit('a\n\n', '@@ a', '+1')).toBe('a\n1\n\n');
    expect(edit('x\na\nx\na\n', '@@ x', '-a', '+A', '@@ x', '+1')).toBe('x\nA\nx\n1\na\n');
  });

  test('at the end where it only adds lines without an anchor, or is pinned to it', () => {
    expect(edit('a\nb\n', '@@', '+c')).toBe('a\nb\nc\n');
    expect(edit('a\nb\n', '@@ a', '+c', '*** End of File')).toBe('a\nb\nc\n');
    expect(edit('', '@@', '+c')).toBe('c\n');
  });

  test('above an empty last line where it only adds lines', () => {
    expect(edit('a\n\n', '@@', '+b')).toBe('a\nb\n\n');
  });

  test('where it adds lines before a chunk further up', () => {
    expect(edit('a\nb\n', '@@', '+c', '@@', '-a', '+A', '@@', '+d')).toBe('A\nb\nc\nd\n');
  });

  test('an empty line at the end of a chunk may stand for the last line break', () => {
    expect(edit('a\nb\n', '@@', ' a', '-b', '+c', '')).toBe('a\nc\n');
    expect(edit('a\nb\n', '@@', ' a', '-b', '-', '+c', '*** End of File')).toBe('a\nc\n');
    expect(edit('a\n', '@@', ' a', '', '+b')).toBe('a\n\nb\n');
    expect(edit('a\n', '@@', '+b', '')).toBe('a\nb\n');
  });

  test('an empty line that the file has is kept or removed like any other', () => {
    expect(edit('a\n\nb\n', '@@', ' a', '', '-b', '+c')).toBe('a\n\nc\n');
    expect(edit('a\n\nb\n', '@@', ' a', '-', ' b')).toBe('a\nb\n');
  });

  test('in a file of half a million lines', () => {
    const lines = (middle: string) => `${'x\n'.repeat(250_000)}${middle}\n${'x\n'.repeat(250_000)}`;
    expect(edit(lines('a'), '@@', '-a', '+b') === lines('b')).toBe(true);
  });

  test('all lines may go', () => {
    expect(edit('a\nb\n', '@@', '-a', '-b')).toBe('');
  });
});

describe('where a chunk has no place', () => {
  test.each([
    [
      'missing lines',
      ['@@', ' a', '-z'],
      'chunk 1 (line 3 of the patch): these lines were not found in the file:\n  a\n  z\n',
    ],
    [
      'a missing anchor',
      ['@@ z', '-a'],
      'chunk 1 (line 3 of the patch): the line after "@@" was not found in the file: "z"',
    ],
    ['lines that are not at the end', ['-a', '*** End of File'], 'not found at the end of the file:\n  a\n'],
    [
      'missing lines below',
      ['-b', '@@', '-z'],
      'chunk 2 (line 4 of the patch): these lines were not found below line 2 of the file:\n  z\n',
    ],
    [
      'chunks out of order',
      ['@@', '-c', '@@', '-a'],
      "(they stand above, from line 1 on: give the chunks in the file's order)",
    ],
    [
      'anchors out of order',
      ['@@ b', '-c', '@@ a', '-b'],
      'below line 3 of the file (they stand above, from line 1 on',
    ],
    [
      'line numbers of a unified diff',
      ['@@ -1,2 +1,2 @@', '-a'],
      'line numbers are not understood, use "@@" alone',
    ],
  ])('%s', (_what, lines, reason) => {
    expect(edit('a\nb\nc\n', ...lines)).toContain(reason);
  });
});

describe('what is not edited stays', () => {
  test('context lines that match loosely keep their own bytes', () => {
    expect(edit('\tone  \n\ttwo\n', '@@', ' one', '-two', '+\t2')).toBe('\tone  \n\t2\n');
    expect(edit('a \u2014 b\nc\n', '@@', ' a - b', '-c')).toBe('a \u2014 b\n');
  });

  test('bytes that are not UTF-8', () => {
    const file = Buffer.from([0xff, 0x0a, 0x61, 0x0a, 0x00, 0xc3, 0x0a]);
    const edited = editFile(file, chunksOf(['@@', '-a', '+\u00e4']));
    expect(edited).toEqual({
      ok: true,
      bytes: Buffer.from([0xff, 0x0a, 0xc3, 0xa4, 0x0a, 0x00, 0xc3, 0x0a]),
    });
  });

  test('CRLF, also for new lines', () => {
    expect(edit('a\r\nb\r\nc\r\n', '@@', ' a', '-b', '+1', '+2')).toBe('a\r\n1\r\n2\r\nc\r\n');
  });

  test('LF, also where the patch has CRLF', () => {
    expect(edit('a\nb\n', '@@\r', '-a\r', '+1\r')).toBe('1\nb\n');
  });

  test('in a file with both, new lines break as most lines around them do', () => {
    const file = 'a\r\nb\r\nc\r\nd\ne\nf\n';
    expect(edit(file, '@@', '-b', '+B')).toBe('a\r\nB\r\nc\r\nd\ne\nf\n');
    expect(edit(file, '@@', '-e', '+E')).toBe('a\r\nb\r\nc\r\nd\nE\nf\n');
    expect(edit('a\r\nb\nc\r\n', '@@', '-c', '+C')).toBe('a\r\nb\nC\r\n');
  });

  test('a missing last line break (another engine adds one)', () => {
    expect(edit('a\nb\nc', '@@', '-a', '+A')).toBe('A\nb\nc');
    expect(edit('a\nb\nc', '@@', '-b', '+B', ' c')).toBe('a\nB\nc');
  });

  test('a last line that is edited ends with a line break', () => {
    expect(edit('a\nb', '@@', '-b', '+B')).toBe('a\nB\n');
    expect(edit('a\r\nb', '@@', '-b', '+B')).toBe('a\r\nB\r\n');
    expect(edit('a\nb', '@@', ' a', '-b')).toBe('a\n');
  });

  test('a last line that gets a successor gets a line break', () => {
    expect(edit('a\r\nb', '@@', '+c')).toBe('a\r\nb\r\nc\r\n');
    expect(edit('a\nb', '@@', ' b', '+c')).toBe('a\nb\nc\n');
  });

  test('a byte order mark, which does not hide the first line (another engine does not find it)', () => {
    expect(edit('\ufeffa\nb\n', '@@', '-a', '+A')).toBe('\ufeffA\nb\n');
    expect(edit('\ufeffa\nb\n', '@@ a', '-b', '+B')).toBe('\ufeffa\nB\n');
    expect(edit('\ufeffa\nb\n', '@@', '+new', ' a')).toBe('\ufeffnew\na\nb\n');
    expect(edit('\ufeffa\n', '@@', '-a')).toBe('\ufeff');
  });

  test('a byte order mark that the patch spells out is text like any other', () => {
    expect(edit('\ufeffa\nb\n', '@@', '-\ufeffa', '+A')).toBe('A\nb\n');
    expect(edit('\ufeffa\nb\n', '@@', '-\ufeffa', '+\ufeffA')).toBe('\ufeffA\nb\n');
    expect(edit('a\nb\n', '@@', '-a', '+\ufeffa')).toBe('\ufeffa\nb\n');
  });
});

describe('for any file', () => {
  const line = fc.oneof(
    fc.constantFrom('', ' ', 'x', ' x', 'x ', '@@', '+', '*** End of File', '\ufeff', '\ufeffx'),
    fc.string({ unit: 'binary' }).map((text) => text.replace(/[\r\n]/g, '')),
  );
  /** Each line of the old file kept or removed, with new ones in between. */
  const script = fc.array(fc.tuple(fc.constantFrom(' ', '-', '+'), line), { minLength: 1 });

  test('a patch made of the old and the new lines gives the new file', () => {
    fc.assert(
      fc.property(script, fc.constantFrom('\n', '\r\n'), (changes, lineBreak) => {
        const showsItsLineBreak = changes.some(([sign]) => sign !== '+');
        fc.pre(lineBreak === '\n' || showsItsLineBreak);
        const file = (left: string) =>
          changes.flatMap(([sign, text]) => (sign === left ? [] : [text + lineBreak])).join('');
        const edited = edit(file('+'), '@@', ...changes.map(([sign, text]) => sign + text));
        expect(edited).toBe(file('-'));
      }),
    );
  });

  test('the bytes around an edited line survive, whatever they are', () => {
    const bytes = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(10, 13, 0xef, 0xbb, 0xbf)));
    fc.assert(
      fc.property(bytes, bytes, (above, below) => {
        const file = (text: string) =>
          Buffer.concat([Buffer.from(above), Buffer.from(`\n${text}\n`), Buffer.from(below)]);
        const edited = editFile(file('the old line'), chunksOf(['@@', '-the old line', '+the new line']));
        const asWritten = edited.ok
          ? edited.bytes.toString('latin1').replace('the new line\r\n', 'the new line\n')
          : '';
        expect(asWritten).toBe(file('the new line').toString('latin1'));
      }),
    );
  });
});
