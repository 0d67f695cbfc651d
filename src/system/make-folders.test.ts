import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolders } from './make-folders.ts';
import { temporaryFolder } from './testing.ts';

test('makes what is missing, for its owner alone, and tells the outermost', async () => {
  const folder = await temporaryFolder();
  expect(await makeFolders(join(folder, 'a/b/c'))).toBe(join(folder, 'a'));
  expect((await stat(join(folder, 'a/b/c'))).mode & 0o777).toBe(0o700);
  expect(await makeFolders(join(folder, 'a/b/d'))).toBe(join(folder, 'a/b/d'));
  expect(await makeFolders(join(folder, 'a/b'))).toBeUndefined();
});

test('below a file it rejects', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolders(join(folder, 'file/a/b'))).rejects.toThrow('ENOTDIR');
});

test('where nothing can be made it rejects too', async () => {
  await expect(makeFolders('/proc/nowhere/a/b')).rejects.toThrow('ENOENT');
});
