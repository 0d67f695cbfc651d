import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isWithin } from '../../system/is-within.ts';

/** What programs need of /etc: nothing that names a person, a host's service or a secret. */
const settingsOfTheSystem = [
  'alternatives',
  'ca-certificates',
  'ca-certificates.conf',
  'crypto-policies',
  'debian_version',
  'fonts',
  'gai.conf',
  'hosts',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'magic',
  'mime.types',
  'networks',
  'nsswitch.conf',
  'os-release',
  'pki/ca-trust',
  'pki/tls/certs',
  'protocols',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
  'timezone',
];

/** Language runtimes keep part of themselves there. */
const settingsOfRuntimes = /^(java-\d+-openjdk|java|php|python3(\.\d+)?|perl|maven|R)$/;

/** Bubblewrap's options for the operating system's own files but /etc, as this machine has them, all read-only. */
export function systemFiles(): string[] {
  const folders = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].filter((path) => existsSync(path));
  return [
    ...['--ro-bind', '/usr', '/usr'],
    ...folders.flatMap((path) =>
      lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path],
    ),
    ...(existsSync('/nix/store') ? ['--ro-bind', '/nix/store', '/nix/store'] : []),
    ...['--dir', '/run', '--dir', '/var', '--symlink', '/tmp', '/var/tmp'],
  ];
}

/** What commands see of /etc, as paths below it. */
export interface SystemSettings {
  files: readonly string[];
  /** Each with the folder that it really is. */
  folders: readonly { name: string; path: string }[];
}

/** Up to so many files of a folder are copied at the start: a mount for it would cost every command time. */
const fewFiles = 8;

/** What this machine has of it. */
export function systemSettings(): SystemSettings {
  const runtimes = readdirSync('/etc').filter((name) => settingsOfRuntimes.test(name));
  const names = [...settingsOfTheSystem, ...runtimes].filter((name) => existsSync(join('/etc', name)));
  const files: string[] = [];
  const folders: SystemSettings['folders'][number][] = [];
  for (const name of names) {
    const path = join('/etc', name);
    const few = statSync(path).isDirectory() ? fewFilesOf(path) : [path];
    if (few === null) folders.push({ name, path: realpathSync(path) });
    else files.push(...few.map((file) => relative('/etc', file)));
  }
  return { files, folders };
}

/** With a place for each of these folders that lies below /etc, which could not be made there later. */
export function withPlaces({ files, folders }: SystemSettings, mounts: readonly string[]): SystemSettings {
  const places = mounts.filter((path) => path !== '/etc' && isWithin(path, '/etc'));
  return { files, folders: [...folders, ...places.map((path) => ({ name: relative('/etc', path), path }))] };
}

/** The files below a folder; null where there are many or none, or something else is among them. */
function fewFilesOf(top: string): string[] | null {
  const files: string[] = [];
  const folders = [top];
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      // A folder of certificates holds hundreds: the first that are too many are enough to know.
      else if (entry.isFile() && files.length < fewFiles) files.push(path);
      else return null;
    }
  }
  return files.length === 0 ? null : files;
}

/** Bubblewrap's options for /etc, whose files are in `folder`. */
export function settingsFolder({ folders }: SystemSettings, folder: string): string[] {
  return [
    ...['--ro-bind', folder, '/etc'],
    ...folders.flatMap(({ name, path }) => ['--ro-bind', path, join('/etc', name)]),
  ];
}

/** Where names are looked up, for a view that has a network. */
export function nameServers(): string[] {
  const path = '/etc/resolv.conf';
  return existsSync(path) ? ['--ro-bind', realpathSync(path), path] : [];
}
