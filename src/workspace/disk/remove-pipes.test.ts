import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toPathBytes } from '../git/path-bytes.ts';
import { temporaryFolder, write } from '../testing.ts';
import { removePipes, type SeenFolders } from './remove-pipes.ts';

/** Long after every change of the test. */
const later = () => Date.now() + 60_000;

async function makeFolders(): Promise<string> {
  const folder = await temporaryFolder();
  await write(folder, { 'a/b/c.txt': '', 'd/e.txt': '', '.git/HEAD': '' });
  return folder;
}

const pipe = (path: string) => execFileSync('mkfifo', [path]);

const asIsNow = (path: string) => {
  const { dev, ino, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
  return [dev, ino, mtimeNs, ctimeNs].join(' ');
};

test('a folder that is as it was is not read again, and a pipe that has come into one is removed', async () => {
  const folder = await makeFolders();
  const seen = removePipes(folder, new Map(), later());
  expect([...seen.keys()].toSorted()).toEqual(['', 'a', 'a/b', 'd']);
  const [inside, other] = [join(folder, 'a/b/.gitignore'), join(folder, 'a/b/pipe')];
  for (const path of [inside, other]) pipe(path);
  // The control: with the mark that the folder has by now, nobody looks.
  const mark = asIsNow(join(folder, 'a/b'));
  const forged: SeenFolders = new Map([
    ...seen,
    [toPathBytes('a/b'), { mark, folders: [], leadsElsewhere: false }],
  ]);
  removePipes(folder, forged, later());
  expect(existsSync(inside)).toBe(true);
  const after = removePipes(folder, seen, later());
  expect([existsSync(inside), existsSync(other)]).toEqual([false, true]);
  // What was just removed changed the folder.
  expect(after.has(toPathBytes('a/b'))).toBe(false);
});

test('folders that came by a rename are looked into', async () => {
  const folder = await makeFolders();
  const seen = removePipes(folder, new Map(), later());
  await rename(join(folder, 'd'), join(folder, 'a/moved'));
  pipe(join(folder, 'a/moved/.gitattributes'));
  await rename(join(folder, 'a'), join(folder, 'd'));
  removePipes(folder, seen, later());
  expect(existsSync(join(folder, 'd/moved/.gitattributes'))).toBe(false);
});

test('a folder that was changed just before is read again the next time', async () => {
  const folder = await makeFolders();
  await writeFile(join(folder, 'a/new.txt'), '');
  const now = Number(lstatSync(join(folder, 'a'), { bigint: true }).ctimeNs / 1_000_000n);
  expect(removePipes(folder, new Map(), now).has(toPathBytes('a'))).toBe(false);
  expect(removePipes(folder, new Map(), now + 60_000).has(toPathBytes('a'))).toBe(true);
});
