import { existsSync } from 'node:fs';
import { chmod, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runGit } from './git/run-git.ts';
import {
  branch,
  commitAll,
  filesOf,
  makeRepository,
  runUsersGit,
  type StartedTestRun,
  startTestRun,
  temporaryFolder,
  write,
} from './testing.ts';

interface Trap {
  folder: string;
  /** Exists as soon as the planted program has run. */
  marker: string;
  /** Path of the planted program. */
  program: string;
}

async function makeTrap(): Promise<Trap> {
  const marker = join(await temporaryFolder(), 'marker');
  const program = `${marker}.sh`;
  await write(join(marker, '..'), { 'marker.sh': `#!/bin/sh\ntouch '${marker}'\nexec cat\n` });
  await chmod(program, 0o755);
  return {
    folder: await makeRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' }),
    marker,
    program,
  };
}

/** All that a run does with git, on files that `plant` has put into a view. */
async function wholeRun(folder: string, plant: (root: string) => Promise<void>): Promise<StartedTestRun> {
  const run = await startTestRun(folder);
  const { workspace } = run;
  const coder = await workspace.open('coder', workspace.baseTree);
  await plant(coder.root);
  await write(coder.root, { 'a.txt': 'changed\n' });
  await coder.snapshot();
  const { tree } = await coder.snapshot();
  await workspace.open('coder', tree);
  const tester = await workspace.open('tester', tree);
  await tester.snapshot();
  await workspace.changedFiles(workspace.baseTree, tree);
  await workspace.diffText(workspace.baseTree, tree);
  await workspace.commit({ tree, parent: null, message: 'Iteration 1', at: 0 });
  await workspace.applyToCheckout(tree);
  return run;
}

const hooks = ['pre-commit', 'post-checkout', 'post-index-change', 'reference-transaction', 'post-commit'];

async function plantHooks(gitDir: string, { program }: Trap): Promise<void> {
  const text = `#!/bin/sh\nexec '${program}' </dev/null\n`;
  await write(gitDir, Object.fromEntries(hooks.map((hook) => [`hooks/${hook}`, text])));
  for (const hook of hooks) await chmod(join(gitDir, 'hooks', hook), 0o755);
}

async function plantSettings(gitDir: string, { program }: Trap): Promise<void> {
  const config = `
[core]
	repositoryformatversion = 0
	fsmonitor = ${program}
	pager = ${program}
	sshCommand = ${program}
	alternateRefsCommand = ${program}
[diff]
	external = ${program}
[diff "x"]
	textconv = ${program}
	command = ${program}
[filter "x"]
	clean = ${program}
	smudge = ${program}
	required = true
`;
  await write(gitDir, { config });
}

