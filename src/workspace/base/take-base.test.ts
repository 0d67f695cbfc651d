import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  commitAll,
  contentOf,
  countedGit,
  filesOf,
  hashesOf,
  makeRepository,
  runUsersGit,
  startTestRun,
  temporaryFolder,
  usersGitAt,
  write,
} from '../testing.ts';

const head = (folder: string) => runUsersGit(folder, 'rev-parse', 'HEAD').trim();
const headTree = (folder: string) => runUsersGit(folder, 'rev-parse', 'HEAD^{tree}').trim();

const committed = ['100644 .gitignore *.log', '100644 a.txt a'];

async function stageText(folder: string, path: string, text: string): Promise<void> {
  await write(folder, { [path]: text });
  runUsersGit(folder, 'add', path);
}

test('a base costs six git commands where the checkout is as it was committed', async () => {
  const folder = await makeRepository({ 'a.txt': 'a\n', 'src/b.txt': 'b\n' });
  const git = await countedGit();
  await startTestRun(folder, { machine: { searchPath: git.searchPath } });
  const commands = ['config', 'ls-files', 'ls-files', 'rev-parse', 'status', 'update-ref'];
  expect((await git.commands()).toSorted()).toEqual(commands);
  // Control: where a file was added, more are needed.
  await write(folder, { 'c.txt': 'c\n' });
  const again = await countedGit();
  await startTestRun(folder, { machine: { searchPath: again.searchPath } });
  expect((await again.commands()).length).toBeGreaterThan(commands.length);
});

test('bases that are taken at once in a checkout share what git is only asked, and hold the same', async () => {
  const folder = await makeRepository({ 'a.txt': 'a\n', 'src/b.txt': 'b\n' });
  const git = await countedGit();
  const taken = await Promise.all(
    Array.from({ length: 20 }, () => startTestRun(folder, { machine: { searchPath: git.searchPath } })),
  );
  const commands = await git.commands();
  const count = (name: string) => commands.filter((command) => command === name).length;
  expect(count('config')).toBeLessThan(20);
  expect(count('rev-parse')).toBeLessThan(20);
  // One of the two listings each has for itself: it is of the files on disk.
  expect(count('ls-files')).toBeLessThan(40);
  // Controls: what looks at the disk, or locks a branch of its own, is asked by each.
  expect(count('status')).toBe(20);
  expect(count('update-ref')).toBe(20);
  expect(new Set(taken.map(({ workspace }) => workspace.baseTree))).toEqual(new Set([headTree(folder)]));
});

test('a pipe in the place of the list of attributes holds nobody up', async () => {
  const folder = await makeRepository({ 'a.txt': 'a\n' });
  const before = headTree(folder);
  const info = join(folder, '.git/info');
  await mkdir(info, { recursive: true });
  await rm(join(info, 'attributes'), { force: true });
  expect(spawnSync('mkfifo', [join(info, 'attributes')]).status).toBe(0);
  const run = await startTestRun(folder);
  expect(run.workspace.baseTree).toBe(before);
});

