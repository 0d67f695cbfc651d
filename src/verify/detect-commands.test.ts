import { describe, expect, test } from 'vitest';
import { filesOf } from '../../test/support/repository-files.ts';
import { detectCommands } from './detect-commands.ts';

const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '']));
const packageWith = (script: unknown, more = {}) => JSON.stringify({ scripts: { test: script }, ...more });
const nothing = { commands: [], source: '' };

describe('a package', () => {
  test.each([
    [[], 'npm test'],
    [['package-lock.json', 'yarn.lock'], 'npm test'],
    [['npm-shrinkwrap.json'], 'npm test'],
    [['pnpm-lock.yaml'], 'pnpm test'],
    [['yarn.lock'], 'yarn test'],
    [['bun.lock'], 'bun run test'],
    [['bun.lockb'], 'bun run test'],
  ])('with %j is tested by %s', async (names, command) => {
    const files = filesOf({ 'package.json': packageWith('vitest'), ...named(names) });
    expect(await detectCommands(files, '')).toEqual({ commands: [command], source: 'package.json' });
  });

  test('names its manager over its lock files', async () => {
    const manifest = packageWith('vitest', { packageManager: 'pnpm@10.1.0' });
    const files = filesOf({ 'package.json': manifest, 'package-lock.json': '' });
    expect((await detectCommands(files, '')).commands).toEqual(['pnpm test']);
  });

  test.each([
    ['vitest', [], 'npx --no-install vitest run'],
    ['jest', ['pnpm-lock.yaml'], 'pnpm exec jest'],
    ['mocha', ['yarn.lock'], 'yarn run mocha'],
  ])('without a script is tested by the runner %s that it depends on', async (runner, names, command) => {
    const manifest = JSON.stringify({ devDependencies: { [runner]: '1.0.0' } });
    const files = filesOf({ 'package.json': manifest, ...named(names) });
    expect((await detectCommands(files, '')).commands).toEqual([command]);
  });

  test.each([
    ['the script of npm init', packageWith('echo "Error: no test specified" && exit 1')],
    ['an empty script', packageWith(' ')],
    ['a script that is no text', packageWith(1)],
    ['no scripts', '{}'],
    ['workspaces and a runner', '{"workspaces":["*"],"devDependencies":{"jest":"1"}}'],
    ['no object', 'null'],
    ['no JSON', '{'],
  ])('with %s says nothing', async (_, manifest) => {
    expect(await detectCommands(filesOf({ 'package.json': manifest }), '')).toEqual(nothing);
    const files = filesOf({ 'package.json': manifest, 'Cargo.toml': '' });
    expect((await detectCommands(files, '')).source).toBe('Cargo.toml');
  });
});

describe('a Python project', () => {
  const unit = 'import unittest\nclass T(unittest.TestCase):\n  def test_a(self): pass\n';
  test.each([
    [{ 'pytest.ini': '' }, 'pytest.ini'],
    [{ 'conftest.py': '' }, 'conftest.py'],
    [{ 'pyproject.toml': '[tool.pytest.ini_options]', 'tests/unit/test_a.py': '' }, 'pyproject.toml'],
    [{ 'requirements-dev.txt': 'pytest==8\n', 'test_all.py': unit }, 'requirements-dev.txt'],
    [{ 'tests/test_a.py': 'def test_a():\n  assert 1\n' }, 'tests/test_a.py'],
    [{ 'all_test.py': 'import pytest\n' }, 'all_test.py'],
    [{ 'setup.cfg': '', 'tests/unit/test_a.py': unit }, 'setup.cfg'],
  ])('with %j is tested by pytest', async (texts, source) => {
    expect(await detectCommands(filesOf(texts), '')).toEqual({ commands: ['python3 -m pytest'], source });
    for (const environment of ['.venv', 'venv']) {
      const files = filesOf(texts, [`${environment}/bin/python`]);
      expect((await detectCommands(files, '')).commands).toEqual([`${environment}/bin/python -m pytest`]);
    }
  });

  test.each([
    [{ 'test_a.py': unit }, 'python3 -m unittest', 'test_a.py'],
    [{ 'pyproject.toml': '[project]', 'test_a.py': unit }, 'python3 -m unittest', 'test_a.py'],
    [{ 'tests/test_a.py': unit, 'tests/__init__.py': '' }, 'python3 -m unittest', 'tests/test_a.py'],
    [{ 'tests/test_a.py': unit }, 'python3 -m unittest discover -s tests', 'tests/test_a.py'],
  ])('with %j is tested by unittest', async (texts, command, source) => {
    expect(await detectCommands(filesOf(texts), '')).toEqual({ commands: [command], source });
  });

  test.each([
    [['pyproject.toml']],
    [['tests/data.json']],
    [['setup.cfg', 'testing/a.py', 'contest.py']],
    [['requirements.txt']],
  ])('with %j alone says nothing', async (names) => {
    expect(await detectCommands(filesOf(named(names)), '')).toEqual(nothing);
  });
});

describe('a Makefile', () => {
  test.each([
    'test:\n\techo',
    'test: build\n',
    'all:\n\n.PHONY: test\ntest ::\n',
    'check test lint: build\n',
    'test check:\n',
  ])('%j has a target for tests', async (makefile) => {
    const found = await detectCommands(filesOf({ Makefile: makefile }), '');
    expect(found).toEqual({ commands: ['make test'], source: 'Makefile' });
  });

  test.each([
    '',
    '.PHONY: test\n',
    'test := 1\n',
    'test=1\n',
    'test::=1\n',
    'tests:\n',
    '\ttest:\n',
    '# test:\n',
  ])('%j has none', async (makefile) => {
    expect(await detectCommands(filesOf({ Makefile: makefile }), '')).toEqual(nothing);
  });
});

