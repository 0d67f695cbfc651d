import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type StartedTestRun, write } from '../testing.ts';
import { changedRun, type Files, protection } from './testing.ts';

/** The exit code of a command on a fresh checkout of the tree. */
async function exitCode(
  { workspace }: StartedTestRun,
  tree: string,
  command: string,
): Promise<number | null> {
  const view = await workspace.open('verification', tree);
  const { NODE_TEST_CONTEXT, NODE_OPTIONS, npm_config_script_shell, ...env } = process.env;
  const { status } = spawnSync('/bin/sh', ['-c', command], {
    cwd: view.root,
    env: { ...env, CARGO_TARGET_DIR: join(view.root, 'target'), PYTHONDONTWRITEBYTECODE: '1' },
  });
  await view.close();
  return status;
}

async function measure(base: Record<string, string>, files: Files, command: string) {
  const { run, tree } = await changedRun(base, files);
  const asked = { ...protection, commands: [command] };
  const restored = await run.workspace.restoredTree(tree, asked);
  return {
    candidate: await exitCode(run, tree, command),
    restored: await exitCode(run, restored.tree, command),
    changes: restored.changes.map(({ path }) => path),
    undone: async () => exitCode(run, await run.workspace.undoneTree(tree, asked), command),
  };
}

const javascript = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  'check.sh': 'node --test\n',
  'src/add.js':
    'export function add(a, b) {\n  return a + b;\n}\n\nexport function half(a) {\n  return a / 2;\n}\n',
  'test/add.test.js':
    "import assert from 'node:assert';\nimport test from 'node:test';\nimport { add } from '../src/add.js';\n\ntest('adds', () => assert.strictEqual(add(1, 2), 3));\n",
};
const wrong = javascript['src/add.js'].replace('a + b', 'a - b');

const python = {
  'calc.py': 'def add(a, b):\n    return a + b\n',
  'tests/test_calc.py': 'from calc import add\n\n\ndef test_adds():\n    assert add(1, 2) == 3\n',
};
const wrongPython = python['calc.py'].replace('a + b', 'a - b');
const pytest = 'python3 -m pytest -q -p no:cacheprovider';
const passAll =
  'import pytest\n\n\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n    (yield).get_result().outcome = "passed"\n';

const rust = {
  'Cargo.toml': '[package]\nname = "calc"\nversion = "0.1.0"\nedition = "2021"\n',
  'src/lib.rs':
    'pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {\n        assert_eq!(super::add(1, 2), 3);\n    }\n}\n',
};

describe('a program that is wrong passes its own tree, and fails the restored one', () => {
  test.each<[string, Record<string, string>, Files, string]>([
    [
      'a weaker assertion',
      javascript,
      { 'src/add.js': wrong, 'test/add.test.js': javascript['test/add.test.js'].replace('3));', '-1));') },
      'npm test',
    ],
    [
      'a skipped test',
      javascript,
      {
        'src/add.js': wrong,
        'test/add.test.js': javascript['test/add.test.js'].replace('test(', 'test.skip('),
      },
      'npm test',
    ],
    ['no test any more', javascript, { 'src/add.js': wrong, test: null }, 'npm test'],
    [
      'another script',
      javascript,
      { 'src/add.js': wrong, 'package.json': '{ "type": "module", "scripts": { "test": "true" } }\n' },
      'npm test',
    ],
    [
      'another shell for scripts',
      javascript,
      { 'src/add.js': wrong, '.npmrc': 'script-shell=/bin/true\n' },
      'npm test',
    ],
    ['another verify script', javascript, { 'src/add.js': wrong, 'check.sh': 'true\n' }, 'sh check.sh'],
    ['a hook of pytest', python, { 'calc.py': wrongPython, 'conftest.py': passAll }, pytest],
    [
      'a plug-in by its metadata',
      python,
      {
        'calc.py': wrongPython,
        'evil.py': passAll,
        'evil.egg-info/entry_points.txt': '[pytest11]\nevil = evil\n',
        'evil.egg-info/PKG-INFO': 'Name: evil\nVersion: 1\n',
      },
      pytest,
    ],
    [
      'a module in front of pytest',
      python,
      { 'calc.py': wrongPython, 'pytest.py': 'print("1 passed")\n' },
      pytest,
    ],
    [
      'a module in front of the program',
      python,
      { 'calc.py': wrongPython, 'tests/calc.py': python['calc.py'] },
      pytest,
    ],
    [
      'options of pytest',
      { ...python, 'pyproject.toml': '[project]\nname = "calc"\n' },
      {
        'calc.py': wrongPython,
        'evil.py': passAll,
        'pyproject.toml': 'tool.pytest.ini_options.addopts = "-p evil"\n[project]\nname = "calc"\n',
      },
      pytest,
    ],
    [
      'a test module of Rust put out of use',
      rust,
      { 'src/lib.rs': rust['src/lib.rs'].replace('a + b', 'a - b').replace('cfg(test)', 'cfg(any())') },
      'cargo test --offline',
    ],
  ])('%s', async (_, base, files, command) => {
    const measured = await measure(base, files, command);
    expect(measured).toMatchObject({ candidate: 0 });
    expect(measured.restored).not.toBe(0);
  });
});

