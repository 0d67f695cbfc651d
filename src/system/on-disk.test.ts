import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeFolder } from './on-disk.ts';

test('a folder is removed with what lies deeper in it than a path can say, read-only or not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-deep-'));
  onTestFinished(() => removeFolder(folder));
  const level = '0123456789'.repeat(10);
  const dig = `
    const fs = require('node:fs');
    for (let depth = 0; depth < 130; depth += 1) {
      fs.mkdirSync('${level}');
      process.chdir('${level}');
    }
    fs.writeFileSync('file', '');
    fs.chmodSync('.', 0o500);`;
  execFileSync(process.execPath, ['-e', dig], { cwd: folder });
  // The control: what names each file by its whole path can't remove it.
  await expect(rm(folder, { recursive: true, force: true })).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
  await removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
});
