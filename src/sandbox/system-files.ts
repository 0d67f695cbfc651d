import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
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

/** Bubblewrap's options for the operating system's own files, as this machine has them, all of them read-only. */
export function systemFiles(namesInEtc: readonly string[]): string[] {
  const folders = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].filter((path) => existsSync(path));
  const runtimes = namesInEtc.filter((name) => settingsOfRuntimes.test(name));
  return [
    ...['--ro-bind', '/usr', '/usr'],
    ...folders.flatMap((path) =>
      lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path],
    ),
    ...(existsSync('/nix/store') ? ['--ro-bind', '/nix/store', '/nix/store'] : []),
    ...[...settingsOfTheSystem, ...runtimes].flatMap((name) => {
      const path = join('/etc', name);
      return existsSync(path) ? ['--ro-bind', realpathSync(path), path] : [];
    }),
    ...['--dir', '/run', '--dir', '/var', '--symlink', '/tmp', '/var/tmp'],
  ];
}

/** Where names are looked up, for a view that has a network. */
export function nameServers(): string[] {
  const path = '/etc/resolv.conf';
  return existsSync(path) ? ['--ro-bind', realpathSync(path), path] : [];
}
