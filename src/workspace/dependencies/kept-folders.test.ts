import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  commitAll,
  filesOf,
  hashesOf,
  makeRepository,
  runsOwn,
  runUsersGit,
  startTestRun,
  temporaryFolder,
  write,
} from '../testing.ts';

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
    const shared = join(folder, '../other/node_modules');
    await write(shared, { 'real.js': 'shared\n' });
    await symlink(shared, join(folder, 'crate/node_modules'));

    const { workspace } = await startTestRun(folder);
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

test('further folders count beside their manifest, or where somebody names them', async () => {
  const folder = await makeRepository({
    '.gitignore': 'deps\n_build\n.tox\nvendor/bundle\n.bundle\nthird/party\nlocal\nenv\n',
    'mix.exs': '',
    'vendor/own.rb': '',
    'other/a.txt': '',
    'third/a.txt': '',
  });
  const wanted = ['deps/a.ex', '_build/a.beam', '.tox/py/x', 'vendor/bundle/a.rb', 'third/party/a.c'];
  const others = ['other/deps/a', 'local/a', 'env/a'];
  const password = 'BUNDLE_GEMS__EXAMPLE__ORG: "user:secret"\n';
  await write(folder, {
    ...Object.fromEntries([...wanted, ...others].map((path) => [path, 'x'])),
    '.bundle/config': `---\nBUNDLE_PATH: "vendor/bundle"\n${password}`,
  });
  const setup = { commands: [], folder: '', cache: join(folder, '../cache'), dependencies: ['third/party/'] };
  const { workspace } = await startTestRun(folder, { setup });
  const { root } = await workspace.open('tester', workspace.baseTree);
  for (const path of wanted) expect(existsSync(join(root, path)), path).toBe(true);
  for (const path of others) expect(existsSync(join(root, path)), path).toBe(false);
  expect(await readFile(join(root, '.bundle/config'), 'utf8')).toBe('---\nBUNDLE_PATH: "vendor/bundle"\n');
});

describe('a link in the place of a dependency folder', () => {
  /** Where it leads, from the checkout's top, and which file there tells that it was followed. */
  test.each<[string, string, string, boolean]>([
    ['the home', '../home/.ssh', 'id_rsa', false],
    ['a folder beside the checkout that is none of dependencies', '../private', 'key', false],
    ['dependencies of another checkout', '../other/node_modules', 'x.js', true],
    ['an environment of Python', '../home/envs/shop', 'bin/python', true],
  ])('to %s', async (_name, target, file, isFollowed) => {
    const folder = await makeRepository({ '.gitignore': 'node_modules\n' });
    const outside = join(folder, target);
    await write(outside, { [file]: 'canary', 'pip.conf': 'canary' });
    if (target.includes('envs')) await write(outside, { 'pyvenv.cfg': '' });
    await symlink(outside, join(folder, 'node_modules'));
    const { workspace, checkout } = await startTestRun(folder);
    const { root } = await workspace.open('coder', workspace.baseTree);
    expect(existsSync(join(root, 'node_modules', file))).toBe(isFollowed);
    expect(existsSync(join(root, 'node_modules/pip.conf'))).toBe(false);
    const said = `node_modules is a link to ${await realpath(outside)}, and is not followed`;
    expect(checkout.notices).toEqual(isFollowed ? [] : [expect.stringContaining(said)]);
    if (!isFollowed) expect(checkout.notices[0]).toContain(`--mount ${await realpath(outside)}`);
  });

  test('elsewhere on the machine is not followed, whatever its name; an environment is, without its credentials', async () => {
    const elsewhere = await temporaryFolder();
    await write(elsewhere, { 'node_modules/key': 'canary', 'env/pyvenv.cfg': '', 'env/pip.conf': 'canary' });
    const folder = await makeRepository({ '.gitignore': 'node_modules\n.venv\n' });
    await symlink(join(elsewhere, 'node_modules'), join(folder, 'node_modules'));
    await symlink(join(elsewhere, 'env'), join(folder, '.venv'));
    const { workspace } = await startTestRun(folder);
    const { root } = await workspace.open('tester', workspace.baseTree);
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
    expect(await readdir(join(root, '.venv'))).toEqual(['pyvenv.cfg']);
  });
});

/** A repository with a submodule at `path`, as a user has it. */
async function withSubmodule(path: string): Promise<string> {
  const library = await makeRepository({ 'lib.c': 'int x;\n' });
  const folder = await makeRepository({ 'a.txt': 'a\n' });
  const adding = ['submodule', '--quiet', 'add', library, path];
  runUsersGit(folder, '-c', 'protocol.file.allow=always', ...adding);
  commitAll(folder, 'submodule');
  return folder;
}

describe('a link in the place of the folder around a submodule', () => {
  test.each([
    ['leads nothing of its target into a view', 'link', false],
    ['is what it is about: a folder there is shown', 'folder', true],
  ])('%s', async (_name, what, isShown) => {
    const home = join(await temporaryFolder(), 'home');
    await write(home, { '.ssh/id_rsa': 'canary' });
    const folder = await withSubmodule('deep/.ssh');
    // As whoever packs a checkout can leave it: the link is ignored, so that git says nothing of it.
    await write(folder, { '.git/info/exclude': 'deep\n' });
    await rm(join(folder, 'deep'), { recursive: true });
    if (what === 'link') await symlink(home, join(folder, 'deep'));
    else await rename(home, join(folder, 'deep'));
    const { workspace } = await startTestRun(folder);
    const { root } = await workspace.open('coder', workspace.baseTree);
    expect(existsSync(join(root, 'deep/.ssh/id_rsa'))).toBe(isShown);
  });
});

describe('submodules', () => {
  test('stay as they are; their files, without .git, are in each view', async () => {
    const folder = await withSubmodule('deep/lib');
    await write(folder, { 'deep/lib/lib.c': 'int changed;\n' });
    const before = hashesOf(folder);
    const run = await startTestRun(folder);
    expect(hashesOf(folder, runsOwn)).toEqual(new Map([...before].filter(([path]) => !runsOwn.test(path))));
    expect(filesOf(run, run.workspace.baseTree)).toContain('160000 deep/lib');
    for (const kind of ['tester', 'coder'] as const) {
      const view = await run.workspace.open(kind, run.workspace.baseTree);
      expect(await readFile(join(view.root, 'deep/lib/lib.c'), 'utf8')).toBe('int changed;\n');
      expect(existsSync(join(view.root, 'deep/lib/.git'))).toBe(false);
      expect(runUsersGit(view.root, 'status', '--porcelain')).toBe('');
      await write(view.root, { 'deep/lib/new.c': '', 'deep/lib/lib.c': 'broken\n' });
      expect((await view.snapshot()).tree).toBe(run.workspace.baseTree);
      await rm(join(view.root, 'deep/lib'), { recursive: true });
      expect((await view.snapshot()).tree).toBe(run.workspace.baseTree);
      await write(view.root, { 'deep/lib': 'a file\n' });
      expect((await view.snapshot()).tree).toBe(run.workspace.baseTree);
    }
  });
});
