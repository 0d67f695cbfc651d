import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sealFolder } from './seal.ts';

async function folderWithFile(): Promise<{ top: string; folder: string }> {
  const top = await mkdtemp(join(tmpdir(), 'proofloop-seal-'));
  onTestFinished(() => rm(top, { recursive: true, force: true }));
  const folder = join(top, 'folder');
  await mkdir(join(folder, 'deep'), { recursive: true });
  await writeFile(join(folder, 'deep/file'), 'a');
  return { top, folder };
}

test('a seal breaks with any write within its folder', async () => {
  const { folder } = await folderWithFile();
  const seal = await sealFolder(folder);
  expect(await sealFolder(folder)).toBe(seal);
  await writeFile(join(folder, 'deep/file'), 'b');
  expect(await sealFolder(folder)).not.toBe(seal);
});

test('a link in the place of the folder is another thing, and nothing behind it is looked at', async () => {
  const { top, folder } = await folderWithFile();
  await symlink('folder', join(top, 'link'));
  const seal = await sealFolder(join(top, 'link'));
  expect(seal).not.toBe(await sealFolder(folder));
  await writeFile(join(folder, 'deep/new'), 'b');
  expect(await sealFolder(join(top, 'link'))).toBe(seal);
});