describe('honest work passes both', () => {
  const added = javascript['src/add.js'].replace('return a / 2;', 'return Math.floor(a / 2);');

  test('a case added to an existing test file, which fails without the change', async () => {
    const tests = `${javascript['test/add.test.js'].replace('{ add }', '{ add, half }')}test('halves', () => assert.strictEqual(half(3), 1));\n`;
    const measured = await measure(
      javascript,
      { 'src/add.js': added, 'test/add.test.js': tests },
      'npm test',
    );
    expect(measured).toMatchObject({ candidate: 0, restored: 0, changes: ['test/add.test.js'] });
    expect(await measured.undone()).toBe(1);
  });

  test('a new test file beside a new script and a dependency', async () => {
    const files = {
      'src/add.js': added,
      'test/half.test.js': javascript['test/add.test.js']
        .replaceAll('add', 'half')
        .replace('half(1, 2), 3', 'half(3), 1')
        .replace('src/half', 'src/add'),
      'package.json':
        '{ "type": "module", "scripts": { "test": "node --test", "build": "true" }, "dependencies": { "a": "1" } }\n',
    };
    const measured = await measure(javascript, files, 'npm test');
    expect(measured).toMatchObject({ candidate: 0, restored: 0, changes: [] });
    expect(await measured.undone()).toBe(1);
  });

  test('a renamed module, which proves nothing by itself', async () => {
    const files = {
      'src/add.js': null,
      'src/sum.js': added,
      'test/add.test.js': javascript['test/add.test.js'].replace('src/add.js', 'src/sum.js'),
    };
    const measured = await measure(javascript, files, 'npm test');
    expect(measured).toMatchObject({ candidate: 0, restored: 0 });
    expect(await measured.undone()).toBe(0);
  });

  test('a renamed module of Python', async () => {
    const base = { ...python, 'calc.py': `${python['calc.py']}\n\ndef half(a):\n    return a / 2\n` };
    const files = {
      'calc.py': null,
      'sums.py': base['calc.py'],
      'tests/test_calc.py': python['tests/test_calc.py'].replace('calc import', 'sums import'),
    };
    expect(await measure(base, files, pytest)).toMatchObject({ candidate: 0, restored: 0 });
  });

  test('a new test within a Rust file, which fails without the change', async () => {
    const lib = rust['src/lib.rs']
      .replace('a + b', 'a.saturating_add(b)')
      .replace(
        '#[test]',
        '#[test]\n    fn stays() {\n        assert_eq!(super::add(i32::MAX, 1), i32::MAX);\n    }\n\n    #[test]',
      );
    const measured = await measure(rust, { 'src/lib.rs': lib }, 'cargo test --offline');
    expect(measured).toMatchObject({ candidate: 0, restored: 0, changes: ['src/lib.rs'] });
    expect(await measured.undone()).not.toBe(0);
  });

  test('sealed checks see the program of the candidate', async () => {
    const { run, tree } = await changedRun(javascript, { 'src/add.js': wrong });
    const view = await run.workspace.open('coder', tree);
    const folder = join(run.runHome, 'sealed');
    await write(folder, { 'test/sealed.test.js': javascript['test/add.test.js'] });
    await view.close();
    const { baseTree } = run.workspace;
    const command = 'node --test test/sealed.test.js';
    expect(
      await exitCode(run, await run.workspace.treeWith(baseTree, { kind: 'sealed files', folder }), command),
    ).toBe(0);
    expect(
      await exitCode(run, await run.workspace.treeWith(tree, { kind: 'sealed files', folder }), command),
    ).toBe(1);
  });
});
