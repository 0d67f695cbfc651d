import { expect, test } from 'vitest';
import { configuredFiles, mayNameFiles } from './configured-files.ts';

const base = new Set([
  'scripts/prepare.ts',
  'scripts/environment.js',
  'packages/a/prepare.js',
  'src/main.ts',
  'src/index.ts',
  'hooks.cjs',
  'more.js',
  'shop/plugin.py',
  'src/shop/other.py',
]);
const named = (path: string, text: string) => configuredFiles(path, text, (file) => base.has(file));

test.each<[string, string, string[]]>([
  ['vitest.config.ts', "test: { setupFiles: ['./scripts/prepare.ts'] }", ['scripts/prepare.ts']],
  ['vitest.config.ts', "globalSetup: 'scripts/prepare',", ['scripts/prepare.ts']],
  [
    'vitest.config.ts',
    "setupFiles: [new URL('./scripts/prepare.ts', import.meta.url).pathname]",
    ['scripts/prepare.ts'],
  ],
  ['vite.config.ts', "build: { lib: { entry: './src/main.ts' } }, alias: { '@': './src/index.ts' }", []],
  ['packages/a/jest.config.js', "setupFilesAfterEnv: ['<rootDir>/prepare.js']", ['packages/a/prepare.js']],
  [
    'packages/a/jest.config.js',
    "testEnvironment: '../../scripts/environment.js'",
    ['scripts/environment.js'],
  ],
  ['package.json', '{ "main": "./src/main.ts", "jest": { "setupFiles": ["./more.js"] } }', ['more.js']],
  ['package.json', '{ "ava": { "require": ["./hooks.cjs", "./more.js"] } }', ['hooks.cjs', 'more.js']],
  ['package.json', '{ "exports": { "import": "./src/index.ts", "require": "./hooks.cjs" } }', []],
  ['package.json', '{', []],
  ['.mocharc.yml', 'require: ./hooks.cjs\nspec: src/main.ts\n', ['hooks.cjs']],
  [
    '.mocharc.yml',
    'require:\n  - ./hooks.cjs\n  - "./more.js"\nspec:\n  - src/main.ts\n',
    ['hooks.cjs', 'more.js'],
  ],
  ['.mocharc.json', '{ "require": "./hooks.cjs" }', ['hooks.cjs']],
  ['bunfig.toml', '[test]\npreload = ["./more.js"]\n', ['more.js']],
  ['pytest.ini', '[pytest]\naddopts = -q -p shop.plugin\n', ['shop/plugin.py']],
  ['pyproject.toml', 'addopts = ["-p", "shop.other"]\n', ['src/shop/other.py']],
  [
    'conftest.py',
    'pytest_plugins = [\n  "shop.plugin",\n  "shop.other",\n]\n',
    ['shop/plugin.py', 'src/shop/other.py'],
  ],
  ['conftest.py', 'import shop.plugin\n', []],
])('%s: %j', (path, text, expected) => {
  expect(mayNameFiles(path)).toBe(true);
  expect(named(path, text)).toEqual(expected);
});

test('other files name none', () => {
  expect(['src/main.ts', 'tsconfig.json', 'eslint.config.js', 'Makefile'].some(mayNameFiles)).toBe(false);
});
