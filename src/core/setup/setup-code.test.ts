import { expect, test } from 'vitest';
import { changesSetup } from './setup-code.ts';

const changed = (commands: string[], path: string, base: string | null = 'a', now: string | null = 'b') =>
  changesSetup(commands)({ path, base, changed: now });

test.each([
  ['pip install -e .', 'setup.py'],
  ['python3 -m pip install -e .', 'sub/setup.py'],
  ['python3 -m venv .venv && .venv/bin/pip install -e .', 'setup.cfg'],
  ['bundle install', 'Gemfile'],
  ['bundle install', 'shop.gemspec'],
  ['cargo build', 'build.rs'],
  ['./gradlew assemble', 'build.gradle.kts'],
  ['pnpm install --frozen-lockfile', '.pnpmfile.cjs'],
  ['mix deps.get', 'mix.exs'],
  // What a script runs is not known.
  ['sh install.sh', 'setup.py'],
  ['npm run bootstrap', 'Gemfile'],
  ['make setup', 'Makefile'],
])('%s may run a changed %s', (command, path) => {
  expect(changed([command], path)).toBe(true);
});

test.each([
  ['npm ci', 'setup.py'],
  ['npm ci', 'Makefile'],
  ['bundle install', 'build.rs'],
  ['pip install -r requirements.txt', 'Gemfile'],
  ['pip install -e .', 'src/shop.py'],
  ['pip install -e .', 'test/fixtures/setup.py'],
  ['npm ci', 'package-lock.json'],
])('%s runs nothing of a changed %s', (command, path) => {
  expect(changed([command], path)).toBe(false);
});

const json = (scripts: object, more: object = {}) => JSON.stringify({ scripts, ...more });

test('of a package.json, only what the setup can run counts', () => {
  const base = json({ bootstrap: 'npm run deep', deep: 'node a.js', lint: 'x' });
  const of = (command: string, text: string) => changed([command], 'package.json', base, text);
  const withLint = json({ bootstrap: 'npm run deep', deep: 'node a.js', lint: 'y' });
  const withDeep = json({ bootstrap: 'npm run deep', deep: 'node b.js', lint: 'x' });
  const withHook = json({ bootstrap: 'npm run deep', prebootstrap: 'z', deep: 'node a.js', lint: 'x' });
  expect(of('npm run bootstrap', withLint)).toBe(false);
  expect(of('npm run bootstrap', withDeep)).toBe(true);
  expect(of('npm run bootstrap', withHook)).toBe(true);
  expect(of('npm ci', withDeep)).toBe(false);
  const trusting = base.replace(/}$/, ',"trustedDependencies":["x"]}');
  expect(of('bun install', trusting)).toBe(true);
  expect(of('npm ci', base.replace(/}$/, ',"dependencies":{"x":"1"}}'))).toBe(false);
});

test('of a pyproject.toml, only how it is built counts', () => {
  const base = '[project]\ndependencies = ["a"]\n\n[tool.ruff]\nline-length = 80\n';
  const of = (text: string) => changed(['pip install -e .'], 'pyproject.toml', base, text);
  expect(of(base.replace('80', '100').replace('"a"', '"b"'))).toBe(false);
  expect(of(`${base}\n[build-system]\nbackend-path = ["."]\n`)).toBe(true);
  expect(of(`${base}\n[tool.hatch.build.hooks.custom]\npath = "x.py"\n`)).toBe(true);
});
