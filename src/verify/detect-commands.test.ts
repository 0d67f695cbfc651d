import { describe, expect, test } from 'vitest';
import { detectCommands } from './detect-commands.ts';

const packageWith = (script: unknown) => JSON.stringify({ scripts: { test: script } });
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
  ])('with %j is tested by %s', (names, command) => {
    expect(detectCommands(['package.json', ...names], packageWith('vitest'), null)).toEqual({
      commands: [command],
      source: 'package.json',
    });
  });

  test.each([
    ['the script of npm init', packageWith('echo "Error: no test specified" && exit 1')],
    ['an empty script', packageWith(' ')],
    ['a script that is no text', packageWith(1)],
    ['no scripts', '{}'],
    ['no object', 'null'],
    ['no JSON', '{'],
  ])('with %s says nothing', (_, packageJson) => {
    expect(detectCommands(['package.json'], packageJson, null)).toEqual(nothing);
    expect(detectCommands(['package.json', 'Cargo.toml'], packageJson, null).source).toBe('Cargo.toml');
  });
});

describe('a Python project', () => {
  test.each([
    [['pytest.ini'], 'pytest.ini'],
    [['conftest.py'], 'conftest.py'],
    [['pyproject.toml', 'tests'], 'pyproject.toml'],
    [['setup.cfg', 'test'], 'setup.cfg'],
    [['tox.ini', 'test_all.py'], 'tox.ini'],
    [['pyproject.toml', 'all_test.py'], 'pyproject.toml'],
  ])('with %j is tested by pytest', (names, source) => {
    expect(detectCommands(names, null, null)).toEqual({ commands: ['python3 -m pytest'], source });
    expect(detectCommands([...names, '.venv'], null, null).commands).toEqual(['.venv/bin/python -m pytest']);
  });

  test.each([[['pyproject.toml']], [['tests']], [['setup.cfg', 'testing', 'contest.py']]])(
    'with %j alone says nothing',
    (names) => {
      expect(detectCommands(names, null, null)).toEqual(nothing);
    },
  );
});

describe('a Makefile', () => {
  test.each([
    'test:\n\techo',
    'test: build\n',
    'all:\n\n.PHONY: test\ntest ::\n',
    'check test lint: build\n',
    'test check:\n',
  ])('%j has a target for tests', (makefile) => {
    expect(detectCommands(['Makefile'], null, makefile)).toEqual({
      commands: ['make test'],
      source: 'Makefile',
    });
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
  ])('%j has none', (makefile) => {
    expect(detectCommands(['Makefile'], null, makefile)).toEqual(nothing);
  });
});

test.each([
  [['Cargo.toml', 'go.mod', 'Makefile'], 'cargo test', 'Cargo.toml'],
  [['go.mod', 'Makefile'], 'go test ./...', 'go.mod'],
  [['Cargo.toml', 'pytest.ini'], 'python3 -m pytest', 'pytest.ini'],
  [['Makefile'], 'make test', 'Makefile'],
])('the first of %j that says something counts', (names, command, source) => {
  expect(detectCommands(names, null, 'test:\n')).toEqual({ commands: [command], source });
});

test('a folder without any of them says nothing', () => {
  expect(detectCommands([], null, null)).toEqual(nothing);
});
