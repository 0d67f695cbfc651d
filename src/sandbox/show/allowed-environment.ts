/** Where toolchains and their caches live: folders, none of them secret. */
const toolchainFolders = [
  'ASDF_DATA_DIR',
  'BUN_INSTALL',
  'CARGO_HOME',
  'COREPACK_HOME',
  'DENO_DIR',
  'DOTNET_ROOT',
  'FNM_DIR',
  'GEM_HOME',
  'GEM_PATH',
  'GOENV_ROOT',
  'GOMODCACHE',
  'GOPATH',
  'GOROOT',
  'JAVA_HOME',
  'LUA_CPATH',
  'LUA_PATH',
  'MISE_DATA_DIR',
  'MIX_HOME',
  'NODENV_ROOT',
  'NVM_DIR',
  'N_PREFIX',
  'PERL5LIB',
  'PERL_LOCAL_LIB_ROOT',
  'PNPM_HOME',
  'PYENV_ROOT',
  'RBENV_ROOT',
  'RUSTUP_HOME',
  'SDKMAN_DIR',
  'VOLTA_HOME',
];

/** Toolchains whose programs on PATH are stand-ins that look for the real ones below HOME, which a command lacks. */
const foldersBelowHome: Record<string, string> = {
  ASDF_DATA_DIR: '.asdf',
  PYENV_ROOT: '.pyenv',
  RBENV_ROOT: '.rbenv',
  RUSTUP_HOME: '.rustup',
  VOLTA_HOME: '.volta',
};

const localeName = /^(LANG|LANGUAGE|TZ|LC_(ALL|[A-Z]+))$/;
const secretName = /KEY|TOKEN|SECRET|PASSWORD/;

/**
 * The part of an environment that commands may see: search path, language, time zone and toolchain folders. Everything
 * else stays out, keys and settings of programs (git, ssh, npm, node, the dynamic linker) among it.
 */
export function allowedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const allowed: Record<string, string> = { PATH: allowedPath(environment.PATH ?? ''), TERM: 'dumb' };
  const home = environment.HOME;
  if (home?.startsWith('/')) {
    for (const [name, folder] of Object.entries(foldersBelowHome)) allowed[name] = `${home}/${folder}`;
  }
  for (const [name, value] of Object.entries(environment)) {
    const known = toolchainFolders.includes(name) || (localeName.test(name) && !secretName.test(name));
    if (known && value !== undefined && value !== '') allowed[name] = value;
  }
  return allowed;
}

/** Without entries that depend on the current folder, and without the programs of whatever package started us. */
function allowedPath(path: string): string {
  const entries = path.split(':').filter((entry) => entry.startsWith('/') && !packagePrograms.test(entry));
  // With no entries at all, a shell would look in the current folder.
  return entries.length > 0 ? entries.join(':') : '/usr/local/bin:/usr/bin:/bin';
}

const packagePrograms = /\/node_modules\/\.bin\/*$/;
