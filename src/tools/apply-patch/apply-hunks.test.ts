import { execFile } from 'node:child_process';
import { chmod, mkdir, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyPatch } from './apply-hunks.ts';
import { makeFolder, patchOf, readTexts, snapshot } from './test-folder.ts';

const run = promisify(execFile);

/** Expects that the hunks are refused for the reason and that the folder stays exactly as it is. */
async function expectRefusal(folder: string, reason: string, ...hunkLines: string[]): Promise<void> {
  const before = await snapshot(folder);
  const outcome = await applyPatch(folder, patchOf(...hunkLines));
  expect(outcome).toEqual({ ok: false, message: expect.stringContaining(reason) });
  expect(outcome.message).toMatch(/Nothing was changed; correct the patch and send all of it again\.$/);
  expect(await snapshot(folder)).toEqual(before);
}

describe('a patch that applies', () => {
  test('adds, updates, moves and deletes, and says so', async () => {
    const folder = await makeFolder({ 'a.txt': 'a\nb\n', 'old.txt': 'x\n', 'from.txt': '1\n2\n' });
    const outcome = await applyPatch(
      folder,
      patchOf(
        '*** Delete File: old.txt',
        '*** Update File: from.txt',
        '*** Move to: to/there.txt',
        '@@',
        '-2',
        '+two',
        '*** Update File: ./a.txt',
        '@@',
        '-a',
        '+A',
        '*** Add File: new/file.txt',
        '+hello',
      ),
    );
    expect(outcome).toEqual({
      ok: true,
      files: [
        { path: 'old.txt', change: 'deleted' },
        { path: 'to/there.txt', change: 'moved', from: 'from.txt' },
        { path: 'a.txt', change: 'modified' },
        { path: 'new/file.txt', change: 'added' },
      ],
      message: [
        'Success. Updated the following files:',
        'A new/file.txt',
        'M to/there.txt',
        'M a.txt',
        'D old.txt',
      ].join('\n'),
    });
    expect(await readTexts(folder)).toEqual({
      'a.txt': 'A\nb\n',
      'new/file.txt': 'hello\n',
      'to/there.txt': '1\ntwo\n',
    });
  });

  test('writes a file anew that it has deleted, which stays executable', async () => {
    const folder = await makeFolder({ 'a.sh': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
    await chmod(join(folder, 'a.sh'), 0o755);
    await applyPatch(
      folder,
      patchOf(
        ...['*** Delete File: a.sh', '*** Add File: a.sh', '+new'],
        ...['*** Delete File: c.txt', '*** Update File: b.txt', '*** Move to: c.txt', '@@', ' b'],
      ),
    );
    expect(await readTexts(folder)).toEqual({ 'a.sh': 'new\n', 'c.txt': 'b\n' });
    expect((await stat(join(folder, 'a.sh'))).mode & 0o777).toBe(0o755);
  });

  test('may add an empty file, and change nothing in another', async () => {
    const folder = await makeFolder({ 'a.txt': 'a\n' });
    const outcome = await applyPatch(
      folder,
      patchOf('*** Add File: e.txt', '*** Update File: a.txt', '@@', '-a', '+a'),
    );
    expect(outcome.ok).toBe(true);
    expect(await readTexts(folder)).toEqual({ 'a.txt': 'a\n', 'e.txt': '' });
  });

  test('has later hunks see what earlier ones did', async () => {
    const folder = await makeFolder({ 'a.txt': '1\n2\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
    const outcome = await applyPatch(
      folder,
      patchOf(
        ...['*** Update File: a.txt', '@@', '-1', '+one'],
        ...['*** Update File: a.txt', '@@', ' one', '-2', '+two'],
        ...['*** Delete File: b.txt', '*** Add File: b.txt', '+new'],
        ...['*** Update File: c.txt', '*** Move to: d.txt', '@@', '-c', '+d'],
        ...['*** Update File: d.txt', '@@', '-d', '+D'],
        ...['*** Add File: e.txt', '+e', '*** Delete File: e.txt'],
      ),
    );
    expect(outcome.ok).toBe(true);
    expect(await readTexts(folder)).toEqual({ 'a.txt': 'one\ntwo\n', 'b.txt': 'new\n', 'd.txt': 'D\n' });
  });

  test('keeps permission bits on update and move', async () => {
    const folder = await makeFolder({ 'run.sh': 'a\n', 'tool.sh': 'a\n' });
    await chmod(join(folder, 'run.sh'), 0o755);
    await chmod(join(folder, 'tool.sh'), 0o700);
    await applyPatch(
      folder,
      patchOf(
        ...['*** Update File: run.sh', '@@', '-a', '+b'],
        ...['*** Update File: tool.sh', '*** Move to: bin/tool.sh', '@@', '-a', '+b'],
      ),
    );
    expect((await stat(join(folder, 'run.sh'))).mode & 0o777).toBe(0o755);
    expect((await stat(join(folder, 'bin/tool.sh'))).mode & 0o777).toBe(0o700);
  });

  test('works in a folder that is reached through a symbolic link', async () => {
    const folder = await makeFolder({ 'real/a.txt': 'a\n' });
    await symlink('real', join(folder, 'link'));
    await applyPatch(join(folder, 'link'), patchOf('*** Add File: b.txt', '+b'));
    expect(await readTexts(folder)).toEqual({ 'real/a.txt': 'a\n', 'real/b.txt': 'b\n' });
  });

  test('deletes a symbolic link itself and may put a file in its place', async () => {
    const folder = await makeFolder({ 'a.txt': 'a\n' });
    await symlink('a.txt', join(folder, 'one'));
    await symlink('a.txt', join(folder, 'two'));
    await applyPatch(
      folder,
      patchOf('*** Delete File: one', '*** Delete File: two', '*** Add File: two', '+2'),
    );
    expect(await readTexts(folder)).toEqual({ 'a.txt': 'a\n', two: '2\n' });
  });

  test('may put a folder where it deleted a file', async () => {
    const folder = await makeFolder({ a: 'a\n' });
    await applyPatch(folder, patchOf('*** Delete File: a', '*** Add File: a/b.txt', '+b'));
    expect(await readTexts(folder)).toEqual({ 'a/b.txt': 'b\n' });
  });
});

describe('a patch that is refused', () => {
  test('says which hunk and which lines, and that nothing was changed', async () => {
    const folder = await makeFolder({ 'a.txt': 'a\nb\n' });
    const outcome = await applyPatch(
      folder,
      patchOf('*** Add File: new.txt', '+n', '*** Update File: a.txt', '@@', ' a', '-c', '+d'),
    );
    expect(outcome.message).toBe(
      [
        'The patch was refused: hunk 2 (line 4 of the patch, "*** Update File: a.txt"): ' +
          'chunk 1 (line 5 of the patch): these lines were not found in the file:',
        '  a',
        '  c',
        'Nothing was changed; correct the patch and send all of it again.',
      ].join('\n'),
    );
    expect(await readTexts(folder)).toEqual({ 'a.txt': 'a\nb\n' });
  });

  test('changes nothing although its first hunks apply (another engine stops half-way)', async () => {
    const folder = await makeFolder({ 'a.txt': 'a\n' });
    const first = ['*** Add File: new/b.txt', '+b', '*** Delete File: a.txt'];
    await expectRefusal(folder, 'hunk 3 (line 5 of the patch', ...first, '*** Delete File: missing.txt');
  });

  test('has no hunks or is no patch', async () => {
    const folder = await makeFolder({ 'a.txt': 'a\n' });
    await expectRefusal(folder, 'it has no hunks');
    await expectRefusal(folder, 'line 2 of the patch is not a hunk header', 'diff --git a b');
  });

  test('is for a folder that does not exist', async () => {
    const folder = await makeFolder({});
    const outcome = await applyPatch(join(folder, 'missing'), patchOf('*** Add File: a', '+a'));
    expect(outcome).toEqual({ ok: false, message: expect.stringContaining('does not exist') });
    expect(await snapshot(folder)).toEqual([]);
  });

  test.each([
    [
      'updates a missing file',
      ['*** Update File: b', '@@', '-x'],
      '"b" does not exist, so it cannot be updated',
    ],
    ['deletes a missing file', ['*** Delete File: b'], '"b" does not exist, so it cannot be deleted'],
    ['deletes a file twice', ['*** Delete File: a', '*** Delete File: a'], 'hunk 2 (line 3'],
    [
      'updates what it moved away',
      ['*** Update File: a', '*** Move to: b', ' x', '*** Delete File: a'],
      'hunk 2',
    ],
    ['adds over a file', ['*** Add File: a', '+y'], '"a" exists already and is not overwritten'],
    ['adds a file twice', ['*** Add File: n', '+x', '*** Add File: n', '+y'], 'hunk 2 (line 4'],
    [
      'moves over a file',
      ['*** Update File: a', '*** Move to: d/e', '@@', ' x'],
      '"d/e" exists already and is not overwritten',
    ],
    ['deletes a folder', ['*** Delete File: d'], '"d" is a folder'],
    ['adds onto a folder', ['*** Add File: d', '+x'], '"d" is a folder'],
    ['moves onto a folder', ['*** Update File: a', '*** Move to: d', '@@', ' x'], '"d" is a folder'],
    ['adds onto a folder that it makes', ['*** Add File: n/m', '*** Add File: n', '+x'], '"n" is a folder'],
    ['adds below a file', ['*** Add File: a/b', '+x'], '"a" is not a folder'],
    [
      'adds below a file that it makes',
      ['*** Add File: n', '*** Add File: n/m', '+x'],
      '"n" is not a folder',
    ],
    ['leaves the folder', ['*** Add File: ../x', '+x'], 'may lead out of the folder'],
    ['has an absolute path', ['*** Delete File: /etc/hostname'], 'is absolute'],
    [
      'moves out of the folder',
      ['*** Update File: a', '*** Move to: ../b', '@@', ' x'],
      '*** Move to: the path "../b"',
    ],
    ['moves into .git', ['*** Update File: a', '*** Move to: .git/hooks/x', '@@', ' x'], '".git" folder'],
    ['has an empty path', ['*** Add File:', '+x'], 'the path is empty'],
    ['has a name that is too long', [`*** Add File: ${'n'.repeat(300)}`, '+x'], 'ENAMETOOLONG'],
  ])('%s', async (_what, hunkLines, reason) => {
    const folder = await makeFolder({ a: 'x\n', 'd/e': 'y\n' });
    await expectRefusal(folder, reason, ...hunkLines);
  });

  test('moves a file onto the same path (another engine deletes the file)', async () => {
    const folder = await makeFolder({ 'a.txt': 'x\n' });
    const move = ['*** Update File: a.txt', '*** Move to: ./a.txt', '@@', '-x', '+y'];
    await expectRefusal(folder, '"a.txt" is to be moved onto itself', ...move);
  });
});

describe('what is no regular file', () => {
  test('a symbolic link is not written through, wherever it leads', async () => {
    const folder = await makeFolder({ 'real/a.txt': 'x\n' });
    await symlink('real/a.txt', join(folder, 'file'));
    await symlink('nowhere', join(folder, 'dangling'));
    await symlink('real', join(folder, 'folder'));
    const link = 'is a symbolic link, which is never written through';
    await expectRefusal(folder, `"file" ${link}`, '*** Update File: file', '@@', '-x', '+y');
    await expectRefusal(folder, `"file" ${link}`, '*** Add File: file', '+y');
    await expectRefusal(folder, `"dangling" ${link}`, '*** Add File: dangling', '+y');
    const move = ['*** Update File: real/a.txt', '*** Move to: file', '@@', '-x', '+y'];
    await expectRefusal(folder, `"file" ${link}`, ...move);
    for (const hunk of [
      '*** Add File: folder/b',
      '*** Delete File: folder/a.txt',
      '*** Add File: folder/n/b',
    ]) {
      await expectRefusal(folder, 'lies behind "folder", a symbolic link, which is not followed', hunk);
    }
  });

  test('a link that leads out of the folder protects what is behind it', async () => {
    const outside = await makeFolder({ 'secret.txt': 'x\n' });
    const folder = await makeFolder({});
    await symlink(outside, join(folder, 'out'));
    await expectRefusal(folder, 'not followed', '*** Update File: out/secret.txt', '@@', '-x', '+y');
    expect(await readTexts(outside)).toEqual({ 'secret.txt': 'x\n' });
  });

  test('a FIFO does not hang', async () => {
    const folder = await makeFolder({});
    await run('mkfifo', [join(folder, 'pipe')]);
    const reason = '"pipe" is not a regular file';
    await expectRefusal(folder, reason, '*** Update File: pipe', '@@', '-x', '+y');
    await expectRefusal(folder, reason, '*** Add File: pipe', '+y');
    await expectRefusal(folder, reason, '*** Delete File: pipe');
    await expectRefusal(folder, '"pipe" is not a folder', '*** Add File: pipe/a', '+y');
  });

  test('a socket is refused', async () => {
    const folder = await makeFolder({});
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
    await expectRefusal(
      folder,
      '"socket" is not a regular file',
      '*** Update File: socket',
      '@@',
      '-x',
      '+y',
    );
    await new Promise((resolve) => server.close(resolve));
  });

  test('a file among folders that have the same start of a name is no folder', async () => {
    const folder = await makeFolder({});
    await mkdir(join(folder, 'ab'));
    const outcome = await applyPatch(folder, patchOf('*** Add File: abc/d', '+x', '*** Add File: a', '+y'));
    expect(outcome.ok).toBe(true);
  });
});

describe('a file that is not UTF-8', () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1');

  test('is not written anew by what a reader saw of it', async () => {
    const folder = await makeFolder({ a: latin1('caf\xe9\n') });
    const rewrite = ['*** Delete File: a', '*** Add File: a', '+caf\ufffd!'];
    await expectRefusal(folder, '"a" is not UTF-8', ...rewrite);
  });

  test('may be written anew in plain text, and U+FFFD may be written where it is meant', async () => {
    const folder = await makeFolder({ a: latin1('caf\xe9\n'), b: 'x\n' });
    await applyPatch(
      folder,
      patchOf(
        ...['*** Delete File: a', '*** Add File: a', '+cafe'],
        ...['*** Delete File: b', '*** Add File: b', '+\ufffd', '*** Add File: c', '+\ufffd'],
      ),
    );
    expect(await readTexts(folder)).toEqual({ a: 'cafe\n', b: '\ufffd\n', c: '\ufffd\n' });
  });
});

test('whatever hunks it has, a refused patch leaves the folder byte for byte as it was', async () => {
  const path = fc.constantFrom('a', 'b', 'd/c', 'd', 'n/m', 'link', 'link/x', '../x', '.git/x');
  const hunk = fc.oneof(
    path.map((target) => [`*** Add File: ${target}`, '+new']),
    path.map((target) => [`*** Delete File: ${target}`]),
    path.map((target) => [`*** Update File: ${target}`, '@@', '-x', '+y']),
    fc.tuple(path, path).map(([from, to]) => [`*** Update File: ${from}`, `*** Move to: ${to}`, '@@', ' x']),
  );
  const tooLong = ['*** Add File: z', '+z', `*** Add File: y/${'y'.repeat(300)}`, '+y'];
  await fc.assert(
    fc.asyncProperty(fc.array(hunk, { maxLength: 4 }), fc.boolean(), async (hunks, failsLate) => {
      const folder = await makeFolder({ a: 'x\n', b: Buffer.from('x\r\n\xff', 'latin1'), 'd/c': 'x' });
      await symlink('d', join(folder, 'link'));
      const before = await snapshot(folder);
      const last = failsLate ? tooLong : ['*** Delete File: missing'];
      expect((await applyPatch(folder, patchOf(...hunks.flat(), ...last))).ok).toBe(false);
      expect(await snapshot(folder)).toEqual(before);
    }),
    { numRuns: 100 },
  );
});
