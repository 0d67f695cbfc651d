import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replaceFile, replaceFileUnsynced } from './replace-file.ts';
import { temporaryFolder } from './testing.ts';

describe.each([replaceFile, replaceFileUnsynced])('$name', (replace) => {
  test('makes a file for its owner alone, and replaces it', async () => {
    const path = join(await temporaryFolder(), 'file');
    await replace(path, 'one');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await replace(path, 'two');
    expect(await readFile(path, 'utf8')).toBe('two');
  });

  test('where that fails, what was there stays and nothing is left beside it', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'file');
    await mkdir(path);
    await writeFile(join(path, 'kept'), '');
    await expect(replace(path, 'text')).rejects.toThrow();
    expect(await readdir(folder, { recursive: true })).toEqual(['file', 'file/kept']);
  });
});
