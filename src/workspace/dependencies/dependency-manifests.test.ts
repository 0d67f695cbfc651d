import { describe, expect, test } from 'vitest';
import { toPathBytes } from '../git/path-bytes.ts';
import { dependencyPart, isManifest } from './dependency-manifests.ts';

test.each([
  'package.json',
  'packages/a/package.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  'bun.lock',
  'pyproject.toml',
  'requirements.txt',
  'requirements-dev.txt',
  'dev-requirements.txt',
  'requirements/../requirements.in',
  'poetry.lock',
  'uv.lock',
  'crates/x/Cargo.toml',
  'Cargo.lock',
  'go.mod',
  'go.sum',
])('%s is a manifest', (path) => {
  expect(isManifest(toPathBytes(path))).toBe(true);
});

test.each([
  'tsconfig.json',
  'my-package.json',
  'requirements.md',
  'node_modules/x/package.json',
  'toString',
  'src/go.mod.ts',
])('%s is none', (path) => {
  expect(isManifest(toPathBytes(path))).toBe(false);
});

describe('an edit that does not concern dependencies changes nothing, another does', () => {
  const pyproject = '[project]\ndependencies = ["a"]\n\n[tool.ruff]\nline-length = 80\n';
  const cargo = '[package]\nname = "x"\n\n[dependencies]\na = "1"\n\n[profile.release]\nlto = true\n';
  const manifest = { name: 'x', scripts: { test: 'a' }, dependencies: { a: '1' } };
  const json = (change: object) => JSON.stringify({ ...manifest, ...change });

  test.each([
    [
      'package.json',
      json({}),
      json({ scripts: { test: 'b' }, version: '2' }),
      json({ devDependencies: { b: '1' } }),
    ],
    ['package.json', json({}), `${json({})}\n`, json({ dependencies: { a: '2' } })],
    ['package.json', json({}), JSON.stringify(manifest, null, 2), json({ overrides: { b: '1' } })],
    ['package.json', '{', '{', '{ '],
    ['pyproject.toml', pyproject, pyproject.replace('80', '100'), pyproject.replace('"a"', '"b"')],
    [
      'pyproject.toml',
      pyproject,
      `# a comment\n${pyproject}`,
      `${pyproject}[dependency-groups]\ndev = ["c"]\n`,
    ],
    ['Cargo.toml', cargo, cargo.replace('true', 'false'), cargo.replace('"1"', '"2"')],
    ['Cargo.toml', cargo, cargo.replace('\n\n', '\n'), `${cargo}[dev-dependencies]\nb = "1"\n`],
    ['Cargo.toml', cargo, `${cargo}# the end\n`, `dependencies.b = "1"\n${cargo}`],
    [
      'Cargo.toml',
      'dependencies.a = "1"\n',
      '[dependencies]\na = "1" # as before\n',
      'dependencies.a = "2"\n',
    ],
    [
      'pyproject.toml',
      pyproject,
      pyproject.replace('["a"]', '[\n  "a", # why\n]'),
      'project.dependencies = []\n',
    ],
    ['setup.cfg', '[options]\na = 1\n', '[options]\n; why\na = 1\n\n[flake8]\n', '[options]\na = 2\n'],
    ['go.sum', 'a\n', 'a\n', 'b\n'],
  ])('%s: %j', (path, before, same, other) => {
    expect(dependencyPart(toPathBytes(path), same)).toBe(dependencyPart(toPathBytes(path), before));
    expect(dependencyPart(toPathBytes(path), other)).not.toBe(dependencyPart(toPathBytes(path), before));
  });
});

test('a manifest that nests too deeply to be written down counts as a whole', () => {
  const deep = `project.${'a.'.repeat(50_000)}b = 1\n`;
  expect(dependencyPart(toPathBytes('pyproject.toml'), deep)).toBe(deep);
});

test('a byte order mark changes nothing', () => {
  const mark = Buffer.from('\ufeff').toString('latin1');
  for (const [path, text] of [
    ['package.json', '{"dependencies":{"a":"1"},"scripts":{"test":"x"}}'],
    ['pyproject.toml', '[project]\nname = "a"\n[tool.ruff]\nx = 1\n'],
    ['Cargo.toml', '[package]\nname = "a"\n[lints]\nx = 1\n'],
  ] as const) {
    expect(dependencyPart(toPathBytes(path), mark + text)).toBe(dependencyPart(toPathBytes(path), text));
    expect(dependencyPart(toPathBytes(path), mark + text)).not.toMatch(/"x"|x = 1/);
  }
});
