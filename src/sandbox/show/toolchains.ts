import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isWithin } from '../../system/is-within.ts';

/** What of a user's home belongs to toolchains: roots of installed versions and their programs, no settings. */
const programsBelowHome = [
  '.asdf',
  '.bun/bin',
  '.cargo/bin',
  '.deno/bin',
  '.dotnet',
  '.elan',
  '.fnm',
  '.ghcup',
  '.juliaup',
  '.local/bin/hatch',
  '.local/bin/mise',
  '.local/bin/pdm',
  '.local/bin/pipx',
  '.local/bin/poetry',
  '.local/bin/uv',
  '.local/bin/uvx',
  '.local/lib',
  '.local/share/fnm',
  '.local/share/mise/installs',
  '.local/share/mise/shims',
  '.local/share/pipx/venvs',
  '.local/share/hatch/env',
  '.local/share/pypoetry/venv',
  '.local/share/uv/python',
  '.local/share/uv/tools',
  '.local/share/virtualenvs',
  '.luarocks/bin',
  '.luarocks/lib',
  '.luarocks/share',
  '.mix/archives',
  '.mix/elixir',
  '.mix/escripts',
  '.nvm',
  '.opam',
  '.pyenv',
  '.rbenv',
  '.rustup',
  '.rvm',
  '.sdkman/candidates',
  '.swiftly',
  '.virtualenvs',
  '.volta',
  'anaconda3',
  'go/bin',
  'miniconda3',
  'miniforge3',
  'perl5',
];

/** Downloaded packages. The files around them in the same folders can hold credentials and stay out. */
const cachesBelowHome = [
  '.cabal/packages',
  '.cache/Cypress',
  '.cache/coursier',
  '.cache/composer',
  '.cache/ms-playwright',
  '.cache/puppeteer',
  '.cache/pypoetry/virtualenvs',
  '.cargo/git',
  '.cargo/registry',
  '.composer/vendor',
  '.conan2/p',
  '.config/composer/vendor',
  '.gem/ruby',
  '.gradle/wrapper',
  '.hex/packages',
  '.ivy2/cache',
  '.julia/artifacts',
  '.julia/compiled',
  '.julia/packages',
  '.julia/registries',
  '.local/share/gem/ruby',
  '.local/share/pnpm/store',
  '.m2/repository',
  '.nuget/packages',
  '.pub-cache/git',
  '.pub-cache/hosted',
  '.sbt/boot',
  '.stack/programs',
  '.stack/snapshots',
  'go/pkg',
];

/** The parts of the folders that variables name; '' is all of it. */
const programsByVariable: Record<string, readonly string[]> = {
  ASDF_DATA_DIR: [''],
  BUN_INSTALL: ['bin'],
  CARGO_HOME: ['bin'],
  DOTNET_ROOT: [''],
  FNM_DIR: [''],
  GOPATH: ['bin'],
  GOROOT: [''],
  JAVA_HOME: [''],
  NVM_DIR: [''],
  PNPM_HOME: [''],
  PYENV_ROOT: [''],
  RBENV_ROOT: [''],
  RUSTUP_HOME: [''],
  SDKMAN_DIR: ['candidates'],
  VOLTA_HOME: [''],
};

const cachesByVariable: Record<string, readonly string[]> = {
  CARGO_HOME: ['git', 'registry'],
  GOMODCACHE: [''],
  GOPATH: ['pkg'],
};

export interface Toolchains {
  /** Absolute paths, each of which exists. */
  programs: string[];
  caches: string[];
}

/**
 * What toolchains have installed outside of the operating system's folders, with the packages that they have
 * downloaded. `environment` is the one that commands get, `node` the path of the running node. Left out is whatever
 * lies around or in `apart`: the home, the checkout and proofloop's own folder.
 */
export function findToolchains(
  home: string,
  environment: Readonly<Record<string, string>>,
  node: string,
  apart: { home: string; folders: readonly string[] },
): Toolchains {
  const isToolchain = (path: string) =>
    existsSync(path) &&
    !isWithin(apart.home, realpathSync(path)) &&
    apart.folders.every((folder) => {
      const real = realpathSync(path);
      return !isWithin(folder, real) && !isWithin(real, folder);
    });
  const named = (table: Record<string, readonly string[]>) =>
    Object.entries(table).flatMap(([name, parts]) => {
      const folder = environment[name];
      return folder?.startsWith('/') ? parts.map((part) => resolve(folder, part)) : [];
    });
  const below = (names: readonly string[]) => names.map((name) => join(home, name));
  const programs = [
    ...below(programsBelowHome),
    ...named(programsByVariable),
    ...installations(home, environment.PATH ?? '', node),
  ];
  const caches = [...below(cachesBelowHome), ...named(cachesByVariable)];
  return {
    programs: withoutParts([...new Set(programs)].filter(isToolchain)),
    caches: withoutParts([...new Set(caches)].filter(isToolchain)),
  };
}

/** Leaves out what is there as part of another path already: each mount costs every command time. */
function withoutParts(paths: readonly string[]): string[] {
  const isPart = (path: string) => paths.some((other) => other !== path && isWithin(path, other));
  return paths.filter((path) => !isPart(path) || realpathSync(path) !== path);
}

/** What the programs on the search path outside of home and system need, and the running node. */
function installations(home: string, searchPath: string, node: string): string[] {
  const folders = searchPath.split(':').filter((folder) => !isWithin(folder, home) && !ofTheSystem(folder));
  const nodePrefix = dirname(dirname(node));
  const isInstalled = existsSync(join(nodePrefix, 'lib', 'node_modules', 'npm'));
  const isOwn = isInstalled && !ofTheSystem(node) && !isWithin(home, nodePrefix);
  const ownNode = isOwn ? [join(nodePrefix, 'bin')] : [];
  return [...folders, ...ownNode].flatMap(partsOfInstallation);
}

/** What an installation has beside its programs, whatever it is. */
const usualParts = ['include', 'lib', 'lib64', 'libexec', 'share'];

/** What else a toolchain has that is known by a file or folder of its own. */
const partsByMarker: readonly (readonly [string, readonly string[]])[] = [
  // A JDK, Go, an environment of Python, of conda.
  ['release', ['conf', 'jmods', 'legal', 'release']],
  ['VERSION', ['VERSION', 'api', 'go.env', 'misc', 'pkg', 'src', 'test']],
  ['pyvenv.cfg', ['pyvenv.cfg']],
  ['conda-meta', ['conda-meta', 'condabin', 'envs', 'ssl']],
];

/** `/opt/tool/bin` with the folders beside it that programs need; what else lies there is somebody's. */
function partsOfInstallation(folder: string): string[] {
  if (!/\/s?bin$/.test(folder)) return [folder];
  const prefix = dirname(folder);
  if (prefix === '/') return [folder];
  const marked = partsByMarker.flatMap(([marker, parts]) => (existsSync(join(prefix, marker)) ? parts : []));
  return [folder, ...[...usualParts, ...marked].map((part) => join(prefix, part))];
}

function ofTheSystem(path: string): boolean {
  return ['/usr', '/bin', '/sbin', '/nix/store'].some((folder) => isWithin(path, folder));
}
