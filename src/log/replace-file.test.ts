import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { replaceFile } from './replace-file.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-replace-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a file is made for its owner alone, and replaced', async () => {
  const path = join(await temporaryFolder(), 'file');
  await replaceFile(path, 'one');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await replaceFile(path, 'two');
  expect(await readFile(path, 'utf8')).toBe('two');
});

test('where that fails, what was there stays and nothing is left beside it', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'file');
  await mkdir(path);
  await writeFile(join(path, 'kept'), '');
  await expect(replaceFile(path, 'text')).rejects.toThrow();
  expect(await readdir(folder, { recursive: true })).toEqual(['file', 'file/kept']);
});
