import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contain } from '../../src/sandbox/contain/contain.ts';
import { attack, makeScene, programs, workspace } from '../support/attack.ts';

/** Where a user's version manager keeps one version of a program, and how a shell finds it. */
interface Layout {
  /** The folder on the search path, below the home. */
  onPath: string;
  /** Programs, below the home: the installed one says its version, a stand-in looks for it. */
  files: Record<string, string>;
  links?: Record<string, string>;
}

const installed = '#!/bin/sh\necho "version 99"\n';

/** Looks for the version in the folders above and in the home, as asdf does, and starts what is installed. */
const asdf = `#!/bin/bash
shift
name=$1 folder=$PWD version=
while [ -z "$version" ]; do
  [ -f "$folder/.tool-versions" ] && version=$(awk '$1 == "nodejs" { print $2 }' "$folder/.tool-versions")
  [ "$folder" = / ] && break
  folder=$(dirname "$folder")
done
[ -z "$version" ] && version=$(awk '$1 == "nodejs" { print $2 }' "$HOME/.tool-versions")
[ -z "$version" ] && { echo "No version is set for command $name"; exit 126; }
exec "\${ASDF_DATA_DIR:-$HOME/.asdf}/installs/nodejs/$version/bin/$name"
`;

/** As a program that is installed once, with its packages beside it. */
const withPackages = (prefix: string) => ({
  [`${prefix}/bin/node`]: installed,
  [`${prefix}/lib/node_modules/npm/package.json`]: '{}',
});

const layouts: Record<string, Layout> = {
  nvm: { onPath: '.nvm/versions/node/v99/bin', files: withPackages('.nvm/versions/node/v99') },
  'nvm in the place of settings': {
    onPath: '.config/nvm/versions/node/v99/bin',
    files: withPackages('.config/nvm/versions/node/v99'),
  },
  'fnm, whose folder on the search path is a link for each shell': {
    onPath: '.local/state/fnm_multishells/1_2/bin',
    files: withPackages('.local/share/fnm/node-versions/v99/installation'),
    links: { '.local/state/fnm_multishells/1_2': '.local/share/fnm/node-versions/v99/installation' },
  },
  'asdf, by a file in the home': {
    onPath: '.asdf/shims',
    files: {
      '.asdf/shims/node': '#!/bin/sh\nexec "$ASDF_DATA_DIR/bin/asdf" exec node "$@"\n',
      '.asdf/bin/asdf': asdf,
      '.asdf/installs/nodejs/99/bin/node': installed,
      '.tool-versions': 'nodejs 99\n',
    },
  },
  'mise, by its settings': {
    onPath: '.local/share/mise/shims',
    files: {
      '.local/bin/mise':
        '#!/bin/sh\nversion=$(sed -n \'s/^node = "\\(.*\\)"$/\\1/p\' "$HOME/.config/mise/config.toml")\nexec "$HOME/.local/share/mise/installs/node/$version/bin/node"\n',
      '.local/share/mise/installs/node/99/bin/node': installed,
      '.config/mise/config.toml': '[tools]\nnode = "99"\n\n[settings]\nexperimental = true\n',
    },
    links: { '.local/share/mise/shims/node': '.local/bin/mise' },
  },
  'pyenv, by its own file': {
    onPath: '.pyenv/shims',
    files: {
      '.pyenv/shims/node':
        '#!/bin/sh\nexec "$PYENV_ROOT/versions/$(cat "$PYENV_ROOT/version")/bin/node" "$@"\n',
      '.pyenv/version': '99',
      '.pyenv/versions/99/bin/node': installed,
    },
  },
  'rustup, whose programs are all one': {
    onPath: '.cargo/bin',
    files: {
      '.cargo/bin/rustup':
        '#!/bin/sh\nexec "$RUSTUP_HOME/toolchains/$(sed -n \'s/^default_toolchain = "\\(.*\\)"$/\\1/p\' "$RUSTUP_HOME/settings.toml")/bin/node"\n',
      '.rustup/settings.toml': 'default_toolchain = "99"\n',
      '.rustup/toolchains/99/bin/node': installed,
    },
    links: { '.cargo/bin/node': '.cargo/bin/rustup' },
  },
  'no manager: an archive that was unpacked somewhere in the home': {
    onPath: 'tools/node-v99/bin',
    files: withPackages('tools/node-v99'),
  },
};

async function sceneOf({ onPath, files, links = {} }: Layout) {
  const scene = await makeScene();
  const at = (path: string) => join(scene.userHome, path);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
    chmodSync(at(path), 0o755);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    symlinkSync(at(target), at(path));
  }
  const containment = contain({
    workspace,
    hidden: [],
    mounts: [],
    network: 'off',
    userHome: scene.userHome,
    environment: { PATH: `${at(onPath)}:/usr/bin:/bin` },
    programs,
  });
  return { scene, containment };
}

describe('a command gets the version of a program that its user gets', () => {
  test.each(Object.keys(layouts))('by %s', async (name) => {
    const { scene, containment } = await sceneOf(layouts[name] as Layout);
    const { output } = await attack(scene, 'node --version', containment);
    expect(output).toBe('version 99\n');
  });

  test.each([
    ['settings that hold variables', '.config/mise/config.toml', '[tools]\nnode = "99"\n\n[env]\nA = "b"\n'],
    ['settings with a token', '.config/mise/config.toml', '[settings]\ngithub_token = "canary"\n'],
    ['a file of versions with a way in', '.tool-versions', 'nodejs https://me:canary@example.org/node\n'],
  ])('the control: %s are not seen', async (_, path, text) => {
    const { scene, containment } = await sceneOf({ onPath: '.nvm', files: { '.nvm/a': '', [path]: text } });
    const { output } = await attack(scene, `cat "$HOME/${path}"`, containment);
    expect(output).toContain('No such file');
  });

  test.each(['', '.local/', 'scripts/'])(
    'the control: what lies beside ~/%sbin is nobody else’s, and neither is that',
    async (folder) => {
      const { scene, containment } = await sceneOf({
        onPath: `${folder}bin`,
        files: {
          [`${folder}bin/deploy`]: 'canary',
          [`${folder}share/keyrings/login`]: 'canary',
          ...(folder === 'scripts/' ? {} : { [`${folder}lib/node_modules/a/package.json`]: '{}' }),
        },
      });
      const asked = `cat "$HOME/${folder}bin/deploy" "$HOME/${folder}share/keyrings/login"`;
      expect((await attack(scene, asked, containment)).output).not.toContain('canary');
    },
  );
});