describe('the base of a run', () => {
  test('is HEAD with what is staged, changed, untracked and deleted; nothing in the checkout changes', async () => {
    const folder = await makeRepository({
      'kept.txt': 'kept\n',
      'changed.txt': 'old\n',
      'gone.txt': 'gone\n',
      'run.sh': '#!/bin/sh\n',
      '.gitignore': '*.log\n',
    });
    await write(folder, {
      'staged.txt': 'staged\n',
      'changed.txt': 'new\n',
      'new/untracked.txt': 'u\n',
      'x.log': '',
    });
    runUsersGit(folder, 'add', 'staged.txt');
    await rm(join(folder, 'gone.txt'));
    await chmod(join(folder, 'run.sh'), 0o755);
    await symlink('kept.txt', join(folder, 'link'));
    const before = hashesOf(folder);
    const index = statSync(join(folder, '.git/index'), { bigint: true });

    const run = await startTestRun(folder);

    expect(hashesOf(folder)).toEqual(before);
    expect(statSync(join(folder, '.git/index'), { bigint: true })).toEqual(index);
    expect(run.workspace.baseCommit).toBe(head(folder));
    expect(filesOf(run, run.workspace.baseTree)).toEqual([
      '100644 .gitignore',
      '100644 changed.txt',
      '100644 kept.txt',
      '120000 link',
      '100644 new/untracked.txt',
      '100755 run.sh',
      '100644 staged.txt',
    ]);
    expect(contentOf(run, run.workspace.baseTree, 'changed.txt')).toBe('new\n');
  });

  test('is the tree of HEAD where nothing is uncommitted', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const { workspace } = await startTestRun(folder);
    expect(workspace.baseTree).toBe(headTree(folder));
  });

  test('sees a change that the copied index alone would not tell: same size, in the tick of the index', async () => {
    const folder = await makeRepository({ 'a.txt': 'old\n' });
    const past = 1_700_000_000;
    await utimes(join(folder, 'a.txt'), past, past);
    runUsersGit(folder, 'update-index', '--refresh');
    await writeFile(join(folder, 'a.txt'), 'new\n');
    await utimes(join(folder, 'a.txt'), past, past);
    await utimes(join(folder, '.git/index'), past, past);
    const run = await startTestRun(folder);
    expect(contentOf(run, run.workspace.baseTree, 'a.txt')).toBe('new\n');
  });

  test.each(['--skip-worktree', '--assume-unchanged'])(
    'has the files in a folder that stands where a file with %s was',
    async (flag) => {
      const folder = await makeRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
      runUsersGit(folder, 'update-index', flag, 'a.txt');
      await rm(join(folder, 'a.txt'));
      await write(folder, { 'a.txt/x': '1\n' });
      const run = await startTestRun(folder);
      expect(filesOf(run, run.workspace.baseTree)).toEqual(['100644 a.txt/x', '100644 b.txt']);
      expect(run.dependenciesKey).toBe(await run.workspace.dependenciesKey(run.workspace.baseTree));
    },
  );

  test('takes no file for one of its own that git was told of and does not look at', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    await write(folder, { 'package.json': '{}' });
    runUsersGit(folder, 'add', '--intent-to-add', 'package.json');
    runUsersGit(folder, 'update-index', '--skip-worktree', 'package.json');
    const run = await startTestRun(folder);
    expect(run.dependenciesKey).toBe(await run.workspace.dependenciesKey(run.workspace.baseTree));
  });

  /** `mode path content` of each file, for a checkout with one difference to its commit. */
  test.each<[string, (folder: string) => unknown, string[]]>([
    ['a staged file', (folder) => stageText(folder, 'new.txt', 'n\n'), [...committed, '100644 new.txt n']],
    [
      'a staged change that the file on disk does not have',
      async (folder) => {
        await stageText(folder, 'a.txt', 'staged\n');
        await write(folder, { 'a.txt': 'a\n' });
      },
      committed,
    ],
    [
      'a staged removal of a file that is there',
      (folder) => runUsersGit(folder, 'rm', '--quiet', '--cached', 'a.txt'),
      committed,
    ],
    ['a file that is gone', (folder) => rm(join(folder, 'a.txt')), committed.slice(0, 1)],
    [
      'a mode',
      (folder) => chmod(join(folder, 'a.txt'), 0o755),
      ['100644 .gitignore *.log', '100755 a.txt a'],
    ],
    [
      'an untracked file in a folder of its own',
      (folder) => write(folder, { 'b/b.txt': 'b\n' }),
      [...committed, '100644 b/b.txt b'],
    ],
    ['an untracked folder without files', (folder) => mkdir(join(folder, 'empty')), committed],
    ['an ignored file', (folder) => write(folder, { 'x.log': 'x\n' }), committed],
    ['a new time of a file', (folder) => utimes(join(folder, 'a.txt'), 1, 1), committed],
  ])('is that of the files on disk where the difference is %s', async (_name, change, files) => {
    const folder = await makeRepository({ 'a.txt': 'a\n', '.gitignore': '*.log\n' });
    await change(folder);
    const run = await startTestRun(folder);
    const { baseTree } = run.workspace;
    const found = filesOf(run, baseTree).map((file) => {
      return `${file} ${contentOf(run, baseTree, file.slice('100644 '.length)).trim()}`;
    });
    expect(found).toEqual(files);
  });

  test('has names with newlines, quotes and bytes that are not UTF-8', async () => {
    const folder = await makeRepository({
      'new\nline': '1\n',
      'quo"te\\': '2\n',
      ' lead': '3\n',
      'ü.txt': '4\n',
    });
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x61, 0xff])]), 'bytes\n');
    const { workspace } = await startTestRun(folder);
    const empty = runUsersGit(folder, 'mktree').trim();
    expect(await workspace.changedFiles(empty, workspace.baseTree)).toEqual([
      ' lead',
      '"a\\377"',
      'new\nline',
      'quo"te\\',
      'ü.txt',
    ]);
  });

  test('of a repository without a commit, and of a plain folder, has no commit', async () => {
    const unborn = join(await temporaryFolder(), 'unborn');
    await mkdir(unborn);
    runUsersGit(unborn, 'init', '--quiet');
    await write(unborn, { 'a.txt': 'a\n' });
    const plain = await temporaryFolder();
    await write(plain, { 'a.txt': 'a\n', 'node_modules/x.js': '' });
    for (const folder of [unborn, plain]) {
      const run = await startTestRun(folder);
      expect(run.workspace.baseCommit).toBeNull();
      expect(filesOf(run, run.workspace.baseTree)).toEqual(['100644 a.txt']);
    }
    expect(existsSync(join(plain, '.git'))).toBe(false);
  });

  test.each([
    ['split', (folder: string) => runUsersGit(folder, 'update-index', '--split-index')],
    ['damaged', (folder: string) => writeFile(join(folder, '.git/index'), 'no index')],
    ['missing', (folder: string) => rm(join(folder, '.git/index'))],
  ])('is taken without the index where that is %s', async (_what, spoil) => {
    const folder = await makeRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    await spoil(folder);
    await write(folder, { 'b.txt': 'new\n' });
    const run = await startTestRun(folder);
    expect(contentOf(run, run.workspace.baseTree, 'b.txt')).toBe('new\n');
    expect(filesOf(run, run.workspace.baseTree)).toEqual(['100644 a.txt', '100644 b.txt']);
  });

  test('takes the files of an unresolved merge as they are', async () => {
    const folder = await makeRepository({ 'a.txt': 'base\n' });
    runUsersGit(folder, 'checkout', '--quiet', '-b', 'other');
    await write(folder, { 'a.txt': 'theirs\n' });
    commitAll(folder, 'theirs');
    runUsersGit(folder, 'checkout', '--quiet', 'main');
    await write(folder, { 'a.txt': 'ours\n' });
    commitAll(folder, 'ours');
    expect(() => runUsersGit(folder, 'merge', 'other')).toThrow();
    const run = await startTestRun(folder);
    expect(contentOf(run, run.workspace.baseTree, 'a.txt')).toMatch(/<<<<<<< HEAD\nours\n=======\ntheirs/);
  });

  test('keeps the files that a sparse checkout has left out', async () => {
    const folder = await makeRepository({ 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' });
    for (const index of ['--no-sparse-index', '--sparse-index']) {
      runUsersGit(folder, 'sparse-checkout', 'set', '--cone', index, 'in');
      expect(existsSync(join(folder, 'out/b.txt'))).toBe(false);
      const { workspace } = await startTestRun(folder);
      expect(workspace.baseTree).toBe(headTree(folder));
    }
  });

  test('works in a shallow clone, a linked worktree and a repository of SHA-256', async () => {
    const origin = await makeRepository({ 'a.txt': '1\n' });
    await write(origin, { 'a.txt': '2\n' });
    commitAll(origin, 'second');
    const shallow = join(await temporaryFolder(), 'shallow');
    runUsersGit(origin, 'clone', '--quiet', '--depth=1', `file://${origin}`, shallow);
    const linked = join(await temporaryFolder(), 'linked');
    runUsersGit(origin, 'worktree', 'add', '--quiet', linked);
    const sha256 = await makeRepository({ 'a.txt': '2\n' }, '--object-format=sha256');
    for (const folder of [shallow, linked, sha256]) {
      const run = await startTestRun(folder);
      expect(run.workspace.baseTree).toBe(headTree(folder));
      const view = await run.workspace.open('tester', run.workspace.baseTree);
      expect(await readFile(join(view.root, 'a.txt'), 'utf8')).toBe('2\n');
      const delivery = await run.workspace.commit({
        tree: runUsersGit(folder, 'mktree').trim(),
        parent: null,
        message: 'emptied',
        at: 0,
      });
      expect(runUsersGit(folder, 'rev-parse', `${delivery.branch}~1`).trim()).toBe(head(folder));
    }
  });

  test('leaves out what the user ignores, caches, and the given paths, whatever a .gitignore says', async () => {
    const folder = await makeRepository({
      '.gitignore': '!*.jsonl\n',
      'rust/Cargo.toml': '',
      'target/kept.txt': 'not of Cargo\n',
      '__pycache__/tracked.pyc': 'tracked\n',
      'src/a.txt': 'a\n',
    });
    runUsersGit(folder, 'add', '--force', '--all');
    commitAll(folder, 'all');
    const general = join(await temporaryFolder(), 'ignore');
    await writeFile(general, '*.general');
    await writeFile(join(folder, '.git/info/exclude'), '*.own');
    await write(folder, {
      'x.general': '',
      'x.own': '',
      'src/node_modules/x.js': '',
      '__pycache__/new.pyc': '',
      'rust/target/debug/x': '',
      'target/new.txt': '',
      'loop.jsonl': '',
      'runs [1]/old/file': '',
      'runs [1]/this/file': '',
      'src/new.jsonl': '',
    });
    const run = await startTestRun(folder, {
      runHome: join(folder, 'runs [1]/this'),
      leftOut: [join(folder, 'loop.jsonl'), join(folder, 'runs [1]'), '/elsewhere'],
      usersGit: { ...usersGitAt('/dev/null'), excludesFile: general },
    });
    expect(await run.workspace.changedFiles(headTree(folder), run.workspace.baseTree)).toEqual([
      'src/new.jsonl',
      'target/new.txt',
    ]);
  });

  test('has no nested repositories, neither one with a commit nor one without', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n', replaced: 'file\n' });
    await rm(join(folder, 'replaced'));
    for (const nested of ['full', 'replaced']) {
      runUsersGit(folder, 'init', '--quiet', nested);
      await write(folder, { [`${nested}/x.txt`]: 'x\n' });
      commitAll(join(folder, nested), 'nested');
    }
    runUsersGit(folder, 'init', '--quiet', 'empty');
    const run = await startTestRun(folder);
    expect(filesOf(run, run.workspace.baseTree).filter((line) => !line.endsWith('replaced'))).toEqual([
      '100644 a.txt',
    ]);
  });

  test('refuses a partial clone that lacks contents', async () => {
    const origin = await makeRepository({ 'a.txt': 'a\n', 'b/b.txt': 'b\n' });
    runUsersGit(origin, 'config', 'uploadpack.allowFilter', 'true');
    const partial = join(await temporaryFolder(), 'partial');
    runUsersGit(origin, 'clone', '--quiet', '--filter=blob:none', '--sparse', `file://${origin}`, partial);
    await expect(startTestRun(partial)).rejects.toThrow(/partial clone that lacks 1 of the files' contents/);
  });

  test('refuses a bare repository', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    runUsersGit(folder, 'config', 'core.bare', 'true');
    await expect(startTestRun(folder)).rejects.toThrow(/is a bare repository/);
  });

  test('takes modes as the user does where the file system has none', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    runUsersGit(folder, 'config', 'core.fileMode', 'false');
    await chmod(join(folder, 'a.txt'), 0o755);
    expect((await startTestRun(folder)).workspace.baseTree).toBe(headTree(folder));
  });
});
