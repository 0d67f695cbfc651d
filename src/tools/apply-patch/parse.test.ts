import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Chunk, describeHunk, type Hunk, parsePatch } from './parse.ts';
import { patchOf } from './test-folder.ts';

function hunksOf(patch: string): Hunk[] {
  const parsed = parsePatch(patch);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.hunks;
}

function chunksOf(...lines: string[]): Chunk[] {
  const [hunk] = hunksOf(patchOf('*** Update File: f', ...lines));
  return hunk?.kind === 'update' ? hunk.chunks : [];
}

function refusalOf(patch: string): string {
  const parsed = parsePatch(patch);
  return parsed.ok ? 'not refused' : parsed.reason;
}

describe('hunks', () => {
  test('all three kinds, with the lines where they start', () => {
    const patch = patchOf(
      '*** Add File: new.txt',
      '+one',
      '+',
      '++two',
      '*** Delete File: old.txt',
      '*** Update File: a.txt',
      '*** Move to: b/a.txt',
      '@@ fn main()',
      ' keep',
      '-drop',
      '+take',
      '*** End of File',
    );
    expect(hunksOf(patch)).toEqual([
      { kind: 'add', path: 'new.txt', line: 2, lines: ['one', '', '+two'] },
      { kind: 'delete', path: 'old.txt', line: 6 },
      {
        kind: 'update',
        path: 'a.txt',
        line: 7,
        moveTo: 'b/a.txt',
        chunks: [
          {
            line: 9,
            anchor: 'fn main()',
            atEnd: true,
            lines: [
              { kind: 'context', text: 'keep' },
              { kind: 'removed', text: 'drop' },
              { kind: 'added', text: 'take' },
            ],
          },
        ],
      },
    ]);
  });

  test('a hunk is named by its number, its header and its line', () => {
    const hunks = hunksOf(patchOf('*** Delete File: a', '*** Add File: b'));
    expect(hunks.map((hunk, index) => describeHunk(hunk, index + 1))).toEqual([
      'hunk 1 (line 2 of the patch, "*** Delete File: a")',
      'hunk 2 (line 3 of the patch, "*** Add File: b")',
    ]);
  });

  test('an added file may be empty, and blank lines may stand between hunks', () => {
    expect(hunksOf(patchOf('', '*** Add File: a', '', '*** Add File: b', '+x', '  '))).toEqual([
      { kind: 'add', path: 'a', line: 3, lines: [] },
      { kind: 'add', path: 'b', line: 5, lines: ['x'] },
    ]);
  });
});

describe('chunks', () => {
  test('the first one needs no "@@", and an empty line is an empty context line', () => {
    expect(chunksOf('-a', '', '+b', '@@', '-c')).toEqual([
      {
        line: 3,
        anchor: null,
        atEnd: false,
        lines: [
          { kind: 'removed', text: 'a' },
          { kind: 'context', text: '' },
          { kind: 'added', text: 'b' },
        ],
      },
      { line: 6, anchor: null, atEnd: false, lines: [{ kind: 'removed', text: 'c' }] },
    ]);
  });

  test('an anchor keeps its indentation; white space alone is no anchor', () => {
    expect(chunksOf('@@   def m():', '-a', '@@  ', '-b').map((chunk) => chunk.anchor)).toEqual([
      '  def m():',
      null,
    ]);
  });

  test('blank lines may stand above a chunk that starts anew', () => {
    expect(chunksOf('', '@@', '-a', '*** End of File', '', '@@', '-b')).toHaveLength(2);
  });

  test('a padded marker inside a chunk is context, so that patches can edit texts about patches', () => {
    expect(chunksOf('@@', ' *** Delete File: a', '-*** End Patch', '+*** Begin Patch')[0]?.lines).toEqual([
      { kind: 'context', text: '*** Delete File: a' },
      { kind: 'removed', text: '*** End Patch' },
      { kind: 'added', text: '*** Begin Patch' },
    ]);
  });
});

