import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  branch,
  hashesOf,
  machine,
  makeRepository,
  runId,
  runUsersGit,
  searchPath,
  startTestRun,
  temporaryFolder,
  write,
} from '../testing.ts';
import { openWorkspace } from '../workspace.ts';

const at = Date.UTC(2026, 0, 2);

describe('a start is refused where the result could not be delivered', () => {
  test.each<[string, (folder: string) => unknown, RegExp]>([
    [
      'a branch in the way',
      (folder) => runUsersGit(folder, 'branch', 'proofloop'),
      /git branch -m proofloop/,
    ],
    [
      'a packed branch in the way',
      (folder) => {
        runUsersGit(folder, 'branch', 'proofloop');
        runUsersGit(folder, 'pack-refs', '--all');
      },
      /the branch "proofloop" stands in the way of the branches "proofloop\/<run>"/,
    ],
    [
      'a file in the way',
      (folder) => writeFileSync(join(folder, '.git/refs/heads/proofloop'), 'garbage\n'),
      /a file stands in the place of the folder refs\/heads\/proofloop/,
    ],
    [
      'a lock that was left behind',
      (folder) => {
        mkdirSync(join(folder, '.git/refs/heads/proofloop'));
        writeFileSync(join(folder, `.git/refs/heads/${branch}.lock`), '');
      },
      /\.lock is there\. Where no git command is at work, an earlier one has left it: remove it/,
    ],
  ])('%s', async (_, spoil, reason) => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    spoil(folder);
    const before = hashesOf(folder);
    await expect(startTestRun(folder)).rejects.toThrow(reason);
    expect(hashesOf(folder)).toEqual(before);
  });

  test('objects that can not be written', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const objects = join(folder, '.git/objects');
    const repository = { top: folder, gitDir: join(folder, '.git'), commonDir: join(folder, '.git') };
    const module = join(import.meta.dirname, 'deliverable.ts');
    const script = `const { refuseUndeliverable } = await import(${JSON.stringify(module)});
      await refuseUndeliverable(${JSON.stringify(repository)}, '${branch}', process.env.PATH).catch(({ message }) => console.log(message));`;
    const node = [process.execPath, '--input-type=module', '--eval', script];
    // Root may write whatever the modes say, but not where nothing can be written.
    const readOnly = `mount --bind ${objects} ${objects} && mount -o remount,bind,ro ${objects} && exec "$@"`;
    const isRoot = process.getuid?.() === 0;
    await chmod(objects, 0o555);
    const [program = '', ...args] = isRoot
      ? ['unshare', '--mount', 'sh', '-c', readOnly, 'sh', ...node]
      : node;
    const run = () => execFileSync(program, args, { encoding: 'utf8', env: { PATH: searchPath } });
    expect(run()).toMatch(/objects can't be written \((EROFS|EACCES)\)\. Make the git folder yours/);
    await chmod(objects, 0o755);
    expect(
      execFileSync(process.execPath, node.slice(1), { encoding: 'utf8', env: { PATH: searchPath } }),
    ).toBe('');
  });

  test('but not in a repository of another format, without a commit, or with other branches', async () => {
    const sha256 = await makeRepository({ 'a.txt': 'a\n' }, '--object-format=sha256');
    const unborn = await temporaryFolder();
    runUsersGit(unborn, 'init', '--quiet');
    const other = await makeRepository({ 'a.txt': 'a\n' });
    runUsersGit(other, 'branch', 'proofloop/mine');
    for (const folder of [sha256, unborn, other]) await startTestRun(folder);
  });
});

async function editedRun(folder: string) {
  const run = await startTestRun(folder);
  const view = await run.workspace.open('coder', run.workspace.baseTree);
  const next = async (text: string) => {
    await write(view.root, { 'a.txt': text });
    return (await view.snapshot()).tree;
  };
  return { run, next };
}

