import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  contentOf,
  filesOf,
  hashesOf,
  machine,
  makeRepository,
  runUsersGit,
  startTestRun,
  write,
} from '../testing.ts';
import { openWorkspace } from '../workspace.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('git is not asked for a snapshot where no file was touched since the last one', async () => {
  const run = await startTestRun(await makeRepository({ 'a.txt': 'a\n' }));
  const view = await run.workspace.open('coder', run.workspace.baseTree);
  // Files that have just been written are git's to look at.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  const before = await view.snapshot();
  await rename(join(run.runHome, 'git'), join(run.runHome, 'away'));
  expect(await view.snapshot()).toEqual(before);
  await write(view.root, { 'a.txt': 'b\n' });
  await expect(view.snapshot()).rejects.toThrow();
  await rename(join(run.runHome, 'away'), join(run.runHome, 'git'));
  expect((await view.snapshot()).tree).not.toBe(before.tree);
});

describe('a view', () => {
  test('has exactly the files of the tree, and its snapshot is that tree', async () => {
    const folder = await makeRepository({
      'a.txt': 'a\n',
      'new\nline/"q"': 'q\n',
      'run.sh': '',
      'empty/.keep': '',
    });
    await chmod(join(folder, 'run.sh'), 0o755);
    await symlink('a.txt', join(folder, 'link'));
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x61, 0xff])]), 'bytes\n');
    const { workspace } = await startTestRun(folder);
    const kinds = ['planner', 'coder', 'tester', 'verification'] as const;
    for (const kind of kinds) {
      const view = await workspace.open(kind, workspace.baseTree);
      expect(hashesOf(view.root, /^\.git$/)).toEqual(hashesOf(folder, /^\.git$/));
      expect(await view.snapshot()).toEqual({ tree: workspace.baseTree, refused: [], undelivered: [] });
      await view.close();
      expect(existsSync(view.root)).toBe(kind === 'coder');
    }
  });

  test('has a snapshot with changes, modes, links and deletions, but no ignored files and caches', async () => {
    const folder = await makeRepository({
      'a.txt': 'a\n',
      'gone.txt': '',
      '.gitignore': '*.log\n',
      'run.sh': '',
    });
    const run = await startTestRun(folder);
    const view = await run.workspace.open('coder', run.workspace.baseTree);
    await write(view.root, { 'a.txt': 'b\n', 'x.log': '', 'deep/new.txt': '', 'deep/node_modules/x.js': '' });
    await rm(join(view.root, 'gone.txt'));
    await chmod(join(view.root, 'run.sh'), 0o755);
    await symlink('/etc/passwd', join(view.root, 'link'));
    const { tree, refused } = await view.snapshot();
    expect(refused).toEqual([]);
    expect(filesOf(run, tree)).toEqual([
      '100644 .gitignore',
      '100644 a.txt',
      '100644 deep/new.txt',
      '120000 link',
      '100755 run.sh',
    ]);
    expect(await view.snapshot()).toEqual({
      tree,
      refused: [],
      undelivered: [{ path: 'x.log', reason: 'is ignored by git' }],
    });
  });

  test('does not change by line endings that git would write differently today', async () => {
    const folder = await makeRepository({ 'dos.txt': 'one\r\ntwo\r\n', 'dos2.txt': '1\r\n' });
    for (const path of ['dos.txt', 'dos2.txt']) await utimes(join(folder, path), 1e9, 1e9);
    runUsersGit(folder, 'update-index', '--refresh');
    await write(folder, { '.gitattributes': '*.txt text\n' });
    runUsersGit(folder, 'add', '.gitattributes');
    runUsersGit(folder, 'commit', '--quiet', '-m', 'attributes only');
    const run = await startTestRun(folder);
    const { workspace } = run;
    expect(workspace.baseTree).toBe(runUsersGit(folder, 'rev-parse', 'HEAD^{tree}').trim());
    for (let round = 0; round < 3; round++) {
      const view = await workspace.open('tester', workspace.baseTree);
      expect((await view.snapshot()).tree).toBe(workspace.baseTree);
    }
    const view = await workspace.open('coder', workspace.baseTree);
    await write(view.root, { 'dos.txt': 'one\r\nTWO\r\n' });
    await rm(join(view.root, 'dos2.txt'));
    const { tree } = await view.snapshot();
    expect(contentOf(run, tree, 'dos.txt')).toBe('one\nTWO\n');
    expect(filesOf(run, tree)).toEqual(['100644 .gitattributes', '100644 dos.txt']);
  });

  test.each([
    ['.gitignore', 'mkfifo .gitignore'],
    ['.gitattributes in a folder', 'mkdir new && mkfifo new/.gitattributes && touch new/file'],
    ['one in a read-only folder', 'mkdir new && mkfifo new/.gitignore && touch new/file && chmod 500 new'],
    ['the head of a repository within', 'mkdir -p new/.git && mkfifo new/.git/HEAD'],
    [
      'what its objects are looked up by',
      'mkdir -p new/.git && cd new/.git && echo ref: refs/heads/a > HEAD && mkfifo commondir',
    ],
    ['its settings', 'git init --quiet new && rm new/.git/config && mkfifo new/.git/config'],
    ['one of its branches', 'git init --quiet new && mkfifo "new/.git/$(cut -c6- new/.git/HEAD)"'],
    [
      'a repository that lies elsewhere',
      'mkdir new other && mkfifo other/HEAD && echo gitdir: ../other > new/.git',
    ],
    ['a repository behind a link', 'mkdir new other && mkfifo other/HEAD && ln -s ../other new/.git'],
  ])('does not wait for a pipe in the place of what git reads: %s', async (_name, command) => {
    const run = await startTestRun(await makeRepository({ 'a.txt': 'a\n' }));
    const view = await run.workspace.open('coder', run.workspace.baseTree);
    execFileSync('sh', ['-c', command], { cwd: view.root });
    // The control: a git that comes by waits until it is ended.
    const waiting = spawnSync('git', ['add', '--all'], { cwd: view.root, timeout: 500 });
    expect(waiting.signal).toBe('SIGTERM');
    await write(view.root, { 'b.txt': 'b\n' });
    const { tree, refused } = await view.snapshot();
    // What is a repository all the same is not delivered.
    expect(refused.filter(({ path }) => path !== 'new')).toEqual([]);
    expect(filesOf(run, tree)).toContain('100644 b.txt');
  });

  test('stands after a command has made files unreadable or put what git can not hold', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'dir/c.txt': 'c\n' });
    const run = await startTestRun(folder);
    const view = await run.workspace.open('tester', run.workspace.baseTree);
    await rm(join(view.root, 'a.txt'));
    execFileSync('mkfifo', [join(view.root, 'a.txt'), join(view.root, 'pipe')]);
    await write(view.root, { 'dir/new.txt': 'new\n', 'b.txt': 'changed\n' });
    await chmod(join(view.root, 'b.txt'), 0o000);
    await chmod(join(view.root, 'dir'), 0o500);
    const { tree, refused } = await view.snapshot();
    expect(refused).toEqual([
      { path: 'a.txt', reason: 'a.txt is neither a file nor a folder nor a symbolic link.' },
    ]);
    expect(filesOf(run, tree)).toEqual([
      '100644 a.txt',
      '100644 b.txt',
      '100644 dir/c.txt',
      '100644 dir/new.txt',
    ]);
    await chmod(join(view.root, 'dir'), 0o000);
    await view.close();
    expect(existsSync(view.root)).toBe(false);
  });

  test('takes a file for removed where the overlay file system says so', async () => {
    const run = await startTestRun(await makeRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' }));
    const view = await run.workspace.open('coder', run.workspace.baseTree);
    await rm(join(view.root, 'a.txt'));
    execFileSync('mknod', [join(view.root, 'a.txt'), 'c', '0', '0']);
    await write(view.root, { 'b.txt': 'changed\n' });
    const { tree, refused } = await view.snapshot();
    expect([filesOf(run, tree), refused]).toEqual([['100644 b.txt'], []]);
    expect(contentOf(run, tree, 'b.txt')).toBe('changed\n');
  });

  test('learns of a Cargo.toml that the run has added', async () => {
    const run = await startTestRun(await makeRepository({ 'a.txt': 'a\n', 'docs/target/kept.md': '' }));
    const view = await run.workspace.open('coder', run.workspace.baseTree);
    await write(view.root, { 'crate/Cargo.toml': '', 'crate/target/debug/x': '', 'docs/target/new.md': '' });
    const { tree } = await view.snapshot();
    expect(filesOf(run, tree)).toEqual([
      '100644 a.txt',
      '100644 crate/Cargo.toml',
      '100644 docs/target/kept.md',
      '100644 docs/target/new.md',
    ]);
    expect((await view.snapshot()).tree).toBe(tree);
  });

  test('never has a left-out path in its snapshot', async () => {
    const folder = await makeRepository({ '.gitignore': '!*.jsonl\n' });
    const { workspace } = await startTestRun(folder, { leftOut: [join(folder, 'loop.jsonl')] });
    const view = await workspace.open('coder', workspace.baseTree);
    await write(view.root, { 'loop.jsonl': 'forged\n' });
    expect((await view.snapshot()).tree).toBe(workspace.baseTree);
  });

  test('is refused with a sentence for a tree that does not exist', async () => {
    const { workspace } = await startTestRun(await makeRepository({ 'a.txt': 'a\n' }));
    await expect(workspace.open('tester', '0'.repeat(39).concat('1'))).rejects.toThrow(
      /^The tester's view of the files could not be made: git read-tree failed: /,
    );
  });
});

