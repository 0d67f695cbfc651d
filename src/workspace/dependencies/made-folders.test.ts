import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toPathBytes } from '../git/path-bytes.ts';
import {
  commitAll,
  filesOf,
  machine,
  makeRepository,
  runUsersGit,
  startTestRun,
  temporaryFolder,
  write,
} from '../testing.ts';
import { openWorkspace } from '../workspace.ts';

const manifest = (version: string) => JSON.stringify({ dependencies: { x: version } });
const project = {
  '.gitignore': 'node_modules\n.venv\n',
  'package.json': manifest('1'),
  'packages/a/package.json': manifest('1'),
  'install.js': 'base\n',
};

async function setupRun(folder: string, cache?: string) {
  const setup = { commands: ['npm ci'], folder: '', cache: cache ?? join(await temporaryFolder(), 'setup') };
  return { ...(await startTestRun(folder, { setup })), cache: setup.cache };
}

/** The tree after these changes in the coder's view. */
async function treeWith(
  { workspace }: Awaited<ReturnType<typeof startTestRun>>,
  files: Record<string, string>,
) {
  const coder = await workspace.open('coder', workspace.baseTree);
  await write(coder.root, files);
  return (await coder.snapshot()).tree;
}

test('a setup view has the base with the manifests of the tree, and no dependency folders', async () => {
  const folder = await makeRepository(project);
  await write(folder, { 'node_modules/x/index.js': '' });
  const run = await setupRun(folder);
  const tree = await treeWith(run, {
    'package.json': manifest('2'),
    'packages/b/package.json': manifest('1'),
    'install.js': 'evil\n',
    'new.js': '',
  });
  const view = await run.workspace.open('setup', tree);
  expect(await readFile(join(view.root, 'package.json'), 'utf8')).toBe(manifest('2'));
  expect(await readFile(join(view.root, 'install.js'), 'utf8')).toBe('base\n');
  expect(runUsersGit(view.root, 'ls-files')).toBe(
    '.gitignore\ninstall.js\npackage.json\npackages/a/package.json\npackages/b/package.json\n',
  );
  expect(existsSync(join(view.root, 'node_modules'))).toBe(false);
  expect(filesOf(run, tree)).toContain('100644 new.js');
  await view.close();
  expect((await readdir(run.runHome)).filter((name) => name.startsWith('setup-tree-'))).toEqual([]);
});

test("what was made is in every view of trees with the same dependencies, in place of the checkout's", async () => {
  const folder = await makeRepository(project);
  await write(folder, {
    'node_modules/x/index.js': 'the checkout\n',
    'packages/a/node_modules/stale/index.js': '',
    '.venv/bin/python': 'the checkout\n',
  });
  const run = await setupRun(folder);
  const { workspace } = run;
  const changed = await treeWith(run, { 'package.json': manifest('2') });
  const sameKey = await treeWith(run, { 'package.json': manifest('2'), 'install.js': 'other\n' });
  expect(await workspace.madeDependencies(changed)).toBeNull();

  const setup = await workspace.open('setup', changed);
  await write(setup.root, {
    'node_modules/x/index.js': 'made\n',
    'node_modules/.bin/x': `#!${setup.root}/x\n`,
  });
  await symlink(join(setup.root, 'packages/a'), join(setup.root, 'node_modules/a'));
  await chmod(join(setup.root, 'node_modules/.bin/x'), 0o755);
  expect(await workspace.keepMadeDependencies(setup, changed)).toEqual(['node_modules']);
  await setup.close();

  expect(await workspace.madeDependencies(sameKey)).toEqual(['node_modules']);
  for (const kind of ['planner', 'coder', 'tester', 'verification'] as const) {
    const { root } = await workspace.open(kind, sameKey);
    expect(await readFile(join(root, 'node_modules/x/index.js'), 'utf8'), kind).toBe('made\n');
    expect(await readlink(join(root, 'node_modules/a')), kind).toBe(join(root, 'packages/a'));
    expect(await readFile(join(root, 'node_modules/.bin/x'), 'utf8'), kind).toBe(`#!${root}/x\n`);
    expect(await readFile(join(root, '.venv/bin/python'), 'utf8'), kind).toBe('the checkout\n');
    expect(existsSync(join(root, 'packages/a/node_modules')), kind).toBe(false);
  }
  const base = await workspace.open('tester', workspace.baseTree);
  expect(await readFile(join(base.root, 'node_modules/x/index.js'), 'utf8')).toBe('the checkout\n');
  const coder = await workspace.open('coder', workspace.baseTree);
  expect(await readFile(join(coder.root, 'node_modules/x/index.js'), 'utf8')).toBe('the checkout\n');
});

