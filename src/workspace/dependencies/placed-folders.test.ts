import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeRepository, runUsersGit, searchPath, startTestRun, temporaryFolder, write } from '../testing.ts';

/** What a program prints in a folder, which has no environment but the search path. */
function printed(folder: string, program: string, ...args: string[]): string {
  const env = { PATH: searchPath, PYTHONDONTWRITEBYTECODE: '1' };
  return execFileSync(program, args, { cwd: folder, encoding: 'utf8', env }).trim();
}

/** Changes files in the coder's view, and resolves with a tester's view of the outcome. */
async function viewAfter(run: Awaited<ReturnType<typeof startTestRun>>, files: Record<string, string>) {
  const coder = await run.workspace.open('coder', run.workspace.baseTree);
  await write(coder.root, files);
  const { tree } = await coder.snapshot();
  return { coder, tester: await run.workspace.open('tester', tree) };
}

describe('links among packages', () => {
  test.each([
    ['relative', () => '../packages/shared'],
    ['absolute', (top: string) => join(top, 'packages/shared')],
    ['out of the top and in again', (top: string) => `../../${basename(top)}/packages/shared`],
    ['absolute, through a second path', (top: string) => join(dirname(top), 'alias/packages/shared')],
  ])("that are %s load the view's own package, not the checkout's", async (_, target) => {
    const top = await makeRepository({
      '.gitignore': 'node_modules\n',
      'packages/shared/index.js': 'console.log("base")\n',
      'main.js': 'require("shared")\n',
    });
    await symlink(top, join(dirname(top), 'alias'));
    await mkdir(join(top, 'node_modules'));
    await symlink(target(top), join(top, 'node_modules/shared'));
    expect(printed(top, process.execPath, 'main.js')).toBe('base');

    const run = await startTestRun(top);
    const { coder, tester } = await viewAfter(run, {
      'packages/shared/index.js': 'console.log("candidate")\n',
    });
    await write(top, { 'packages/shared/index.js': 'console.log("the checkout")\n' });
    for (const view of [tester, coder])
      expect(printed(view.root, process.execPath, 'main.js')).toBe('candidate');
  });

  test('stay as they are where the view is mounted at the path of the checkout', async () => {
    const top = await makeRepository({ '.gitignore': 'node_modules\n', 'packages/shared/index.js': '' });
    await mkdir(join(top, 'node_modules'));
    await symlink(join(top, 'packages/shared'), join(top, 'node_modules/shared'));
    const run = await startTestRun(top, { mountedAtCheckout: true });
    const view = await run.workspace.open('tester', run.workspace.baseTree);
    expect(await readlink(join(view.root, 'node_modules/shared'))).toBe(join(top, 'packages/shared'));
  });

  test('keep leading out of the checkout where they did', async () => {
    const elsewhere = await temporaryFolder();
    const top = await makeRepository({ '.gitignore': 'node_modules\n' });
    await mkdir(join(top, 'node_modules'));
    await symlink(elsewhere, join(top, 'node_modules/linked'));
    const run = await startTestRun(top);
    const view = await run.workspace.open('tester', run.workspace.baseTree);
    expect(await readlink(join(view.root, 'node_modules/linked'))).toBe(elsewhere);
  });
});

