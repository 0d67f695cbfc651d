import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contain } from '../../src/sandbox/contain/contain.ts';
import { findCredentials } from '../../src/sandbox/show/credentials.ts';
import { attack, makeScene, openToCommands, type Scene, workspace } from '../support/attack.ts';

/** Files by their place below the scene's folder; all of them hold a canary. */
async function lay(scene: Scene, paths: readonly string[], text = 'canary'): Promise<void> {
  for (const path of paths) {
    mkdirSync(join(scene.folder, dirname(path)), { recursive: true });
    writeFileSync(join(scene.folder, path), text);
    await openToCommands(join(scene.folder, path));
  }
}

const containmentWith = (scene: Scene, environment: Record<string, string>) =>
  contain({
    workspace,
    hidden: [],
    mounts: [],
    network: 'off',
    userHome: scene.userHome,
    environment,
    programs: scene.containment.programs,
  });

/** Those of the files in which a command finds the canary. */
async function seen(
  scene: Scene,
  paths: readonly string[],
  containment: Scene['containment'],
): Promise<string[]> {
  const files = paths.map((path) => `'${join(scene.folder, path)}'`).join(' ');
  const { output } = await attack(scene, `grep -l canary ${files} 2>/dev/null; true`, containment);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(scene.folder.length + 1));
}

const besideToolchains = [
  'home/.nvm/versions/node/v24/etc/npmrc',
  'home/.nvm/.npmrc',
  'home/.pyenv/versions/3.13/pip.conf',
  'home/.pyenv/versions/3.13/envs/shop/pip.conf',
  'home/miniconda3/.condarc',
  'home/miniconda3/envs/a/.condarc',
  'home/.dotnet/corefx/cryptography/x509stores/my/key.pfx',
  'home/.local/share/uv/tools/ruff/uv-receipt.toml',
  'home/.local/share/pipx/venvs/tox/pip.conf',
  'home/.local/share/mise/installs/node/24/etc/npmrc',
  'home/.asdf/installs/nodejs/24/etc/npmrc',
  'home/.volta/tools/image/node/24/etc/npmrc',
  'home/.sdkman/candidates/maven/3.9/conf/settings.xml',
  'home/.cache/pypoetry/virtualenvs/shop/pip.conf',
  'home/.virtualenvs/shop/pip.conf',
];

const programs = [
  'home/.nvm/versions/node/v24/bin/node',
  'home/.pyenv/versions/3.13/bin/python',
  'home/miniconda3/bin/conda',
  'home/.dotnet/sdk/a',
  'home/.local/share/uv/tools/ruff/bin/ruff',
  'home/.cache/pypoetry/virtualenvs/shop/bin/pytest',
];

describe('credentials beside toolchains', () => {
  test('are seen empty, and the toolchains whole', async () => {
    const scene = await makeScene();
    await lay(scene, [...besideToolchains, ...programs]);
    const containment = containmentWith(scene, { PATH: '/usr/bin' });
    expect(await seen(scene, [...besideToolchains, ...programs], containment)).toEqual(programs);
    const read = `cat '${join(scene.folder, besideToolchains[0] ?? '')}'`;
    expect(await attack(scene, read, containment)).toMatchObject({ exitCode: 0, output: '' });
    // Control: without the covers all of them are there.
    const bare = { ...containment, covered: { files: [], folders: [] } };
    expect(await seen(scene, besideToolchains, bare)).toEqual(besideToolchains);
  });

  test('in addresses of git repositories are not seen; other settings of git are', async () => {
    const scene = await makeScene();
    const withToken = ['home/.cargo/git/db/a-1/config', 'home/go/pkg/mod/cache/vcs/b/config'];
    const without = ['home/.cargo/git/db/c-2/config', 'home/.nvm/.git/config'];
    await lay(scene, withToken, '[remote "o"]\n\turl = https://user:canary@example.org/a\n');
    await lay(scene, without, '[remote "canary"]\n\turl = https://example.org/a\n');
    const containment = containmentWith(scene, { PATH: '/usr/bin' });
    expect(await seen(scene, [...withToken, ...without], containment)).toEqual(without);
    const bare = { ...containment, covered: { files: [], folders: [] } };
    expect(await seen(scene, withToken, bare)).toEqual(withToken);
  });

  test("in the machine's own settings of npm are covered; a proxy there is not", async () => {
    const scene = await makeScene();
    await lay(scene, ['usr/local/etc/npmrc'], '//registry.example.org/:_authToken=canary\n');
    await lay(scene, ['usr/etc/npmrc'], 'proxy=http://canary.example.org\n');
    const usr = join(scene.folder, 'usr');
    expect(findCredentials([], usr)).toEqual({ files: [join(usr, 'local/etc/npmrc')], folders: [] });

    const command = 'wc -c < /usr/bin/env';
    const covered = { ...scene.containment, covered: { files: ['/usr/bin/env'], folders: [] } };
    expect(await attack(scene, command, covered)).toMatchObject({ exitCode: 0, output: '0\n' });
    // Control: what lies in the system's own folder is shown.
    expect((await attack(scene, command)).output).toMatch(/^[1-9]/);
  });

  test('around a folder of the search path are not there: only programs and what they need', async () => {
    const scene = await makeScene();
    const shown = ['opt/tool/bin/tool', 'opt/tool/lib/a', 'opt/tool/share/a', 'jdk/bin/java', 'jdk/conf/a'];
    const hidden = [
      'opt/tool/.env',
      'opt/tool/config/token',
      'opt/other/key',
      'cargo/credentials.toml',
      'jdk/.env',
    ];
    await lay(scene, [...shown, ...hidden, 'jdk/release', 'cargo/bin/cargo']);
    const folders = ['opt/tool/bin', 'jdk/bin', 'cargo/bin'].map((name) => join(scene.folder, name));
    const environment = { PATH: folders.join(':'), CARGO_HOME: join(scene.folder, 'cargo') };
    const containment = containmentWith(scene, environment);
    expect(await seen(scene, [...shown, ...hidden], containment)).toEqual(shown);
    // Control: with the folders around them, as they came in once.
    const around = ['opt', 'jdk', 'cargo'].map((name) => join(scene.folder, name));
    const weakened = { ...containment, readable: [...containment.readable, ...around] };
    expect(await seen(scene, hidden, weakened)).toEqual(hidden);
  });

  test('behind a link in a toolchain are not there', async () => {
    const scene = await makeScene();
    await lay(scene, ['home/.nvm/a', 'home/.ssh/id_rsa']);
    symlinkSync(join(scene.userHome, '.ssh'), join(scene.userHome, '.nvm/link'));
    const containment = containmentWith(scene, { PATH: '/usr/bin' });
    expect(await seen(scene, ['home/.nvm/link/id_rsa'], containment)).toEqual([]);
  });
});
