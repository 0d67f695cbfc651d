import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findToolchains } from './toolchains.ts';

/** A home and other folders with these files, below a folder of the test's own. */
function lay(...files: string[]) {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'proofloop-toolchains-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  mkdirSync(join(top, 'home'));
  for (const file of files) {
    mkdirSync(dirname(join(top, file)), { recursive: true });
    writeFileSync(join(top, file), '');
    chmodSync(join(top, file), 0o755);
  }
  const home = join(top, 'home');
  const apart = { home, folders: [join(home, 'work/shop')] };
  return {
    top,
    home,
    find: (environment: Record<string, string> = {}, node = '/usr/bin/node') => {
      const found = findToolchains(home, environment, node, apart);
      const shown = (paths: readonly string[]) => paths.map((path) => path.replace(`${top}/`, '')).sort();
      return { programs: shown(found.programs), caches: shown(found.caches) };
    },
  };
}

test('shows roots of toolchains and caches of packages, and none of the files beside them', () => {
  const { find } = lay(
    'home/.nvm/versions/node/v24/bin/node',
    'home/.cargo/bin/cargo',
    'home/.cargo/registry/a',
    'home/.cargo/credentials.toml',
    'home/.cargo/config.toml',
    'home/.m2/repository/a',
    'home/.m2/settings.xml',
    'home/.npmrc',
    'home/.ssh/id_rsa',
    'home/.gem/credentials',
    'home/.config/gh/hosts.yml',
    'home/.local/bin/uv',
    'home/.local/bin/my-script-with-a-token',
    'home/go/pkg/mod/a',
    'home/go/src/private/a',
  );
  expect(find()).toEqual({
    programs: ['home/.cargo/bin', 'home/.local/bin/uv', 'home/.nvm'],
    caches: ['home/.cargo/registry', 'home/.m2/repository', 'home/go/pkg'],
  });
});

test('follows the variables of toolchains, taking of each folder what is no secret', () => {
  const { top, find } = lay('cargo/bin/cargo', 'cargo/registry/a', 'cargo/credentials.toml', 'jdk/bin/java');
  expect(find({ CARGO_HOME: join(top, 'cargo'), JAVA_HOME: join(top, 'jdk'), GOROOT: 'relative' })).toEqual({
    programs: ['cargo/bin', 'jdk'],
    caches: ['cargo/registry'],
  });
});

test('shows where a program on the search path and the running node are installed', () => {
  const { top, find } = lay(
    'opt/tool/bin/tool',
    'opt/node/bin/node',
    'opt/node/lib/node_modules/npm/index.js',
    'opt/node/.npmrc',
    'opt/tool/.env',
    'opt/tool/share/doc',
    'opt/tool/secrets/a',
    'jdk/bin/java',
    'jdk/release',
    'jdk/conf/a',
    'jdk/.env',
    'project/.env',
    'project/conf/a',
    'project/scripts/a',
  );
  const folders = ['opt/tool/bin', 'jdk/bin', 'home/bin', 'project/scripts'].map((name) => join(top, name));
  const searchPath = ['/usr/bin', ...folders].join(':');
  expect(find({ PATH: searchPath }, join(top, 'opt/node/bin/node')).programs).toEqual([
    'jdk/bin',
    'jdk/conf',
    'jdk/release',
    'opt/node/bin',
    'opt/node/lib',
    'opt/tool/bin',
    'opt/tool/share',
    'project/scripts',
  ]);
});

test('leaves out what comes with another folder, and not what only a link puts there', () => {
  const { top, find } = lay('home/.pyenv/versions/3.13/bin/python', 'elsewhere/bin/java');
  const below = (name: string) => join(top, 'home/.pyenv', name);
  symlinkSync(join(top, 'elsewhere'), below('linked'));
  expect(find({ GOROOT: below('versions/3.13'), JAVA_HOME: below('linked') }).programs).toEqual([
    'home/.pyenv',
    'home/.pyenv/linked',
  ]);
});

test('shows neither the home nor the checkout, nor what lies around or in them', () => {
  const { top, home, find } = lay(
    'home/work/shop/file',
    'home/bin/node',
    'home/lib/node_modules/npm/index.js',
  );
  symlinkSync(home, join(top, 'link'));
  const folders = [home, top, join(home, 'work'), join(home, 'work/shop'), join(top, 'link')];
  for (const folder of folders) expect(find({ JAVA_HOME: folder }).programs).toEqual([]);
  expect(find({}, join(home, 'bin/node')).programs).toEqual([]);
  expect(find({ PATH: `${home}/bin` }).programs).toEqual([]);
});
