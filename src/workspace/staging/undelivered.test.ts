import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { View } from '../../ports/view.ts';
import { commitAll, makeRepository, runUsersGit, startTestRun, temporaryFolder, write } from '../testing.ts';

/** A coder's view of a repository with a submodule, a dependency folder and ignored paths. */
async function openView(files: Record<string, string> = {}): Promise<View> {
  const library = await makeRepository({ 'sum.js': 'a\n', 'deep/two.js': 'b\n' });
  const folder = await makeRepository({
    '.gitignore': 'generated/\n*.log\nnode_modules/\n',
    'a.txt': 'a\n',
    ...files,
  });
  runUsersGit(
    folder,
    '-c',
    'protocol.file.allow=always',
    'submodule',
    '--quiet',
    'add',
    library,
    'vendor/sub',
  );
  commitAll(folder, 'submodule');
  await write(folder, { 'node_modules/left/index.js': 'x\n' });
  const { workspace } = await startTestRun(folder);
  return workspace.open('coder', workspace.baseTree);
}

const named = async (view: View, ...written: string[]) =>
  Object.fromEntries((await view.snapshot(written)).undelivered.map(({ path, reason }) => [path, reason]));

describe('what a command has made', () => {
  test('nothing is named where nothing was made, and nothing that is delivered', async () => {
    const view = await openView();
    expect(await named(view)).toEqual({});
    await write(view.root, { 'a.txt': 'b\n', 'new.txt': 'n\n' });
    expect(await named(view)).toEqual({});
  });

  test('ignored folders and files are named, a folder as a whole', async () => {
    const view = await openView();
    await write(view.root, { 'generated/a.js': '', 'generated/b.js': '', 'x/run.log': '', 'x/kept.txt': '' });
    expect(await named(view)).toEqual({
      'generated/': 'is ignored by git',
      'x/run.log': 'is ignored by git',
    });
    await rm(join(view.root, 'generated'), { recursive: true });
    expect(await named(view)).toEqual({ 'x/run.log': 'is ignored by git' });
  });

  test.each<[string, (sub: string) => Promise<void>]>([
    ['changed', (sub) => appendFile(join(sub, 'sum.js'), 'more\n')],
    ['made', (sub) => write(sub, { 'deep/new.js': '' })],
    ['removed', (sub) => rm(join(sub, 'deep/two.js'))],
    ['removed as a whole', (sub) => rm(join(sub, 'deep'), { recursive: true })],
  ])('a submodule in which something was %s is named', async (_how, change) => {
    const view = await openView();
    await change(join(view.root, 'vendor/sub'));
    expect(await named(view)).toEqual({ 'vendor/sub': 'is a submodule, which is kept as it is' });
  });

  test('dependency folders and caches are not', async () => {
    const view = await openView();
    await write(view.root, {
      'node_modules/left/index.js': 'y\n',
      'node_modules/.cache/x': '',
      'src/__pycache__/a.pyc': '',
      '.venv/lib/x.py': '',
    });
    expect(await named(view)).toEqual({});
  });

  test('a file that is tracked although a pattern ignores it is delivered', async () => {
    const folder = await makeRepository({ 'kept.log': 'a\n' });
    await write(folder, { '.gitignore': '*.log\n' });
    commitAll(folder, 'ignored');
    const { workspace } = await startTestRun(folder);
    const view = await workspace.open('coder', workspace.baseTree);
    await write(view.root, { 'kept.log': 'b\n' });
    expect(await named(view, 'kept.log')).toEqual({});
  });
});

describe('what a tool says it has written', () => {
  test('is named in a cache or a dependency folder too, and each file of a submodule', async () => {
    const view = await openView();
    await write(view.root, {
      'node_modules/left/index.js': 'y\n',
      'vendor/sub/sum.js': 'y\n',
      'generated/a.js': '',
      'a.txt': 'b\n',
    });
    const written = [
      'node_modules/left/index.js',
      'vendor/sub/sum.js',
      'generated/a.js',
      'a.txt',
      'gone.txt',
    ];
    expect(await named(view, ...written)).toEqual({
      'node_modules/left/index.js': 'lies in a folder of dependencies or in a cache',
      'vendor/sub/sum.js': 'lies in the submodule vendor/sub, which is kept as it is',
      'vendor/sub': 'is a submodule, which is kept as it is',
      'generated/': 'is ignored by git',
      'generated/a.js': 'is ignored by git',
    });
  });

  test('a path that is left out of the work', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const { workspace } = await startTestRun(folder, {
      leftOut: [join(folder, 'run.jsonl')],
      runHome: await temporaryFolder(),
    });
    const view = await workspace.open('coder', workspace.baseTree);
    await write(view.root, { 'run.jsonl': 'x' });
    expect(await named(view, 'run.jsonl')).toEqual({ 'run.jsonl': 'is ignored by git' });
  });
});

test("other views' files are thrown away, and nothing is said of them", async () => {
  const folder = await makeRepository({ '.gitignore': 'generated/\n' });
  const { workspace } = await startTestRun(folder);
  const view = await workspace.open('tester', workspace.baseTree);
  await write(view.root, { 'generated/a.js': '' });
  expect(await named(view)).toEqual({});
});
