import { expect, test } from 'vitest';
import { setupManifest } from './setup-manifest.ts';

const json = (value: unknown) => JSON.stringify(value);

test('a package.json brings its dependencies and nothing that runs', () => {
  const base = json({ name: 'a', scripts: { bootstrap: 'node base.js' }, dependencies: { x: '1' } });
  const changed = json({
    name: 'a',
    scripts: { bootstrap: 'node evil.js', postinstall: 'evil' },
    dependencies: { x: '2', y: '1' },
    packageManager: 'pnpm@https://evil.example/pnpm.tgz',
    pnpm: { onlyBuiltDependencies: ['y'], overrides: { z: '1' } },
    trustedDependencies: ['y'],
  });
  expect(JSON.parse(setupManifest('package.json', base, changed) ?? '')).toEqual({
    name: 'a',
    scripts: { bootstrap: 'node base.js' },
    dependencies: { x: '2', y: '1' },
    pnpm: { overrides: { z: '1' } },
  });
  const alone = setupManifest('packages/b/package.json', null, changed) ?? '';
  expect(Object.keys(JSON.parse(alone))).toEqual(['name', 'dependencies', 'pnpm']);
});

test('a package.json whose dependencies are as they were is the text of the base', () => {
  const base = `${JSON.stringify({ scripts: { a: 'a' }, dependencies: { x: '1' } }, null, 4)}\n`;
  expect(setupManifest('package.json', base, json({ scripts: { a: 'b' }, dependencies: { x: '1' } }))).toBe(
    base,
  );
});

test('a version of a package manager is data', () => {
  const laid = setupManifest('package.json', '{}', json({ packageManager: 'pnpm@10.1.0+sha512.ab12' }));
  expect(JSON.parse(laid ?? '')).toEqual({ packageManager: 'pnpm@10.1.0+sha512.ab12' });
});

test.each(['setup.py', 'setup.cfg', 'Gemfile', 'sub/Gemfile', 'pnpm-workspace.yaml'])(
  '%s is code: it stays as it is at the base, or missing',
  (path) => {
    expect(setupManifest(path, 'base', 'changed')).toBe('base');
    expect(setupManifest(path, null, 'added')).toBeNull();
    expect(setupManifest(path, 'base', null)).toBe('base');
  },
);

test.each(['package-lock.json', 'requirements.txt', 'go.mod', 'Gemfile.lock', 'yarn.lock'])(
  '%s is data: it is the changed one, or gone',
  (path) => {
    expect(setupManifest(path, 'base', 'changed')).toBe('changed');
    expect(setupManifest(path, null, 'added')).toBe('added');
    expect(setupManifest(path, 'base', null)).toBeNull();
  },
);

test('a pyproject.toml brings dependencies, and no back-end, hook or script', () => {
  const base =
    '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n[project]\ndependencies = ["a"]\n';
  const changed = [
    '[build-system]',
    'requires = ["hatchling>=2"]',
    'build-backend = "evil"',
    'backend-path = ["."]',
    '',
    '[project]',
    'dependencies = ["a", "b"]',
    '',
    '[tool.hatch.build.hooks.custom]',
    'path = "evil.py"',
    '',
    '[tool.pdm.scripts]',
    'post_install = "evil"',
    '',
    '[tool.poetry.group.dev.dependencies]',
    'c = "1"',
    '',
  ].join('\n');
  const laid = setupManifest('pyproject.toml', base, changed) ?? '';
  expect(laid).not.toContain('evil');
  expect(laid).not.toContain('backend-path');
  for (const kept of ['hatchling>=2', '"hatchling.build"', '["a", "b"]', 'c = "1"'])
    expect(laid).toContain(kept);
});

test('a Cargo.toml brings dependencies, and no build script', () => {
  const base = '[package]\nname = "a"\n\n[dependencies]\nx = "1"\n';
  const changed = '[package]\nname = "a"\nbuild = "evil.rs"\n\n[dependencies]\nx = "2"\n';
  const laid = setupManifest('Cargo.toml', base, changed) ?? '';
  expect(laid).toContain('x = "2"');
  expect(laid).not.toContain('evil');
});

test('a composer.json brings what it requires, and no script or plug-in', () => {
  const base = json({ require: { a: '1' }, scripts: { 'post-install-cmd': 'base' } });
  const changed = json({
    require: { a: '2' },
    scripts: { 'post-install-cmd': 'evil' },
    config: { 'allow-plugins': true },
  });
  expect(JSON.parse(setupManifest('composer.json', base, changed) ?? '')).toEqual({
    require: { a: '2' },
    scripts: { 'post-install-cmd': 'base' },
  });
});

test('a manifest that can not be read brings nothing', () => {
  expect(setupManifest('package.json', '{}', '{')).toBe('{}');
  expect(setupManifest('package.json', null, '[]')).toBeNull();
  expect(setupManifest('pyproject.toml', '[project]\n', '[project\n')).toBe('[project]\n');
});
