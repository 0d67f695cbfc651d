import { existsSync } from 'node:fs';
import { lstat, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll, makeRepository, runUsersGit, startTestRun, write } from '../testing.ts';

describe('the .git of a view', () => {
  test('is clean, has two commits and no object of any other', async () => {
    const folder = await makeRepository({ 'a.txt': 'past\n', '.gitignore': '*.log\n' });
    await write(folder, { 'a.txt': 'now\n' });
    commitAll(folder, 'now');
    runUsersGit(folder, 'checkout', '--quiet', '-b', 'future');
    await write(folder, { 'a.txt': 'the answer\n' });
    commitAll(folder, 'future');
    runUsersGit(folder, 'checkout', '--quiet', 'main');
    const { workspace } = await startTestRun(folder);
    const { root } = await workspace.open('tester', workspace.baseTree);
    expect(runUsersGit(root, 'log', '--all', '--format=%an %s').trim()).toBe(
      'proofloop The files as they are now\nproofloop The base of this run',
    );
    expect(runUsersGit(root, 'branch', '--show-current').trim()).toBe('main');
    expect(runUsersGit(root, 'reflog', '--all')).toBe('');
    expect(runUsersGit(root, 'remote')).toBe('');
    expect(runUsersGit(root, 'status', '--porcelain')).toBe('');
    expect(runUsersGit(root, 'fsck', '--strict')).toBe('');
    const objects = runUsersGit(root, 'cat-file', '--batch-all-objects', '--batch-check').trim().split('\n');
    expect(objects.map((line) => line.split(' ')[1]).toSorted()).toEqual([
      'blob',
      'blob',
      'commit',
      'commit',
      'tree',
    ]);
    expect(existsSync(join(root, '.git/objects/info/alternates'))).toBe(false);
  });

  test('can be used, broken and removed without harm', async () => {
    const { workspace } = await startTestRun(await makeRepository({ 'a.txt': 'a\n' }));
    const view = await workspace.open('coder', workspace.baseTree);
    await write(view.root, { 'a.txt': 'b\n' });
    runUsersGit(view.root, 'stash');
    expect((await view.snapshot()).tree).toBe(workspace.baseTree);
    runUsersGit(view.root, 'stash', 'pop');
    runUsersGit(view.root, 'commit', '--quiet', '-a', '-m', 'mine');
    const { tree } = await view.snapshot();
    await write(view.root, { '.git/config': '[broken', '.git/HEAD': '' });
    expect((await view.snapshot()).tree).toBe(tree);
    await rm(join(view.root, '.git'), { recursive: true });
    expect((await view.snapshot()).tree).toBe(tree);
    await symlink('/etc', join(view.root, '.git'));
    expect((await view.snapshot()).tree).toBe(tree);
    const again = await workspace.open('coder', tree);
    expect((await lstat(join(again.root, '.git'))).isDirectory()).toBe(true);
    expect(runUsersGit(again.root, 'log', '--format=%s').trim()).toBe(
      'The files as they are now\nThe base of this run',
    );
    expect(runUsersGit(again.root, 'diff', 'HEAD~1', '--format=', '--unified=0')).toContain('-a\n+b\n');
  });
});
