import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { savePaths } from '../disk/saved-paths.ts';
import { toPathBytes } from '../git/path-bytes.ts';
import {
  hashesOf,
  makeRepository,
  runUsersGit,
  type StartedTestRun,
  startTestRun,
  temporaryFolder,
  write,
} from '../testing.ts';

const binary = Buffer.from([0, 1, 2, 255, 254, 10, 0]);

async function result(run: StartedTestRun, change: (root: string) => Promise<void>): Promise<string> {
  const view = await run.workspace.open('coder', run.workspace.baseTree);
  await change(view.root);
  return (await view.snapshot()).tree;
}

describe('applyToCheckout', () => {
  test('makes every kind of change, uncommitted, beside the changes of the user; the index stays', async () => {
    const folder = await makeRepository({
      'a.txt': '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
      'gone.txt': 'gone\n',
      'run.sh': '',
      'odd "name"\n.txt': 'odd\n',
      'old-name.txt': 'moved\nwithout\nchange\n',
    });
    await write(folder, { 'mine.txt': 'mine\n' });
    const run = await startTestRun(folder);
    const tree = await result(run, async (root) => {
      await write(root, {
        'a.txt': '1\n2\n3\n4\n5\n6\n7\n8\nnine\n',
        'deep/b.bin': binary,
        'odd "name"\n.txt': 'new\n',
      });
      await rm(join(root, 'gone.txt'));
      await chmod(join(root, 'run.sh'), 0o755);
      await symlink('a.txt', join(root, 'link'));
      await rename(join(root, 'old-name.txt'), join(root, 'new-name.txt'));
    });
    // The user goes on meanwhile, elsewhere in the same file.
    await write(folder, { 'a.txt': 'one\n2\n3\n4\n5\n6\n7\n8\n9\n' });
    const git = hashesOf(join(folder, '.git'));

    expect(await run.workspace.applyToCheckout(tree)).toEqual({ kind: 'applied' });

    expect(hashesOf(join(folder, '.git'))).toEqual(git);
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('one\n2\n3\n4\n5\n6\n7\n8\nnine\n');
    expect(await readFile(join(folder, 'deep/b.bin'))).toEqual(binary);
    expect(await readFile(join(folder, 'odd "name"\n.txt'), 'utf8')).toBe('new\n');
    expect(await readlink(join(folder, 'link'))).toBe('a.txt');
    expect(statSync(join(folder, 'run.sh')).mode & 0o100).toBe(0o100);
    for (const path of ['gone.txt', 'old-name.txt']) expect(existsSync(join(folder, path)), path).toBe(false);
    expect(runUsersGit(folder, 'diff', '--cached')).toBe('');

    expect(await run.workspace.applyToCheckout(run.workspace.baseTree)).toEqual({ kind: 'applied' });
  });

  test('changes nothing where one file does not apply, or all is applied already', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const run = await startTestRun(folder);
    const tree = await result(run, (root) => write(root, { 'a.txt': 'A\n', 'b.txt': 'B\n', 'c.txt': 'C\n' }));
    await write(folder, { 'b.txt': 'other\n' });
    const before = hashesOf(folder);
    expect(await run.workspace.applyToCheckout(tree)).toEqual({
      kind: 'refused',
      reason:
        'The result does not apply (patch failed: b.txt:1; b.txt: patch does not apply): nothing was changed.',
    });
    expect(hashesOf(folder)).toEqual(before);
    await write(folder, { 'b.txt': 'b\n' });
    expect(await run.workspace.applyToCheckout(tree)).toEqual({ kind: 'applied' });
    expect(await run.workspace.applyToCheckout(tree)).toEqual({ kind: 'already there' });
  });

  test('does not write through a symbolic link', async () => {
    const folder = await makeRepository({ 'dir/a.txt': 'a\n' });
    const run = await startTestRun(folder);
    const tree = await result(run, (root) => write(root, { 'dir/a.txt': 'b\n', 'dir/new.txt': 'new\n' }));
    const outside = await temporaryFolder();
    await rename(join(folder, 'dir'), join(outside, 'dir'));
    await symlink(join(outside, 'dir'), join(folder, 'dir'));
    const outcome = await run.workspace.applyToCheckout(tree);
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('beyond a symbolic link'),
    });
    expect(await readFile(join(outside, 'dir/a.txt'), 'utf8')).toBe('a\n');
    expect(existsSync(join(outside, 'dir/new.txt'))).toBe(false);
  });

  test('works on a plain folder', async () => {
    const folder = await temporaryFolder();
    await write(folder, { 'a.txt': 'a\n' });
    const run = await startTestRun(folder);
    const tree = await result(run, (root) => write(root, { 'a.txt': 'b\n' }));
    expect(await run.workspace.applyToCheckout(tree)).toEqual({ kind: 'applied' });
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('b\n');
  });
});

describe('savePaths', () => {
  test('puts back files, modes, links, missing files and missing folders', async () => {
    const root = await temporaryFolder();
    await write(root, { 'a.txt': 'a\n', 'run.sh': 'x\n', 'dir/inside': 'y\n' });
    await chmod(join(root, 'run.sh'), 0o755);
    await symlink('a.txt', join(root, 'link'));
    const before = hashesOf(root);
    const putBack = await savePaths(
      root,
      ['a.txt', 'run.sh', 'link', 'dir/inside', 'new', 'made/deep/file'].map(toPathBytes),
    );
    await write(root, { 'a.txt': 'other\n', new: '', 'made/deep/file': '' });
    await chmod(join(root, 'run.sh'), 0o644);
    await rm(join(root, 'link'));
    await mkdir(join(root, 'link.d'));
    await rm(join(root, 'link.d'), { recursive: true });
    await writeFile(join(root, 'link'), 'a file now\n');
    await rm(join(root, 'dir'), { recursive: true });
    await putBack();
    expect(hashesOf(root)).toEqual(before);
  });
});
