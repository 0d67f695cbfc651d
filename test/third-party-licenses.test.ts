import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { licensesOf, packageFolders } from '../scripts/third-party-licenses.ts';
import { temporaryFolder } from './support/run-fixture.ts';

const root = resolve(import.meta.dirname, '..');

/** Names of the packages that the program's own sources import. */
async function importedPackages(): Promise<string[]> {
  const names = new Set<string>();
  for (const path of await readdir(join(root, 'src'), { recursive: true })) {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts') || path.endsWith('testing.ts')) continue;
    const text = await readFile(join(root, 'src', path), 'utf8');
    const imports = text.matchAll(
      /^(?:import|export) (?!type )[^;]*?from '((?:@[\w.-]+\/)?[\w-]+)(?:\/[^']*)?';/gm,
    );
    for (const [, name] of imports) if (name !== undefined) names.add(name);
  }
  names.delete('vitest');
  return [...names].sort();
}

test('the built program carries the licence text of every package that it imports', async () => {
  const text = await readFile(join(root, 'dist/THIRD_PARTY_LICENSES.txt'), 'utf8');
  const packages = await importedPackages();
  expect(packages).toContain('openai');
  for (const name of packages) {
    const { version } = JSON.parse(await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8'));
    expect(text).toContain(`\n${name} ${version} (`);
    const license = await readFile(join(root, 'node_modules', name, 'LICENSE'), 'utf8');
    expect(text).toContain(license.trim());
  }
});

test('the installed package needs no other package, so that nothing is left out of the bundle', async () => {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest.files).toContain('dist');
});

test('packages are found by their modules, nested and scoped ones too', () => {
  const modules = ['/p/src/a.ts', '/p/node_modules/b/x/y.js', '/p/node_modules/b/node_modules/@c/d/e.js'];
  expect([...packageFolders(modules)]).toEqual([
    ['@c/d', '/p/node_modules/b/node_modules/@c/d'],
    ['b', '/p/node_modules/b'],
  ]);
});

test('a package without a licence text can not be bundled', async () => {
  const folder = join(await temporaryFolder(), 'bare');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "version": "1.0.0", "license": "MIT" }');
  await expect(licensesOf(new Map([['bare', folder]]))).rejects.toThrow('bare has no licence file');
  const readme = '# bare\n\nText.\n\n## Licence\n\nCopyright (c) somebody. Do as you like.\n';
  await writeFile(join(folder, 'README.md'), readme.replace('Copyright (c) somebody', 'Ask us'));
  await expect(licensesOf(new Map([['bare', folder]]))).rejects.toThrow('bare has no licence file');
  await writeFile(join(folder, 'README.md'), readme);
  expect(await licensesOf(new Map([['bare', folder]]))).toContain('somebody. Do as you like.');
  await writeFile(join(folder, 'NOTICE'), 'Keep this notice.\n');
  expect(await licensesOf(new Map([['bare', folder]]))).toContain('bare 1.0.0 (MIT)\n\nKeep this notice.\n');
});
