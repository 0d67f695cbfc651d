import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  branch,
  contentOf,
  filesOf,
  hashesOf,
  machine,
  makeRepository,
  runId,
  runsOwn,
  runUsersGit,
  type StartedTestRun,
  startTestRun,
  temporaryFolder,
  write,
} from '../testing.ts';
import { openWorkspace } from '../workspace.ts';

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** A tree with these files changed in the coder's view, which was at `tree`. */
async function edit(run: StartedTestRun, tree: string, files: Record<string, string>): Promise<string> {
  const view = await run.workspace.open('coder', tree);
  await write(view.root, files);
  return (await view.snapshot()).tree;
}

describe('commit', () => {
  test("puts one commit after another on the run's branch, and touches nothing else", async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const base = runUsersGit(folder, 'rev-parse', 'HEAD').trim();
    const before = hashesOf(folder, runsOwn);
    const run = await startTestRun(folder);
    const one = await edit(run, run.workspace.baseTree, { 'a.txt': 'one\n' });
    const first = await run.workspace.commit({ tree: one, parent: null, message: 'Iteration 1', at });
    const two = await edit(run, one, { 'b.txt': 'two\n' });
    const second = await run.workspace.commit({
      tree: two,
      parent: first.commit,
      message: 'Iteration 2\n',
      at,
    });

    expect(first.branch).toBe(branch);
    expect(runUsersGit(folder, 'rev-parse', branch, `${branch}~1`, `${branch}~2`).trim().split('\n')).toEqual(
      [second.commit, first.commit, base],
    );
    expect(runUsersGit(folder, 'log', '-1', '--format=%an <%ae> %cn <%ce> %at %ct %B', branch).trim()).toBe(
      `proofloop <proofloop@localhost> proofloop <proofloop@localhost> ${1767323045} 1767323045 Iteration 2`,
    );
    expect(runUsersGit(folder, 'show', `${branch}:b.txt`)).toBe('two\n');
    expect(runUsersGit(folder, 'fsck', '--strict')).not.toMatch(/missing|broken|error/);
    expect(hashesOf(folder, runsOwn)).toEqual(before);
    expect(existsSync(join(folder, '.git/refs/heads/proofloop'))).toBe(true);
  });

  test('has the uncommitted changes in a commit of their own, before the first', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    await write(folder, { 'mine.txt': 'mine\n' });
    const run = await startTestRun(folder);
    const tree = await edit(run, run.workspace.baseTree, { 'a.txt': 'b\n' });
    await run.workspace.commit({ tree, parent: null, message: 'Iteration 1', at });
    expect(runUsersGit(folder, 'log', '--format=%s', branch).trim().split('\n')).toEqual([
      'Iteration 1',
      `Uncommitted changes at the start of run ${runId}`,
      'first',
    ]);
    expect(runUsersGit(folder, 'diff', '--name-only', `${branch}~1`, branch).trim()).toBe('a.txt');
  });

  test('is the same when made twice, by another process too', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    await write(folder, { 'mine.txt': 'mine\n' });
    const run = await startTestRun(folder);
    const tree = await edit(run, run.workspace.baseTree, { 'a.txt': 'b\n' });
    const commit = { tree, parent: null, message: 'Iteration 1', at };
    const first = await run.workspace.commit(commit);
    expect(await (await openWorkspace(run.runHome, machine)).commit(commit)).toEqual(first);
    expect(runUsersGit(folder, 'rev-list', '--count', branch).trim()).toBe('3');
  });

  test('takes the place of its own earlier try that was cut short, at another time', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    await write(folder, { 'mine.txt': 'mine\n' });
    const run = await startTestRun(folder);
    const tree = await edit(run, run.workspace.baseTree, { 'a.txt': 'b\n' });
    await run.workspace.commit({ tree, parent: null, message: 'Iteration 1', at });
    const { commit } = await run.workspace.commit({
      tree,
      parent: null,
      message: 'Iteration 1',
      at: at + 60_000,
    });
    expect(runUsersGit(folder, 'rev-parse', branch).trim()).toBe(commit);
    expect(runUsersGit(folder, 'rev-list', '--count', branch).trim()).toBe('3');
  });

  test('refuses a branch that somebody else has moved or removed', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const run = await startTestRun(folder);
    const one = await edit(run, run.workspace.baseTree, { 'a.txt': 'b\n' });
    runUsersGit(folder, 'branch', branch);
    const commit = { tree: one, parent: null, message: 'Iteration 1', at };
    await expect(run.workspace.commit(commit)).rejects.toThrow(
      /was changed by somebody else \(it ends with /,
    );
    expect(runUsersGit(folder, 'rev-parse', branch)).toBe(runUsersGit(folder, 'rev-parse', 'HEAD'));
    runUsersGit(folder, 'branch', '-D', branch);
    const first = await run.workspace.commit(commit);
    runUsersGit(folder, 'branch', '-D', branch);
    const next = { tree: run.workspace.baseTree, parent: first.commit, message: 'Iteration 2', at };
    await expect(run.workspace.commit(next)).rejects.toThrow(/\(it is gone\), so nothing was committed/);
  });

  test('brings many objects as one pack, and works in a repository without a commit', async () => {
    const folder = await temporaryFolder();
    runUsersGit(folder, 'init', '--quiet');
    await write(folder, { 'a.txt': 'a\n' });
    const run = await startTestRun(folder);
    const files = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`many/${index}`, `${index}\n`]),
    );
    const tree = await edit(run, run.workspace.baseTree, files);
    await run.workspace.commit({ tree, parent: null, message: 'Iteration 1', at });
    expect(runUsersGit(folder, 'log', '--format=%s', branch).trim().split('\n')).toHaveLength(2);
    expect(runUsersGit(folder, 'ls-tree', '-r', '--name-only', branch).trim().split('\n')).toHaveLength(151);
    expect(runUsersGit(folder, 'count-objects', '-v')).toMatch(/packs: 1/);
  });

  test('of a plain folder stays in the run, and makes no repository there', async () => {
    const folder = await temporaryFolder();
    await write(folder, { 'a.txt': 'a\n' });
    const before = hashesOf(folder);
    const run = await startTestRun(folder);
    const tree = await edit(run, run.workspace.baseTree, { 'a.txt': 'b\n' });
    const { commit, branch: none } = await run.workspace.commit({
      tree,
      parent: null,
      message: 'Iteration 1',
      at,
    });
    expect(none).toBeNull();
    expect(filesOf(run, commit)).toEqual(['100644 a.txt']);
    expect(contentOf(run, commit, 'a.txt')).toBe('b\n');
    expect(hashesOf(folder)).toEqual(before);
  });

  test('of a run whose files are gone is refused with a sentence', async () => {
    await expect(openWorkspace(await temporaryFolder(), machine)).rejects.toThrow(/may have been pruned/);
  });
});
