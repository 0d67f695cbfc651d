import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { commitChanges } from './commit.ts';
import type { PlannedChange } from './plan.ts';
import { makeFolder, patchOf, readTexts, snapshot } from './test-folder.ts';

function write(text: string, existed = false, mode: number | null = null): PlannedChange {
  return { existed, mode: null, file: { bytes: Buffer.from(text), mode } };
}

const remove: PlannedChange = { existed: true, mode: null, file: null };

describe('changes that can all be made', () => {
  test('are made, and nothing else is left behind', async () => {
    const folder = await makeFolder({ 'a.txt': 'a', 'b.txt': 'b', 'd/keep.txt': 'k' });
    const changes = new Map([
      ['a.txt', write('A', true, 0o755)],
      ['b.txt', remove],
      ['d/e/f.txt', write('F')],
    ]);
    expect(await commitChanges(folder, changes)).toEqual({ ok: true });
    expect(await snapshot(folder)).toEqual([
      'a.txt 755 A',
      expect.stringMatching(/^d \d+ folder$/),
      expect.stringMatching(/^d\/e \d+ folder$/),
      expect.stringMatching(/^d\/e\/f.txt \d+ F$/),
      expect.stringMatching(/^d\/keep.txt \d+ k$/),
    ]);
  });

  test('may put a folder where a file was', async () => {
    const folder = await makeFolder({ a: 'file' });
    const changes = new Map([
      ['a', remove],
      ['a/b/c', write('C')],
    ]);
    expect(await commitChanges(folder, changes)).toEqual({ ok: true });
    expect(await readTexts(folder)).toEqual({ 'a/b/c': 'C' });
  });

  test('may find a file gone that they replace, as where two names differ only in case', async () => {
    const folder = await makeFolder({});
    expect(await commitChanges(folder, new Map([['a.txt', write('A', true)]]))).toEqual({ ok: true });
    expect(await readTexts(folder)).toEqual({ 'a.txt': 'A' });
  });
});

describe('a change that cannot be made', () => {
  const tooLong = 'x'.repeat(300);

  test('leaves the folder as it was, after others were made', async () => {
    const folder = await makeFolder({ 'a.txt': 'a', 'b.txt': 'b' });
    await chmod(join(folder, 'a.txt'), 0o640);
    const before = await snapshot(folder);
    const changes = new Map([
      ['a.txt', write('A', true)],
      ['b.txt', remove],
      ['new/c.txt', write('C')],
      [`new/d/${tooLong}`, write('D')],
      ['e.txt', write('E')],
    ]);
    expect(await commitChanges(folder, changes)).toEqual({
      ok: false,
      undone: true,
      reason: `"new/d/${tooLong}" cannot be written: name too long (ENAMETOOLONG)`,
    });
    expect(await snapshot(folder)).toEqual(before);
  });

  test('leaves alone a folder that came up in a file\u2019s place', async () => {
    const folder = await makeFolder({ 'a.txt': 'a' });
    await mkdir(join(folder, 'b.txt'));
    const before = await snapshot(folder);
    const changes = new Map([
      ['a.txt', write('A', true)],
      ['b.txt', write('B')],
    ]);
    expect(await commitChanges(folder, changes)).toMatchObject({ ok: false, undone: true });
    expect(await snapshot(folder)).toEqual(before);
  });

  test('that would pass the limit of a file\u2019s size leaves the folder as it was', async () => {
    const folder = await makeFolder({ 'a.txt': 'a\n' });
    const before = await snapshot(folder);
    const patch = patchOf('*** Delete File: a.txt', '*** Add File: big.txt', `+${'x'.repeat(100_000)}`);
    const program = `
      const { applyPatch } = await import(${JSON.stringify(new URL('./apply-hunks.ts', import.meta.url).href)});
      const outcome = await applyPatch(process.argv[1], ${JSON.stringify(patch)});
      process.stdout.write(outcome.message);`;
    const shell = 'ulimit -f 8 && exec "$0" --input-type=module -e "$1" "$2"';
    const { stdout } = await promisify(execFile)('bash', ['-c', shell, process.execPath, program, folder]);
    expect(stdout).toBe(
      'The patch was refused: "big.txt" cannot be written: file too large (EFBIG). ' +
        'Nothing was changed; correct the patch and send all of it again.',
    );
    expect(await snapshot(folder)).toEqual(before);
  });
});
