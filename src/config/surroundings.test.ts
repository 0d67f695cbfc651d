import { expect, test } from 'vitest';
import { callersFolder, findHome } from './surroundings.ts';

const npmStart = {
  INIT_CWD: '/home/user/shop',
  npm_lifecycle_event: 'start',
  npm_package_name: 'proofloop',
  npm_package_json: '/opt/proofloop/package.json',
};

test('npm start of the checkout works where its user stood', () => {
  expect(callersFolder(npmStart, '/opt/proofloop')).toBe('/home/user/shop');
});

test.each([
  ["another package's script", { ...npmStart, npm_package_name: 'shop' }],
  ['another script', { ...npmStart, npm_lifecycle_event: 'test' }],
  [
    'a program that such a script has started elsewhere',
    { ...npmStart, npm_package_json: '/x/package.json' },
  ],
  ['no npm', {}],
])('%s works in the current folder', (_what, environment) => {
  expect(callersFolder(environment, '/opt/proofloop')).toBe('/opt/proofloop');
});

test.each([
  ['a home', () => '/home/u', '/home/u'],
  ['a relative one', () => 'u', '/here/u'],
  ['an empty one', () => '', '/nonexistent'],
  [
    'none',
    () => {
      throw new Error('uv_os_homedir returned ENOENT');
    },
    '/nonexistent',
  ],
])('where the system tells of %s, the home is that or none', (_what, tell, home) => {
  expect(findHome(tell, '/here')).toBe(home);
});
