import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/support/run-fixture.ts';
import { ownSearchPath } from './own-search-path.ts';

test('relative folders and those of the repository are left out, by whatever name they are reached', async () => {
  const folder = await temporaryFolder();
  const top = join(folder, 'shop');
  for (const path of ['shop/.git', 'shop/packages/a', 'shop/node_modules/.bin', 'shop-tools'])
    mkdirSync(join(folder, path), { recursive: true });
  symlinkSync(join(top, 'node_modules/.bin'), join(folder, 'link'));
  const within = [
    '.',
    '',
    'bin',
    top,
    join(top, 'node_modules/.bin'),
    `${top}/../shop/x/`,
    join(folder, 'link'),
  ];
  const searchPath = [...within, '/usr/bin', join(folder, 'shop-tools')].join(':');
  const kept = `/usr/bin:${join(folder, 'shop-tools')}`;
  expect(ownSearchPath(searchPath, join(top, 'packages/a'), '/home/u')).toBe(kept);
});

test('a folder without git is what it is itself; a home, and what holds one, takes nothing out', async () => {
  const folder = await temporaryFolder();
  const searchPath = `${folder}/bin:/usr/bin`;
  expect(ownSearchPath(searchPath, folder, '/home/u')).toBe('/usr/bin');
  expect(ownSearchPath(searchPath, folder, folder)).toBe(searchPath);
  expect(ownSearchPath(searchPath, folder, join(folder, 'u'))).toBe(searchPath);
});