describe('a virtual environment', () => {
  const finder = (top: string) =>
    [
      'import sys',
      'from importlib.util import spec_from_file_location',
      `MAPPING = {"found": "${top}/lib/found.py"}`,
      'class Finder:',
      '    @staticmethod',
      '    def find_spec(name, path=None, target=None):',
      '        return spec_from_file_location(name, MAPPING[name]) if name in MAPPING else None',
      'sys.meta_path.append(Finder)',
      '',
    ].join('\n');

  /** A project whose environment has its packages installed in the editable way, by a path and by a finder. */
  async function pythonProject() {
    const top = await makeRepository({
      '.gitignore': '.venv\n',
      'src/located.py': 'print("base")\n',
      'lib/found.py': 'print("base")\n',
      'main.py': 'import located, found, sys\nprint(sys.prefix)\n',
    });
    printed(top, 'python3', '-m', 'venv', '--without-pip', '.venv');
    const [version = ''] = await readdir(join(top, '.venv/lib'));
    const packages = join('.venv/lib', version, 'site-packages');
    await write(top, {
      [`${packages}/project.pth`]: `${top}/src\nimport __editable___found_finder\n`,
      [`${packages}/__editable___found_finder.py`]: finder(top),
      [`${packages}/other.pth`]: `${top}-2/src\n`,
      '.venv/bin/tool': `#!${top}/.venv/bin/python\nimport main\n`,
    });
    await chmod(join(top, '.venv/bin/tool'), 0o555);
    return { top, packages };
  }

  test("loads the view's own files, by its interpreter, its programs and its activation", async () => {
    const { top, packages } = await pythonProject();
    expect(printed(top, '.venv/bin/python', 'main.py')).toBe(`base\nbase\n${top}/.venv`);
    const run = await startTestRun(top);
    const { tester } = await viewAfter(run, {
      'src/located.py': 'print("candidate")\n',
      'lib/found.py': 'print("candidate")\n',
    });
    await write(top, {
      'src/located.py': 'print("the checkout")\n',
      'lib/found.py': 'print("the checkout")\n',
    });
    const expected = `candidate\ncandidate\n${tester.root}/.venv`;
    expect(printed(tester.root, '.venv/bin/python', 'main.py')).toBe(expected);
    expect(printed(tester.root, 'sh', '-c', 'PYTHONPATH=. .venv/bin/tool')).toBe(expected);
    expect(printed(tester.root, 'sh', '-c', '. .venv/bin/activate; python main.py')).toBe(expected);
    expect((await stat(join(tester.root, '.venv/bin/tool'))).mode & 0o777).toBe(0o555);
    expect(await readFile(join(tester.root, packages, 'other.pth'), 'utf8')).toBe(`${top}-2/src\n`);
    expect(await readFile(join(top, packages, 'project.pth'), 'utf8')).toContain(`${top}/src\n`);
  });

  test('keeps its paths where the view is mounted at the path of the checkout', async () => {
    const { top, packages } = await pythonProject();
    const run = await startTestRun(top, { mountedAtCheckout: true });
    const view = await run.workspace.open('tester', run.workspace.baseTree);
    expect(await readFile(join(view.root, packages, 'project.pth'), 'utf8')).toContain(`${top}/src\n`);
  });
});

describe("the coder's writes to dependency folders", () => {
  async function packageRun() {
    const top = await makeRepository({ '.gitignore': 'node_modules\nvendor\n', 'a.js': '' });
    await write(top, { 'node_modules/x/index.js': 'original\n', 'node_modules/y/index.js': 'original\n' });
    const run = await startTestRun(top);
    return { top, run, coder: await run.workspace.open('coder', run.workspace.baseTree) };
  }
  const file = 'node_modules/x/index.js';

  test.each<[string, (root: string) => Promise<unknown>]>([
    [
      'in place, with the old size and time',
      async (root) => {
        const { atime, mtime } = await stat(join(root, file));
        await writeFile(join(root, file), 'replaced\n');
        await utimes(join(root, file), atime, mtime);
      },
    ],
    ['removed', (root) => rm(join(root, 'node_modules'), { recursive: true })],
    [
      'a link in its place',
      async (root) => {
        await rm(join(root, 'node_modules'), { recursive: true });
        await symlink('/usr', join(root, 'node_modules'));
      },
    ],
  ])('are gone at the next call: %s', async (_, change) => {
    const { run, coder } = await packageRun();
    await change(coder.root);
    await write(coder.root, { 'a.js': 'kept\n' });
    const { tree } = await coder.snapshot();
    const again = await run.workspace.open('coder', tree);
    expect(again).toBe(coder);
    expect(await readFile(join(again.root, file), 'utf8')).toBe('original\n');
    expect(await readFile(join(again.root, 'a.js'), 'utf8')).toBe('kept\n');
    expect(existsSync('/usr/bin')).toBe(true);
  });

  test('and folders that the coder made go, untouched ones are not copied again', async () => {
    const { run, coder } = await packageRun();
    const { ino } = await stat(join(coder.root, file));
    await write(coder.root, { 'vendor/new.js': '' });
    await run.workspace.open('coder', run.workspace.baseTree);
    expect(existsSync(join(coder.root, 'vendor'))).toBe(false);
    expect((await stat(join(coder.root, file))).ino).toBe(ino);
  });

  test('never reach the private copy, and are no part of the tree without its .gitignore either', async () => {
    const { run, coder } = await packageRun();
    await rm(join(coder.root, '.gitignore'));
    await write(coder.root, { [file]: 'written\n', 'vendor/own.js': '' });
    const { tree } = await coder.snapshot();
    const tester = await run.workspace.open('tester', tree);
    expect(await readFile(join(tester.root, file), 'utf8')).toBe('original\n');
    expect(runUsersGit(tester.root, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe('a.js\nvendor/own.js\n');
  });

  test('a folder that was ignored at the start stays out of the tree when it no longer is', async () => {
    const top = await makeRepository({ '.gitignore': 'vendor\n', 'a.js': '' });
    await write(top, { 'vendor/lib.js': '' });
    const run = await startTestRun(top);
    const coder = await run.workspace.open('coder', run.workspace.baseTree);
    await write(coder.root, { '.gitignore': '' });
    const { tree } = await coder.snapshot();
    expect(await run.workspace.changedFiles(run.workspace.baseTree, tree)).toEqual(['.gitignore']);
  });
});
