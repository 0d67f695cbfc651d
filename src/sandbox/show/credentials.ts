import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files and folders of credentials that tools keep inside of what commands are shown, each seen empty instead. */
export interface Credentials {
  files: string[];
  folders: string[];
}

/** By their place below what is shown; a star stands for one name. */
const credentialFiles = [
  // npm's own settings, beside each node of a manager of versions.
  ...['npmrc', '.npmrc', 'etc/npmrc', '*/etc/npmrc', '*/*/etc/npmrc', '*/*/*/etc/npmrc'],
  'tools/image/*/*/etc/npmrc',
  // pip's and conda's settings of an environment, and of each in a folder of them.
  ...['pip.conf', '*/pip.conf', '*/*/pip.conf', '*/*/*/pip.conf', 'versions/*/envs/*/pip.conf'],
  ...['.condarc', 'condarc', 'envs/*/.condarc', 'envs/*/condarc', '*/.condarc', '*/*/.condarc'],
  ...['uv-receipt.toml', '*/uv-receipt.toml', 'pipx_metadata.json', '*/pipx_metadata.json'],
  ...['conf/settings.xml', 'maven/*/conf/settings.xml', '*/*/conf/settings.xml'],
  ...['gradle.properties', 'gradle/*/gradle.properties', 'gradle/*/init.d/*'],
  ...['.env', '*/.env', '.netrc', '.pypirc', '.git-credentials', '.dockercfg', 'auth.json', '*.token'],
  ...['credentials', 'credentials.toml', 'credentials.json', 'NuGet.Config', 'nuget.config'],
  ...['config/hosts.yml', 'hex.config', 'upload_config.lua'],
];

/** The certificate stores of .NET hold private keys. */
const credentialFolders = ['corefx/cryptography/x509stores', '*/corefx/cryptography/x509stores'];

/** Settings of git repositories: only those that hold a credential, since git needs the others. */
const gitSettings = [
  ...['config', '.git/config', '*/.git/config', '*/*/.git/config', 'db/*/config', '*/db/*/config'],
  ...['checkouts/*/*/.git/config', 'index/*/.git/config', 'cache/vcs/*/config', 'mod/cache/vcs/*/config'],
];

/** Settings for all users of a machine: only those that hold a credential, since a proxy in them is needed. */
const machineSettings = ['etc', 'local/etc', 'lib/node_modules/npm', 'local/lib/node_modules/npm'].flatMap(
  (folder) => [`${folder}/npmrc`, `${folder}/pip.conf`, `${folder}/gitconfig`],
);

const holdsCredential = /:\/\/[^/\s"]+@|extraheader|(password|token|helper|_auth)\s*=/i;

/** What must be covered of these paths, and of `system`, the folder of the machine's own programs. */
export function findCredentials(shown: readonly string[], system: string): Credentials {
  const folders = shown.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
  const below = (roots: readonly string[], patterns: readonly string[]) =>
    roots.flatMap((root) => patterns.flatMap((pattern) => matches(root, pattern.split('/'))));
  const found = (patterns: readonly string[]) => below(folders, patterns);
  const byContent = [...found(gitSettings), ...below([system], machineSettings)];
  const isFile = (path: string) => lstatSync(path).isFile();
  return {
    files: [
      ...new Set([
        ...found(credentialFiles).filter(isFile),
        ...byContent.filter((path) => isFile(path) && holdsCredential.test(textOf(path))),
      ]),
    ],
    folders: [...new Set(found(credentialFolders).filter((path) => lstatSync(path).isDirectory()))],
  };
}

function matches(folder: string, [name, ...rest]: readonly string[]): string[] {
  if (name === undefined) return [folder];
  const names = name.includes('*') ? namesIn(folder).filter((entry) => fits(entry, name)) : [name];
  return names.flatMap((entry) => {
    const path = join(folder, entry);
    const there = lstatSync(path, { throwIfNoEntry: false });
    // A link leads to a place that is covered by itself, where it is shown at all.
    if (there === undefined || (rest.length > 0 && !there.isDirectory())) return [];
    return matches(path, rest);
  });
}

function fits(name: string, pattern: string): boolean {
  const [start = '', end = ''] = pattern.split('*');
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
}

/** Nothing of a folder that this user can't read, or that is none, is shown. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