describe('a commit is delivered', () => {
  test('beside the branch where a worktree stands on it, as often as that happens, and nothing there moves', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const { run, next } = await editedRun(folder);
    const deliver = (tree: string, parent: string | null) =>
      run.workspace.commit({ tree, parent, message: 'Iteration', at });
    const first = await deliver(await next('1\n'), null);
    expect(first.branch).toBe(branch);
    runUsersGit(folder, 'checkout', '--quiet', branch);
    const second = await deliver(await next('2\n'), first.commit);
    expect(second.branch).toBe(`${branch}-beside`);
    expect(await deliver(await next('2\n'), first.commit)).toEqual(second);
    expect(runUsersGit(folder, 'status', '--porcelain')).toBe('');
    const linked = join(await temporaryFolder(), 'linked');
    runUsersGit(folder, 'worktree', 'add', '--quiet', linked, `${branch}-beside`);
    const third = await deliver(await next('3\n'), second.commit);
    expect(third.branch).toBe(`${branch}-beside-2`);
    runUsersGit(folder, 'checkout', '--quiet', 'main');
    const fourth = await deliver(await next('4\n'), third.commit);
    expect(fourth.branch).toBe(`${branch}-beside-2`);
    expect(runUsersGit(linked, 'status', '--porcelain')).toBe('');
    expect(runUsersGit(folder, 'rev-parse', branch).trim()).toBe(first.commit);
    expect(runUsersGit(folder, 'rev-list', `main..${branch}-beside-2`).trim().split('\n')).toEqual([
      fourth.commit,
      third.commit,
      second.commit,
      first.commit,
    ]);
  });

  test('although the base was amended and pruned meanwhile; the reference that kept it is gone then', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const base = runUsersGit(folder, 'rev-parse', 'HEAD').trim();
    const { run, next } = await editedRun(folder);
    const prune = () => {
      runUsersGit(folder, 'reflog', 'expire', '--expire=now', '--all');
      runUsersGit(folder, 'gc', '--quiet', '--prune=now');
    };
    runUsersGit(folder, 'commit', '--quiet', '--amend', '-m', 'amended');
    prune();
    const { commit } = await run.workspace.commit({
      tree: await next('1\n'),
      parent: null,
      message: 'Iteration',
      at,
    });
    expect(runUsersGit(folder, 'rev-parse', `${branch}^`).trim()).toBe(base);
    expect(runUsersGit(folder, 'for-each-ref', '--format=%(refname)').trim().split('\n')).toEqual([
      'refs/heads/main',
      `refs/heads/${branch}`,
    ]);
    prune();
    expect(runUsersGit(folder, 'rev-parse', branch).trim()).toBe(commit);
    runUsersGit(folder, 'fsck', '--strict');
    // Control: without that reference the base is gone.
    const other = await makeRepository({ 'a.txt': 'a\n' });
    const unkept = await editedRun(other);
    runUsersGit(other, 'update-ref', '-d', `refs/proofloop/bases/${runId}`);
    runUsersGit(other, 'commit', '--quiet', '--amend', '-m', 'amended');
    runUsersGit(other, 'reflog', 'expire', '--expire=now', '--all');
    runUsersGit(other, 'gc', '--quiet', '--prune=now');
    const late = { tree: await unkept.next('1\n'), parent: null, message: 'Iteration', at };
    await expect(unkept.run.workspace.commit(late)).rejects.toThrow();
  });

  test('under a name that stands for the branch alone, while its base is kept again for a run that goes on', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const { run, next } = await editedRun(folder);
    const { commit } = await run.workspace.commit({
      tree: await next('1\n'),
      parent: null,
      message: 'Iteration',
      at,
    });
    const resumed = await openWorkspace(run.runHome, machine);
    await resumed.open('planner', resumed.baseTree);
    const kept = `refs/proofloop/bases/${runId}`;
    expect(runUsersGit(folder, 'for-each-ref', '--format=%(refname)', 'refs/proofloop').trim()).toBe(kept);
    expect(runUsersGit(folder, 'rev-parse', branch).trim()).toBe(commit);
    // The control: where earlier versions kept it, git takes it for the branch. It goes with the other.
    runUsersGit(folder, 'update-ref', `refs/proofloop/${runId}`, kept);
    expect(runUsersGit(folder, 'rev-parse', branch).trim()).not.toBe(commit);
    await resumed.releaseBase();
    expect(runUsersGit(folder, 'for-each-ref', 'refs/proofloop')).toBe('');
    expect(runUsersGit(folder, 'rev-parse', branch).trim()).toBe(commit);
  });

  test('after a lock that goes away within a little while, and with what to do where it stays', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const { run, next } = await editedRun(folder);
    const commit = { tree: await next('1\n'), parent: null, message: 'Iteration', at };
    mkdirSync(join(folder, '.git/refs/heads/proofloop'), { recursive: true });
    const lock = join(folder, `.git/refs/heads/${branch}.lock`);
    writeFileSync(lock, '');
    const delivered = run.workspace.commit(commit);
    setTimeout(() => rmSync(lock), 600);
    expect((await delivered).branch).toBe(branch);
    writeFileSync(lock, '');
    const again = await openWorkspace(run.runHome, machine);
    const second = { ...commit, tree: await next('2\n'), parent: (await delivered).commit };
    await expect(again.commit(second)).rejects.toThrow(/\.lock is there\. Where no git command is at work/);
  });
});