describe('what may stand around a patch', () => {
  const plain = hunksOf('*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n*** End Patch');

  test.each([
    ['padded markers', ' *** Begin Patch  \n  *** Update File:   a \n@@ \n-x\n+y\n\t*** End Patch '],
    ['carriage returns', '*** Begin Patch\r\n*** Update File: a\r\n@@\r\n-x\r\n+y\r\n*** End Patch\r\n'],
    ['line breaks at the end', '*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n*** End Patch\n\n'],
    ['no end, which is the only fault', '*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n'],
  ])('%s', (_what, patch) => {
    expect(hunksOf(patch)).toEqual(plain);
  });

  test.each(['<<EOF', "<<'EOF'", '<<"EOF"'])(
    'a heredoc that starts with %s; lines are counted from its first',
    (start) => {
      const patch = `${start}\n*** Begin Patch\n*** Delete File: a\n*** End Patch\nEOF\n`;
      expect(hunksOf(patch)).toEqual([{ kind: 'delete', path: 'a', line: 3 }]);
    },
  );

  test('an environment id, which means nothing here', () => {
    expect(hunksOf(patchOf('*** Environment ID: local', '*** Delete File: a'))).toEqual([
      { kind: 'delete', path: 'a', line: 3 },
    ]);
  });
});

describe('texts that are no patch', () => {
  const update = ['*** Update File: f', '@@', '-x'];

  test.each([
    ['an empty text', '', 'first line must be "*** Begin Patch"'],
    ['words before it', `Here it is:\n${patchOf(...update)}`, 'first line must be "*** Begin Patch"'],
    ['a code fence', `\`\`\`\n${patchOf(...update)}\n\`\`\``, 'first line must be "*** Begin Patch"'],
    ['words after it', `${patchOf(...update)}\nDone.`, 'last line must be "*** End Patch"'],
    [
      'no end, and words after it',
      '*** Begin Patch\n*** Delete File: f\nDone.',
      'line 3 of the patch is not',
    ],
    [
      'no end, after half a chunk',
      '*** Begin Patch\n*** Update File: f\n@@',
      'chunk on line 3 of the patch has no',
    ],
    ['a heredoc that does not end', `<<EOF\n${patchOf(...update)}`, 'first line must be "*** Begin Patch"'],
    ['half a surrogate pair', patchOf('*** Add File: f', '+\ud83d'), 'surrogate'],
    ['no hunks', patchOf(), 'no hunks'],
    ['an unknown header', patchOf('*** Rename File: f'), 'line 2 of the patch is not a hunk header'],
    [
      'a second patch',
      patchOf(...update, '*** End Patch', '*** Begin Patch', ...update),
      'line 5 of the patch',
    ],
    [
      'an added line without "+"',
      patchOf('*** Add File: f', 'x'),
      'each line of an added file starts with "+"',
    ],
    [
      'lines below a deletion',
      patchOf('*** Delete File: f', '-x'),
      'line 3 of the patch is not a hunk header',
    ],
    ['an update without lines', patchOf('*** Update File: f'), 'the update has no lines'],
    [
      'a move without lines',
      patchOf('*** Update File: f', '*** Move to: g'),
      'give one of its lines as context',
    ],
    [
      'a move below a chunk',
      patchOf(...update, '*** Move to: g'),
      'line 5 of the patch is no line of a chunk',
    ],
    [
      'a chunk without lines',
      patchOf('*** Update File: f', '@@', '*** End of File'),
      'chunk on line 3 of the patch has no',
    ],
    ['an empty last chunk', patchOf(...update, '@@'), 'chunk on line 5 of the patch has no lines'],
    [
      'two anchors above one chunk',
      patchOf('*** Update File: f', '@@ class A', '@@ def m', '-x'),
      'only one "@@" line',
    ],
    [
      'a line without a sign',
      patchOf('*** Update File: f', '@@', 'x'),
      'line 4 of the patch is no line of a chunk: "x"',
    ],
    [
      'a chunk without "@@"',
      patchOf(...update, '*** End of File', '-y'),
      'line 6 of the patch must start a chunk with "@@"',
    ],
  ])('%s', (_what, patch, reason) => {
    expect(refusalOf(patch)).toContain(reason);
  });

  test('the reason names the hunk', () => {
    expect(refusalOf(patchOf('*** Delete File: a', ...update, 'oops'))).toMatch(
      /^hunk 2 \(line 3 of the patch, "\*\*\* Update File: f"\): line 6 of the patch/,
    );
  });

  test('any text is either parsed or refused', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '*** Begin Patch',
        '*** End Patch',
        '*** Add File: a',
        '*** Delete File: a',
        '*** Update File: a',
      ),
      fc.constantFrom(
        '*** Move to: b',
        '*** End of File',
        '@@',
        '@@ x',
        ' x',
        '-x',
        '+x',
        '',
        'x',
        '<<EOF',
        'EOF',
      ),
    );
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (lines, isFramed) => {
        const parsed = parsePatch(isFramed ? patchOf(...lines) : lines.join('\n'));
        if (!parsed.ok) expect(parsed.reason).not.toBe('');
        else expect(parsed.hunks.length).toBeGreaterThan(0);
      }),
    );
  });
});
