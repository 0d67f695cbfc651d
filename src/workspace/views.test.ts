import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  commitAll,
  contentOf,
  filesOf,
  fingerprint,
  makeRepository,
  runsOwn,
  searchPath,
  startRun,
  temporaryFolder,
  usersGit,
  write,
} from './testing.ts';
import { openWorkspace } from './workspace.ts';

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
    const { workspace } = await startRun(folder);
    const kinds = ['planner', 'coder', 'tester', 'verification'] as const;
    for (const kind of kinds) {
      const view = await workspace.open(kind, workspace.baseTree);
      expect(fingerprint(view.root, /^\.git$/)).toEqual(fingerprint(folder, /^\.git$/));
      expect(await view.snapshot()).toEqual({ tree: workspace.baseTree, refused: [] });
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
    const run = await startRun(folder);
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
    expect(await view.snapshot()).toEqual({ tree, refused: [] });
  });

  test('does not change by line endings that git would write differently today', async () => {
    const folder = await makeRepository({ 'dos.txt': 'one\r\ntwo\r\n', 'dos2.txt': '1\r\n' });
    for (const path of ['dos.txt', 'dos2.txt']) await utimes(join(folder, path), 1e9, 1e9);
    usersGit(folder, 'update-index', '--refresh');
    await write(folder, { '.gitattributes': '*.txt text\n' });
    usersGit(folder, 'add', '.gitattributes');
    usersGit(folder, 'commit', '--quiet', '-m', 'attributes only');
    const run = await startRun(folder);
    const { workspace } = run;
    expect(workspace.baseTree).toBe(usersGit(folder, 'rev-parse', 'HEAD^{tree}').trim());
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

  test('stands after a command has made files unreadable or put what git can not hold', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'dir/c.txt': 'c\n' });
    const run = await startRun(folder);
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

  test('learns of a Cargo.toml that the run has added', async () => {
    const run = await startRun(await makeRepository({ 'a.txt': 'a\n', 'docs/target/kept.md': '' }));
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
    const { workspace } = await startRun(folder, { leftOut: [join(folder, 'loop.jsonl')] });
    const view = await workspace.open('coder', workspace.baseTree);
    await write(view.root, { 'loop.jsonl': 'forged\n' });
    expect((await view.snapshot()).tree).toBe(workspace.baseTree);
  });

  test('is refused with a sentence for a tree that does not exist', async () => {
    const { workspace } = await startRun(await makeRepository({ 'a.txt': 'a\n' }));
    await expect(workspace.open('tester', '0'.repeat(39).concat('1'))).rejects.toThrow(
      /^The tester's view of the files could not be made: git read-tree failed: /,
    );
  });
});

describe("the coder's view", () => {
  test('keeps its files, ignored ones too, while the tree goes on; any other tree is laid out anew', async () => {
    const { workspace } = await startRun(await makeRepository({ 'a.txt': 'a\n', '.gitignore': '*.log\n' }));
    const first = await workspace.open('coder', workspace.baseTree);
    await write(first.root, { 'a.txt': 'b\n', 'cache.log': '' });
    const { tree } = await first.snapshot();
    await first.close();

    const again = await workspace.open('coder', tree);
    expect(again.root).toBe(first.root);
    expect(existsSync(join(again.root, 'cache.log'))).toBe(true);
    expect(usersGit(again.root, 'status', '--porcelain')).toBe('');

    const back = await workspace.open('coder', workspace.baseTree);
    expect(await readFile(join(back.root, 'a.txt'), 'utf8')).toBe('a\n');
    expect(existsSync(join(back.root, 'cache.log'))).toBe(false);
  });

  test('is exactly the tree for the process that goes on after a crash', async () => {
    const run = await startRun(await makeRepository({ 'a.txt': 'a\n' }));
    const { baseTree } = run.workspace;
    const left = await run.workspace.open('coder', baseTree);
    await write(left.root, {
      '.gitignore': '*\n',
      'hidden.txt': '',
      'a.txt': 'half\n',
      '.git/HEAD': 'broken',
    });
    await write(run.runHome, { 'tree.index.lock': '', 'views/tester-crashed/tree/x': '' });

    const workspace = await openWorkspace(run.runHome, searchPath);
    const view = await workspace.open('coder', baseTree);
    expect((await readdir(view.root)).toSorted()).toEqual(['.git', 'a.txt']);
    expect(await readFile(join(view.root, 'a.txt'), 'utf8')).toBe('a\n');
    expect(await view.snapshot()).toEqual({ tree: baseTree, refused: [] });
    expect(existsSync(join(run.runHome, 'views'))).toBe(false);
  });
});

