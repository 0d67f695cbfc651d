import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeFolder } from './on-disk.ts';
import { readIfFile } from './read-if-file.ts';

test('a regular file is read, also behind a link; nothing is there where nothing can be opened', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-read-'));
  onTestFinished(() => removeFolder(folder));
  await writeFile(join(folder, 'file'), 'text');
  await symlink('file', join(folder, 'link'));
  for (const name of ['file', 'link']) expect(String(await readIfFile(join(folder, name)))).toBe('text');
  expect(await readIfFile(folder)).toBeNull();
  await expect(readIfFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
});
