import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isWithin } from '../../system/is-within.ts';
import { installations } from './installations.ts';
import { findVersionFiles } from './version-files.ts';

/** What of a user's home belongs to toolchains: roots of installed versions and their programs, no settings. */
const programsBelowHome = [
  '.asdf',
  '.bun/bin',
  '.cargo/bin',
  '.config/nvm',
  '.deno/bin',
  '.dotnet',
  '.elan',
  '.fnm',
  '.ghcup',
  '.goenv',
  '.gvm',
  '.jenv',
  '.juliaup',
  '.local/bin/asdf',
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
  '.local/share/nvm',
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
  '.n',
  '.nodenv',
  '.nvm',
  '.opam',
  '.phpbrew',
  '.phpenv',
  '.pixi/bin',
  '.pixi/envs',
  '.plenv',
  '.proto/bin',
  '.proto/shims',
  '.proto/tools',
  '.pyenv',
  '.rbenv',
  '.rustup',
  '.rvm',
  '.rye/py',
  '.rye/shims',
  '.sdkman/candidates',
  '.swiftly',
  '.virtualenvs',
  '.volta',
  'anaconda3',
  'go/bin',
  'miniconda3',
  'miniforge3',
  'n/bin',
  'n/lib',
  'n/n/versions',
  'perl5',
];

/** Downloaded packages. The files around them in the same folders can hold credentials and stay out. */
const cachesBelowHome = [
  '.bun/install/cache',
  '.cabal/packages',
  '.cache/Cypress',
  '.cache/coursier',
  '.cache/composer',
  '.cache/deno',
  '.cache/ms-playwright',
  '.cache/node/corepack',
  '.cache/puppeteer',
  '.cache/pypoetry/virtualenvs',
  '.cache/yarn',
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
  '.m2/wrapper',
  '.nuget/packages',
  '.pub-cache/git',
  '.pub-cache/hosted',
  '.sbt/boot',
  '.stack/programs',
  '.stack/snapshots',
  '.yarn/berry/cache',
  'go/pkg',
];

/** The parts of the folders that variables name; '' is all of it. */
const programsByVariable: Record<string, readonly string[]> = {
  ASDF_DATA_DIR: [''],
  BUN_INSTALL: ['bin'],
  CARGO_HOME: ['bin'],
  DOTNET_ROOT: [''],
  FNM_DIR: [''],
  // What a gem is pushed with lies beside these.
  GEM_HOME: ['bin', 'build_info', 'extensions', 'gems', 'plugins', 'specifications'],
  GOPATH: ['bin'],
  GOROOT: [''],
  GOENV_ROOT: [''],
  JAVA_HOME: [''],
  MISE_DATA_DIR: ['installs', 'shims'],
  MIX_HOME: ['archives', 'elixir', 'escripts'],
  NODENV_ROOT: [''],
  NVM_DIR: [''],
  N_PREFIX: ['bin', 'lib', 'n/versions'],
  PNPM_HOME: [''],
  PYENV_ROOT: [''],
  RBENV_ROOT: [''],
  RUSTUP_HOME: [''],
  SDKMAN_DIR: ['candidates'],
  VOLTA_HOME: [''],
};

const cachesByVariable: Record<string, readonly string[]> = {
  CARGO_HOME: ['git', 'registry'],
  COREPACK_HOME: [''],
  DENO_DIR: [''],
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
    ...findVersionFiles(home),
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
