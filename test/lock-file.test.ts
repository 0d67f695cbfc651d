import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { missingPackages } from '../scripts/complete-lock-file.ts';

test('the lock file has an entry for every optional package, so that npm ci takes it on every platform', async () => {
  const lock = JSON.parse(await readFile(new URL('../package-lock.json', import.meta.url), 'utf8'));
  expect(Object.keys(missingPackages(lock.packages)), 'add them: node scripts/complete-lock-file.ts').toEqual(
    [],
  );
});

test('a missing package gets the platform that its name tells, and is looked for where it may lie', () => {
  const tool = {
    dev: true,
    optionalDependencies: { '@t/cli-linux-x64-musl': '1.2.3', '@t/cli-darwin-arm64': '1.2.3' },
  };
  const nested = { 'node_modules/tool/node_modules/@t/cli-darwin-arm64': { version: '1.2.3' } };
  expect(missingPackages({ 'node_modules/tool': tool, ...nested })).toEqual({
    'node_modules/@t/cli-linux-x64-musl': {
      version: '1.2.3',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
    },
  });
  const odd = { optionalDependencies: { fsevents: '2.3.3' } };
  expect(() => missingPackages({ 'node_modules/odd': odd })).toThrow('fsevents tells no platform');
});