describe('a project of another kind', () => {
  const cmake = 'project(shop)\nenable_testing()\n';
  const built = 'cmake -S . -B build && cmake --build build && ctest --test-dir build --output-on-failure';
  test.each([
    [{ Makefile: 'check:\n' }, 'make check', 'Makefile'],
    [{ GNUmakefile: 'check: test\ntest:\n' }, 'make test', 'GNUmakefile'],
    [{ configure: '', 'Makefile.am': '' }, './configure && make check', 'configure'],
    [{ justfile: 'build:\n  x\ntest *args: build\n  y\n' }, 'just test', 'justfile'],
    [{ 'CMakeLists.txt': cmake }, built, 'CMakeLists.txt'],
    // There, make may test less: parts of it, or an example.
    [{ 'CMakeLists.txt': cmake, Makefile: 'test:\n' }, built, 'CMakeLists.txt'],
    [{ 'pom.xml': '' }, 'mvn --offline --batch-mode test', 'pom.xml'],
    [{ 'pom.xml': '', mvnw: '' }, './mvnw --offline --batch-mode test', 'pom.xml'],
    [{ 'build.gradle.kts': '' }, 'gradle --offline --no-daemon test', 'build.gradle.kts'],
    [{ 'settings.gradle': '', gradlew: '' }, './gradlew --offline --no-daemon test', 'settings.gradle'],
    [{ 'Shop.sln': '' }, 'dotnet test', 'Shop.sln'],
    [{ 'Shop.csproj': '' }, 'dotnet test', 'Shop.csproj'],
    [
      { 'src/Shop/Shop.csproj': '', 'tests/Shop.Tests/Shop.Tests.csproj': '' },
      'dotnet test tests/Shop.Tests/Shop.Tests.csproj',
      'tests/Shop.Tests/Shop.Tests.csproj',
    ],
    [
      { 'Unit Tests/Unit.fsproj': '', 'test/ShopTest/ShopTest.csproj': '', 'test/data/a.json': '' },
      "dotnet test 'Unit Tests/Unit.fsproj' && dotnet test test/ShopTest/ShopTest.csproj",
      'Unit Tests/Unit.fsproj',
    ],
    [{ 'CMakeLists.txt': '# enable_testing()\n', Makefile: 'test:\n' }, 'make test', 'Makefile'],
  ])('%j is tested by %s', async (texts, command, source) => {
    const files = filesOf(texts as Record<string, string>);
    expect(await detectCommands(files, '')).toEqual({ commands: [command], source });
  });

  test('is not tested by a recipe that sets a variable', async () => {
    expect(await detectCommands(filesOf({ justfile: 'test := "a"\n' }), '')).toEqual(nothing);
  });
});

describe('a workspace of Cargo or Go', () => {
  test.each([
    [{ 'Cargo.toml': '[package]\n\n[workspace]\n' }, 'cargo test --workspace'],
    [{ 'Cargo.toml': '[package]\nworkspace = ".."\n' }, 'cargo test'],
    [{ 'go.work': 'go 1.22\n\nuse (\n\t./a // first\n\t./b\n)\n' }, 'go test ./a/... ./b/...'],
    [{ 'go.work': 'use ./a\nuse .\n' }, 'go test ./a/... ./...'],
  ])('%j is tested as a whole', async (texts, command) => {
    expect((await detectCommands(filesOf(texts), '')).commands).toEqual([command]);
  });
});

describe('a folder below the top', () => {
  const monorepo = {
    'package.json': packageWith('turbo test'),
    'pnpm-lock.yaml': '',
    'packages/a/package.json': packageWith('vitest'),
    'packages/a/src/index.ts': '',
    'packages/b/readme.md': '',
  };

  test.each([
    ['', ['pnpm test'], 'package.json'],
    ['packages/a', ['pnpm test', 'cd ../.. && pnpm test'], 'packages/a/package.json, package.json'],
    [
      'packages/a/src',
      ['cd .. && pnpm test', 'cd ../../.. && pnpm test'],
      'packages/a/package.json, package.json',
    ],
    ['packages/b', ['cd ../.. && pnpm test'], 'package.json'],
  ])('%j is tested by its package and by the whole', async (folder, commands, source) => {
    expect(await detectCommands(filesOf(monorepo), folder)).toEqual({ commands, source });
  });

  test('has its package alone where the whole has no command', async () => {
    const files = filesOf({ 'a/go.mod': '', 'readme.md': '' });
    expect(await detectCommands(files, 'a')).toEqual({ commands: ['go test ./...'], source: 'a/go.mod' });
  });

  test('uses the virtual environment above it', async () => {
    const files = filesOf({ 'a/pytest.ini': '' }, ['.venv/bin/python']);
    expect((await detectCommands(files, 'a')).commands).toEqual(['../.venv/bin/python -m pytest']);
  });
});

test.each([
  [['Cargo.toml', 'go.mod', 'Makefile'], 'cargo test', 'Cargo.toml'],
  [['go.mod', 'Makefile'], 'go test ./...', 'go.mod'],
  [['Cargo.toml', 'pytest.ini'], 'python3 -m pytest', 'pytest.ini'],
  [['Makefile'], 'make test', 'Makefile'],
])('the first of %j that says something counts', async (names, command, source) => {
  const files = filesOf({ ...named(names), Makefile: 'test:\n' });
  expect(await detectCommands(files, '')).toEqual({ commands: [command], source });
});

test('a folder without any of them says nothing', async () => {
  expect(await detectCommands(filesOf({}), '')).toEqual(nothing);
  expect(await detectCommands(filesOf({}), 'a/b')).toEqual(nothing);
});