describe('the .git of a view', () => {
  test('is clean, has one commit and no object of any other', async () => {
    const folder = await makeRepository({ 'a.txt': 'past\n', '.gitignore': '*.log\n' });
    await write(folder, { 'a.txt': 'now\n' });
    commitAll(folder, 'now');
    usersGit(folder, 'checkout', '--quiet', '-b', 'future');
    await write(folder, { 'a.txt': 'the answer\n' });
    commitAll(folder, 'future');
    usersGit(folder, 'checkout', '--quiet', 'main');
    const { workspace } = await startRun(folder);
    const { root } = await workspace.open('tester', workspace.baseTree);
    expect(usersGit(root, 'log', '--all', '--format=%an %s').trim()).toBe(
      'proofloop The files as they are now',
    );
    expect(usersGit(root, 'branch', '--show-current').trim()).toBe('main');
    expect(usersGit(root, 'reflog', '--all')).toBe('');
    expect(usersGit(root, 'remote')).toBe('');
    expect(usersGit(root, 'status', '--porcelain')).toBe('');
    expect(usersGit(root, 'fsck', '--strict')).toBe('');
    const objects = usersGit(root, 'cat-file', '--batch-all-objects', '--batch-check').trim().split('\n');
    expect(objects.map((line) => line.split(' ')[1]).toSorted()).toEqual(['blob', 'blob', 'commit', 'tree']);
    expect(existsSync(join(root, '.git/objects/info/alternates'))).toBe(false);
  });

  test('can be used, broken and removed without harm', async () => {
    const { workspace } = await startRun(await makeRepository({ 'a.txt': 'a\n' }));
    const view = await workspace.open('coder', workspace.baseTree);
    await write(view.root, { 'a.txt': 'b\n' });
    usersGit(view.root, 'stash');
    expect((await view.snapshot()).tree).toBe(workspace.baseTree);
    usersGit(view.root, 'stash', 'pop');
    usersGit(view.root, 'commit', '--quiet', '-a', '-m', 'mine');
    const { tree } = await view.snapshot();
    await write(view.root, { '.git/config': '[broken', '.git/HEAD': '' });
    expect((await view.snapshot()).tree).toBe(tree);
    await rm(join(view.root, '.git'), { recursive: true });
    expect((await view.snapshot()).tree).toBe(tree);
    await symlink('/etc', join(view.root, '.git'));
    expect((await view.snapshot()).tree).toBe(tree);
    const again = await workspace.open('coder', tree);
    expect((await lstat(join(again.root, '.git'))).isDirectory()).toBe(true);
    expect(usersGit(again.root, 'log', '--format=%s').trim()).toBe('The files as they are now');
  });
});

describe('dependency folders', () => {
  test('are copied once, and from there into each view; links stay links', async () => {
    const folder = await makeRepository({
      '.gitignore': 'node_modules\nvendor/\ntarget\nbuild/\n',
      'packages/a/index.js': '',
      'crate/Cargo.toml': '',
      'docs/readme.md': '',
      'gone/readme.md': '',
    });
    await write(folder, {
      'node_modules/left-pad/index.js': 'original\n',
      'packages/a/node_modules/x/index.js': '',
      '.venv/bin/python': '',
      'vendor/lib.go': '',
      'crate/target/debug/x': '',
      'docs/target/page.html': '',
      'build/out': '',
      'gone/node_modules/y.js': '',
    });
    await symlink('../packages/a', join(folder, 'node_modules/a'));
    const shared = await temporaryFolder();
    await write(shared, { 'real.js': 'shared\n' });
    await symlink(shared, join(folder, 'crate/node_modules'));

    const { workspace } = await startRun(folder);
    await write(folder, { 'node_modules/left-pad/index.js': 'later\n' });
    const { root, close } = await workspace.open('tester', workspace.baseTree);
    expect(await readFile(join(root, 'node_modules/left-pad/index.js'), 'utf8')).toBe('original\n');
    expect(await readlink(join(root, 'node_modules/a'))).toBe('../packages/a');
    expect((await lstat(join(root, 'crate/node_modules'))).isDirectory()).toBe(true);
    const there = [
      'packages/a/node_modules/x/index.js',
      '.venv/bin/python',
      'vendor/lib.go',
      'crate/target/debug/x',
    ];
    for (const path of there) expect(existsSync(join(root, path)), path).toBe(true);
    for (const path of ['docs/target', 'build']) expect(existsSync(join(root, path)), path).toBe(false);
    await write(root, { 'node_modules/left-pad/index.js': 'written in the view\n' });
    await close();

    const coder = await workspace.open('coder', workspace.baseTree);
    expect(await readFile(join(coder.root, 'node_modules/left-pad/index.js'), 'utf8')).toBe('original\n');
    await rm(join(coder.root, 'gone'), { recursive: true });
    await rename(join(coder.root, 'packages'), join(coder.root, 'moved'));
    await symlink(shared, join(coder.root, 'packages'));
    await mkdir(join(shared, 'a'));
    const { tree } = await coder.snapshot();
    const after = await workspace.open('verification', tree);
    expect(existsSync(join(after.root, 'gone'))).toBe(false);
    expect(await readdir(join(shared, 'a'))).toEqual([]);
  });
});

describe('submodules', () => {
  test('stay as they are; their files, without .git, are in each view', async () => {
    const library = await makeRepository({ 'lib.c': 'int x;\n' });
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    usersGit(folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'deep/lib');
    commitAll(folder, 'submodule');
    await write(folder, { 'deep/lib/lib.c': 'int changed;\n' });
    const before = fingerprint(folder);
    const run = await startRun(folder);
    expect(fingerprint(folder, runsOwn)).toEqual(
      new Map([...before].filter(([path]) => !runsOwn.test(path))),
    );
    expect(filesOf(run, run.workspace.baseTree)).toContain('160000 deep/lib');
    for (const kind of ['tester', 'coder'] as const) {
      const view = await run.workspace.open(kind, run.workspace.baseTree);
      expect(await readFile(join(view.root, 'deep/lib/lib.c'), 'utf8')).toBe('int changed;\n');
      expect(existsSync(join(view.root, 'deep/lib/.git'))).toBe(false);
      expect(usersGit(view.root, 'status', '--porcelain')).toBe('');
      await write(view.root, { 'deep/lib/new.c': '', 'deep/lib/lib.c': 'broken\n' });
      expect((await view.snapshot()).tree).toBe(run.workspace.baseTree);
      await rm(join(view.root, 'deep/lib'), { recursive: true });
      expect((await view.snapshot()).tree).toBe(run.workspace.baseTree);
      await write(view.root, { 'deep/lib': 'a file\n' });
      expect((await view.snapshot()).tree).toBe(run.workspace.baseTree);
    }
  });
});