describe('a program planted for git does not run', () => {
  test("as a hook in the user's repository and in a view", async () => {
    const trap = await makeTrap();
    await plantHooks(join(trap.folder, '.git'), trap);
    const run = await wholeRun(trap.folder, (root) => plantHooks(join(root, '.git'), trap));
    expect(existsSync(trap.marker)).toBe(false);
    expect(runUsersGit(trap.folder, 'log', '-1', '--format=%s', branch).trim()).toBe('Iteration 1');
    // Control: git with the view's own repository runs it.
    const coder = await run.workspace.open('coder', run.workspace.baseTree);
    await plantHooks(join(coder.root, '.git'), trap);
    runUsersGit(coder.root, 'commit', '--allow-empty', '-m', 'x');
    expect(existsSync(trap.marker)).toBe(true);
  });

  test('by settings such as core.fsmonitor, diff.external and textconv', async () => {
    const trap = await makeTrap();
    await plantSettings(join(trap.folder, '.git'), trap);
    await wholeRun(trap.folder, (root) => plantSettings(join(root, '.git'), trap));
    expect(existsSync(trap.marker)).toBe(false);
    runUsersGit(trap.folder, 'status');
    expect(existsSync(trap.marker)).toBe(true);
  });

  test('as a filter that the candidate names in .gitattributes', async () => {
    const trap = await makeTrap();
    const attributes = '* filter=x diff=x\n';
    await plantSettings(join(trap.folder, '.git'), trap);
    runUsersGit(trap.folder, 'config', '--unset', 'core.fsmonitor');
    await wholeRun(trap.folder, async (root) => {
      await plantSettings(join(root, '.git'), trap);
      await write(root, { '.gitattributes': attributes });
    });
    expect(existsSync(trap.marker)).toBe(false);
    await write(trap.folder, { '.gitattributes': attributes, 'a.txt': 'again\n' });
    runUsersGit(trap.folder, 'add', '--all');
    expect(existsSync(trap.marker)).toBe(true);
  });

  test('by a nested repository that the repository says to ignore, which is refused', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const plant = async (root: string) => {
      runUsersGit(root, 'init', '--quiet', 'nested');
      commitAll(join(root, 'nested'), 'x');
      await write(root, {
        '.gitmodules': '[submodule "nested"]\n\tpath = nested\n\turl = nowhere\n\tignore = all\n',
      });
    };
    const run = await startTestRun(folder);
    const view = await run.workspace.open('coder', run.workspace.baseTree);
    await plant(view.root);
    const { tree, refused } = await view.snapshot();
    expect(refused.map(({ path }) => path)).toEqual(['nested']);
    expect(filesOf(run, tree)).toEqual(['100644 .gitmodules', '100644 a.txt']);

    // Control: git takes it into its index, and tells of no change.
    await plant(folder);
    runUsersGit(folder, 'add', '--all');
    expect(runUsersGit(folder, 'ls-files', '--stage')).toContain('160000');
    expect(runUsersGit(folder, 'diff-index', '--cached', '--raw', 'HEAD')).not.toContain('160000');
  });

  test.each([
    ['with a commit', true],
    ['without a commit', false],
  ])('by a nested repository %s, which is refused', async (_how, withCommit) => {
    const trap = await makeTrap();
    const plant = async (root: string, path: string) => {
      runUsersGit(root, 'init', '--quiet', path);
      await write(root, { [`${path}/x.txt`]: 'x\n' });
      if (withCommit) commitAll(join(root, path), 'x');
      await write(root, { [`${path}/x.txt`]: 'y\n' });
      await plantSettings(join(root, path, '.git'), trap);
    };
    const run = await startTestRun(trap.folder);
    const view = await run.workspace.open('coder', run.workspace.baseTree);
    for (const replaced of ['b.txt', 'c.txt']) await rm(join(view.root, replaced));
    for (const path of ['b.txt', 'c.txt/deep', 'nested']) await plant(view.root, path);
    await write(view.root, { 'a.txt': 'changed\n' });
    const { tree, refused } = await view.snapshot();
    expect(refused.map(({ path }) => path)).toEqual(['b.txt', 'c.txt/deep', 'nested']);
    expect(refused[0]?.reason).toMatch(/^b.txt is a git repository of its own/);
    expect(await view.snapshot()).toEqual({ tree, refused, undelivered: [] });
    expect(filesOf(run, tree)).toEqual(['100644 a.txt', '100644 b.txt']);
    expect(await run.workspace.changedFiles(run.workspace.baseTree, tree)).toEqual(['a.txt', 'c.txt']);
    expect(existsSync(trap.marker)).toBe(false);

    // Control: git that keeps such a repository in its index looks into it, and runs its program.
    if (!withCommit) return;
    await plant(trap.folder, 'nested');
    runUsersGit(trap.folder, 'add', '--all');
    runUsersGit(trap.folder, 'add', '--all');
    expect(existsSync(trap.marker)).toBe(true);
  });

  test('by a repository that is put in the place of a submodule', async () => {
    const trap = await makeTrap();
    const library = await makeRepository({ 'lib.c': 'int x;\n' });
    runUsersGit(
      trap.folder,
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      library,
      'lib',
    );
    commitAll(trap.folder, 'submodule');
    // Of the same size: git must read the file, through the filter, to tell that it was changed.
    const plant = async (gitDir: string, root: string) => {
      await plantSettings(gitDir, trap);
      await write(gitDir, { 'info/attributes': '* filter=x\n' });
      await write(root, { 'lib/lib.c': 'int y;\n' });
    };
    const modules = join(trap.folder, '.git/modules/lib');
    await plant(modules, trap.folder);
    runUsersGit(modules, 'config', 'core.worktree', '../../../lib');
    const run = await wholeRun(trap.folder, async (root) => {
      await rm(join(root, 'lib'), { recursive: true });
      runUsersGit(root, 'init', '--quiet', 'lib');
      await write(root, { 'lib/lib.c': 'int x;\n' });
      commitAll(join(root, 'lib'), 'x');
      await plant(join(root, 'lib/.git'), root);
    });
    expect(filesOf(run, run.workspace.baseTree)).toContain('160000 lib');
    expect(existsSync(trap.marker)).toBe(false);
    runUsersGit(trap.folder, 'status');
    expect(existsSync(trap.marker)).toBe(true);
  });

  test('by a repository that appears in a plain folder', async () => {
    const trap = await makeTrap();
    const folder = await temporaryFolder();
    await write(folder, { 'a.txt': 'a\n' });
    const plant = async (root: string) => {
      runUsersGit(root, 'init', '--quiet');
      await plantSettings(join(root, '.git'), trap);
      await plantHooks(join(root, '.git'), trap);
    };
    const run = await startTestRun(folder);
    await plant(folder);
    const view = await run.workspace.open('coder', run.workspace.baseTree);
    await rm(join(view.root, '.git'), { recursive: true });
    await plant(view.root);
    await write(view.root, { 'a.txt': 'b\n' });
    const { tree } = await view.snapshot();
    expect((await run.workspace.commit({ tree, parent: null, message: 'x', at: 0 })).branch).toBeNull();
    expect(await run.workspace.applyToCheckout(tree)).toEqual({ kind: 'applied' });
    expect(existsSync(trap.marker)).toBe(false);
    runUsersGit(folder, 'status');
    expect(existsSync(trap.marker)).toBe(true);
  });

  test('as a `git` in the work tree, where PATH has a relative folder', async () => {
    const trap = await makeTrap();
    const run = await startTestRun(trap.folder);
    const view = await run.workspace.open('coder', run.workspace.baseTree);
    await write(view.root, { git: `#!/bin/sh\nexec '${trap.program}' </dev/null\n` });
    await chmod(join(view.root, 'git'), 0o755);
    const place = { gitDir: join(run.runHome, 'git'), workTree: view.root, indexFile: null };
    await runGit({ ...place, searchPath: `.::${process.env.PATH}` }, ['version']);
    for (const searchPath of ['.', '']) {
      await expect(runGit({ ...place, searchPath }, ['version'])).rejects.toThrow('could not be started');
    }
    expect(existsSync(trap.marker)).toBe(false);
  });
});

test('a folder of the base that became a link in the candidate leads no file into the tree', async () => {
  const folder = await makeRepository({ 'dir/a.txt': 'a\n' });
  const run = await startTestRun(folder);
  const view = await run.workspace.open('coder', run.workspace.baseTree);
  const outside = await temporaryFolder();
  await write(outside, { 'a.txt': 'secret\n' });
  await rm(join(view.root, 'dir'), { recursive: true });
  await symlink(outside, join(view.root, 'dir'));
  const { tree } = await view.snapshot();
  expect(filesOf(run, tree)).toEqual(['120000 dir']);
});
