import { lstatSync, writeFileSync } from 'node:fs';
import { chmod, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isSettled } from '../disk/settled.ts';
import { toPathBytes } from '../git/path-bytes.ts';
import { temporaryFolder, write } from '../testing.ts';
import { markFiles } from './file-marks.ts';

/** Long after every change of the test. */
const later = () => Date.now() + 60_000;

/** Writes to a file until the file system's clock has gone on. */
function untilClockTicks(folder: string): void {
  const scratch = join(folder, '..', 'scratch');
  const time = () => {
    writeFileSync(scratch, '');
    return lstatSync(scratch, { bigint: true }).ctimeNs;
  };
  const before = time();
  while (time() === before);
}

async function makeFiles(): Promise<string> {
  const folder = join(await temporaryFolder(), 'files');
  await write(folder, { 'a.txt': 'one', 'b/c/d.txt': '', '.git/index': '', 'kept/x': '' });
  await symlink('a.txt', join(folder, 'link'));
  return folder;
}

const mark = (folder: string) => markFiles(folder, ['.git', 'kept'].map(toPathBytes), later());

test('are equal where nothing was changed', async () => {
  const folder = await makeFiles();
  const before = mark(folder);
  expect(before).toContain('b/c/d.txt');
  await write(folder, { '.git/index': 'changed', 'kept/y': '' });
  expect(mark(folder)).toBe(before);
});

test.each<[string, (path: (name: string) => string) => Promise<unknown>]>([
  ['another content of the same size', (path) => writeFile(path('a.txt'), 'two')],
  [
    'another content of the same size and with the old times',
    async (path) => {
      const { atime, mtime } = lstatSync(path('a.txt'));
      await writeFile(path('a.txt'), 'two');
      await utimes(path('a.txt'), atime, mtime);
    },
  ],
  ['another mode', (path) => chmod(path('a.txt'), 0o755)],
  ['a new file', (path) => writeFile(path('b/c/new'), '')],
  ['a file that is gone', (path) => rm(path('b/c/d.txt'))],
  ['a folder that is gone', (path) => rm(path('b'), { recursive: true })],
  ['a renamed file', (path) => rename(path('a.txt'), path('b/a.txt'))],
  ['a link elsewhere', (path) => rm(path('link')).then(() => symlink('b.txt', path('link')))],
])('are other ones after %s', async (_what, change) => {
  const folder = await makeFiles();
  const before = mark(folder);
  untilClockTicks(folder);
  await change((name) => join(folder, name));
  expect(mark(folder)).not.toBe(before);
});

test('are none right after a change, which a later one could hide behind', async () => {
  const folder = await makeFiles();
  expect(markFiles(folder, [], Date.now())).toBeNull();
});

test('are none soon after a change either where times are of whole seconds', () => {
  const second = 1_000_000_000n;
  const at = 1_700_000_000n * second;
  const ages = [50_000_000n, 200_000_000n, 2n * second, 4n * second];
  expect(ages.map((age) => isSettled(at + 1n, at + 1n + age))).toEqual([false, true, true, true]);
  expect(ages.map((age) => isSettled(at, at + age))).toEqual([false, false, false, true]);
});

test('are none for very many files', async () => {
  const folder = await temporaryFolder();
  await write(folder, Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`${index}`, ''])));
  expect(mark(folder)).toBeNull();
  await rm(join(folder, '7'));
  expect(mark(folder)).not.toBeNull();
});

test('are none where there is no folder', async () => {
  expect(mark(join(await temporaryFolder(), 'gone'))).toBeNull();
});