describe("the coder's view", () => {
  test('keeps its files, ignored ones too, while the tree goes on; any other tree is laid out anew', async () => {
    const { workspace } = await startTestRun(
      await makeRepository({ 'a.txt': 'a\n', '.gitignore': '*.log\n' }),
    );
    const first = await workspace.open('coder', workspace.baseTree);
    await write(first.root, { 'a.txt': 'b\n', 'cache.log': '' });
    const { tree } = await first.snapshot();
    await first.close();

    const again = await workspace.open('coder', tree);
    expect(again.root).toBe(first.root);
    expect(existsSync(join(again.root, 'cache.log'))).toBe(true);
    expect(runUsersGit(again.root, 'status', '--porcelain')).toBe('');

    const back = await workspace.open('coder', workspace.baseTree);
    expect(await readFile(join(back.root, 'a.txt'), 'utf8')).toBe('a\n');
    expect(existsSync(join(back.root, 'cache.log'))).toBe(false);
  });

  test('is exactly the tree for the process that goes on after a crash', async () => {
    const run = await startTestRun(await makeRepository({ 'a.txt': 'a\n' }));
    const { baseTree } = run.workspace;
    const left = await run.workspace.open('coder', baseTree);
    await write(left.root, {
      '.gitignore': '*\n',
      'hidden.txt': '',
      'a.txt': 'half\n',
      '.git/HEAD': 'broken',
    });
    await write(run.runHome, { 'tree.index.lock': '', 'views/tester-crashed/tree/x': '' });

    const workspace = await openWorkspace(run.runHome, machine);
    const view = await workspace.open('coder', baseTree);
    expect((await readdir(view.root)).toSorted()).toEqual(['.git', 'a.txt']);
    expect(await readFile(join(view.root, 'a.txt'), 'utf8')).toBe('a\n');
    expect(await view.snapshot()).toEqual({ tree: baseTree, refused: [], undelivered: [] });
    expect(existsSync(join(run.runHome, 'views'))).toBe(false);
  });
});
