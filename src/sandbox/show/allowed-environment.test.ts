import { expect, test } from 'vitest';
import { allowedEnvironment } from './allowed-environment.ts';

const minimal = { PATH: '/usr/bin', TERM: 'dumb' };

test('passes language, time zone and toolchain folders', () => {
  const environment = {
    PATH: '/usr/bin',
    LANG: 'C.UTF-8',
    LC_ALL: 'C',
    LC_TIME: 'de_DE',
    TZ: 'UTC',
    CARGO_HOME: '/c',
    GOPATH: '/g',
    JAVA_HOME: '/j',
    NVM_DIR: '/n',
  };
  expect(allowedEnvironment(environment)).toEqual({ ...environment, TERM: 'dumb' });
});

test.each([
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'AWS_SECRET_ACCESS_KEY',
  'GITHUB_TOKEN',
  'DB_PASSWORD',
  'LC_API_KEY',
  'LC_TOKEN',
  'PROOFLOOP_HOME',
  'NODE_OPTIONS',
  'LD_PRELOAD',
  'DYLD_INSERT_LIBRARIES',
  'GIT_DIR',
  'SSH_AUTH_SOCK',
  'npm_config_registry',
  'BASH_ENV',
  'BASH_FUNC_ls%%',
  'CI',
  'HTTPS_PROXY',
  // Go has to write there, and nothing outside of the home can be written.
  'GOCACHE',
  'PYTHONPATH',
  'USER',
])('leaves out %s', (name) => {
  expect(allowedEnvironment({ PATH: '/usr/bin', [name]: 'x' })).toEqual(minimal);
});

test.each([
  ['/a:/b', '/a:/b'],
  [':/a::/b:', '/a:/b'],
  ['.:bin:/a:../b', '/a'],
  ['/w/node_modules/.bin:/a:/node_modules/.bin/:/b/node_modules/.bin-tools', '/a:/b/node_modules/.bin-tools'],
  ['', '/usr/local/bin:/usr/bin:/bin'],
  [undefined, '/usr/local/bin:/usr/bin:/bin'],
  ['.', '/usr/local/bin:/usr/bin:/bin'],
])('PATH %j becomes %j', (path, expected) => {
  expect(allowedEnvironment({ PATH: path }).PATH).toBe(expected);
});

test('names the toolchain folders that are looked for below a home that a command lacks', () => {
  const allowed = allowedEnvironment({ PATH: '/usr/bin', HOME: '/home/me', PYENV_ROOT: '/opt/pyenv' });
  expect(allowed).toMatchObject({ RUSTUP_HOME: '/home/me/.rustup', PYENV_ROOT: '/opt/pyenv' });
  expect(allowed).not.toHaveProperty('HOME');
});