test('another run finds what was made, as long as all that setup can read is the same', async () => {
  const folder = await makeRepository(project);
  const first = await setupRun(folder);
  const setup = await first.workspace.open('setup', first.workspace.baseTree);
  await write(setup.root, { 'node_modules/x/index.js': 'made\n' });
  await first.workspace.keepMadeDependencies(setup, first.workspace.baseTree);
  await first.workspace.keepMadeDependencies(setup, first.workspace.baseTree);
  expect((await readdir(first.cache)).length).toBe(1);

  const second = (await setupRun(folder, first.cache)).workspace;
  expect(await second.madeDependencies(second.baseTree)).toEqual(['node_modules']);
  const view = await second.open('verification', second.baseTree);
  expect(await readFile(join(view.root, 'node_modules/x/index.js'), 'utf8')).toBe('made\n');

  await write(folder, { 'install.js': 'later\n' });
  const changed = (await setupRun(folder, first.cache)).workspace;
  expect(await changed.madeDependencies(changed.baseTree)).toBeNull();
  await write(folder, { 'install.js': 'base\n' });

  const other = await startTestRun(folder, {
    setup: { commands: ['npm i'], folder: '', cache: first.cache },
  });
  expect(await other.workspace.madeDependencies(other.workspace.baseTree)).toBeNull();
  await write(folder, { 'packages/a/package.json': manifest('2') });
  commitAll(folder, 'other dependencies');
  const third = (await setupRun(folder, first.cache)).workspace;
  expect(await third.madeDependencies(third.baseTree)).toBeNull();
});

test('what one repository has made is not used by another, nor under other variables or another network', async () => {
  const first = await setupRun(await makeRepository(project));
  const setup = await first.workspace.open('setup', first.workspace.baseTree);
  await write(setup.root, { 'node_modules/x/index.js': 'poisoned\n' });
  await first.workspace.keepMadeDependencies(setup, first.workspace.baseTree);

  const other = (await setupRun(await makeRepository(project), first.cache)).workspace;
  // Control: they differ in nothing but the place.
  expect(other.baseTree).toBe(first.workspace.baseTree);
  expect(await other.madeDependencies(other.baseTree)).toBeNull();

  const later = (conditions: string[]) =>
    openWorkspace(first.runHome, { ...machine, setupConditions: conditions }, ['npm ci']);
  const same = await later([]);
  expect(await same.madeDependencies(same.baseTree)).toEqual(['node_modules']);
  const elsewhere = await later(['LANG=C']);
  expect(await elsewhere.madeDependencies(elsewhere.baseTree)).toBeNull();
});

test('a setup view has code as it is at the base, but for files that the user has given it by name', async () => {
  const files = { ...project, 'setup.py': 'base\n', Gemfile: 'base\n', 'app.gemspec': 'base\n' };
  const folder = await makeRepository(files);
  const changes = {
    'setup.py': 'evil\n',
    Gemfile: 'evil\n',
    'app.gemspec': 'evil\n',
    'Gemfile.lock': 'data\n',
    'package.json': JSON.stringify({ dependencies: { x: '2' }, scripts: { bootstrap: 'evil' } }),
    'install.js/package.json': '{}',
  };
  const seenBy = async (given: string[]) => {
    const cache = join(await temporaryFolder(), 'setup');
    const run = await startTestRun(folder, {
      setup: { commands: ['make'], folder: '', cache, given: given.map(toPathBytes) },
    });
    const coder = await run.workspace.open('coder', run.workspace.baseTree);
    await rm(join(coder.root, 'install.js'));
    await write(coder.root, changes);
    const view = await run.workspace.open('setup', (await coder.snapshot()).tree);
    const names = ['setup.py', 'Gemfile', 'app.gemspec', 'Gemfile.lock', 'package.json', 'install.js'];
    return Promise.all(names.map((name) => readFile(join(view.root, name), 'utf8')));
  };
  const laid = `${JSON.stringify({ dependencies: { x: '2' } }, null, 2)}\n`;
  expect(await seenBy([])).toEqual(['base\n', 'base\n', 'base\n', 'data\n', laid, 'base\n']);
  // Control: a file that the user has named is the run's.
  expect((await seenBy(['setup.py', 'app.gemspec'])).slice(0, 3)).toEqual(['evil\n', 'base\n', 'evil\n']);
});

test('a link that setup commands put in the place of a folder brings nothing from outside of the view', async () => {
  const folder = await makeRepository(project);
  const outside = await temporaryFolder();
  await write(outside, { id_ed25519: 'secret\n' });
  const run = await setupRun(folder);
  const tree = await treeWith(run, { 'package.json': manifest('2') });
  const setup = await run.workspace.open('setup', tree);
  await symlink(outside, join(setup.root, 'node_modules'));
  await write(setup.root, { 'packages/real/x/index.js': 'made\n' });
  await symlink('../real', join(setup.root, 'packages/a/node_modules'));
  expect(await run.workspace.keepMadeDependencies(setup, tree)).toEqual(['packages/a/node_modules']);
  await setup.close();
  const { root } = await run.workspace.open('tester', tree);
  expect(existsSync(join(root, 'node_modules'))).toBe(false);
  expect(await readFile(join(root, 'packages/a/node_modules/x/index.js'), 'utf8')).toBe('made\n');
});
