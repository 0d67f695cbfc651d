import { describe, expect, test } from 'vitest';
import { newInstallHooks } from './install-hooks.ts';
import { leadsOut, sensitiveChanges } from './sensitive-change.ts';

const json = (value: unknown) => JSON.stringify(value);

describe('install hooks', () => {
  test.each<[string, string, string | null, string, string[]]>([
    [
      'a new one of npm',
      'package.json',
      json({ scripts: { test: 'a' } }),
      json({ scripts: { test: 'b', postinstall: 'x' } }),
      ['postinstall'],
    ],
    [
      'a changed one',
      'sub/package.json',
      json({ scripts: { prepare: 'husky' } }),
      json({ scripts: { prepare: 'x' } }),
      ['prepare'],
    ],
    ['in a new file', 'package.json', null, json({ scripts: { preinstall: 'x' } }), ['preinstall']],
    [
      'git hooks by a table',
      'package.json',
      json({}),
      json({ 'simple-git-hooks': { 'pre-commit': 'x' } }),
      ['simple-git-hooks'],
    ],
    [
      'dependencies that may run theirs',
      'package.json',
      json({}),
      json({ pnpm: { onlyBuiltDependencies: ['x'] } }),
      ['onlyBuiltDependencies'],
    ],
    [
      'of composer',
      'composer.json',
      json({}),
      json({ scripts: { 'post-install-cmd': 'x', test: 'y' } }),
      ['post-install-cmd'],
    ],
    [
      'a build script of cargo',
      'Cargo.toml',
      '[package]\nname = "a"\n',
      '[package]\nname = "a"\nbuild = "x.rs"\n',
      ['build'],
    ],
    [
      'a build backend',
      'pyproject.toml',
      '[build-system]\nbuild-backend = "a"\n',
      '[build-system]\nbuild-backend = "b"\nbackend-path = ["."]\n',
      ['build-backend', 'backend-path'],
    ],
    ['what can not be read', 'package.json', json({}), '{', ['text that is no JSON']],
  ])('%s', (_what, path, before, after, names) => {
    expect(newInstallHooks(path, before, after)).toEqual(names);
    expect(newInstallHooks(path, after, after)).toEqual([]);
  });

  test('other changes of a manifest are none', () => {
    const before = json({ version: '1', scripts: { test: 'a', postinstall: 'x' }, dependencies: {} });
    const after = json({ version: '2', scripts: { test: 'b', postinstall: 'x' }, dependencies: { a: '1' } });
    expect(newInstallHooks('package.json', before, after)).toEqual([]);
    expect(newInstallHooks('src/data.json', null, json({ scripts: { postinstall: 'x' } }))).toEqual([]);
    expect(newInstallHooks('package.json', before, null)).toEqual([]);
  });
});

test.each<[string, string, boolean]>([
  ['a', '/', true],
  ['a', '/etc/passwd', true],
  ['a', '..', true],
  ['d/a', '../..', true],
  ['d/a', '../../x', true],
  ['d/a', 'x/../../../y', true],
  ['a', '~/.ssh', true],
  ['a', 'C:\\Users', true],
  ['a', '..\\x', true],
  ['d/a', '..', false],
  ['d/a', '../b', false],
  ['a', 'b/../c', false],
  ['a', './b', false],
])('a link at %s to %s leads out: %s', (path, target, expected) => {
  expect(leadsOut(path, target)).toBe(expected);
  const change = { path, before: null, after: null, link: target, inGitFolder: false };
  expect(sensitiveChanges([change])).toHaveLength(expected ? 1 : 0);
});
