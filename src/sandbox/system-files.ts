import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

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
const settingsOfRuntimes = /^(java-\d+-openjdk|java|python3(\.\d+)?|perl|maven|R)$/;

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
  folders: readonly string[];
}

/** What this machine has of it. */
export function systemSettings(): SystemSettings {
  const runtimes = readdirSync('/etc').filter((name) => settingsOfRuntimes.test(name));
  const names = [...settingsOfTheSystem, ...runtimes].filter((name) => existsSync(join('/etc', name)));
  const isFolder = (name: string) => statSync(join('/etc', name)).isDirectory();
  return { files: names.filter((name) => !isFolder(name)), folders: names.filter(isFolder) };
}

/** Bubblewrap's options for /etc, whose files are in `folder`. */
export function settingsFolder({ folders }: SystemSettings, folder: string): string[] {
  return [
    ...['--ro-bind', folder, '/etc'],
    ...folders.flatMap((name) => ['--ro-bind', realpathSync(join('/etc', name)), join('/etc', name)]),
  ];
}

/** Where names are looked up, for a view that has a network. */
export function nameServers(): string[] {
  const path = '/etc/resolv.conf';
  return existsSync(path) ? ['--ro-bind', realpathSync(path), path] : [];
}
