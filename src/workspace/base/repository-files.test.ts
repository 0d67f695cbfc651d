import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countedGit, makeRepository, searchPath, temporaryFolder, write } from '../testing.ts';
import { findRepository } from './repository.ts';
import { openRepositoryFiles } from './repository-files.ts';

test.each([
  ['asked one by one', []],
  ['read at once', ['', 'a', 'a/b', 'package.json', 'nowhere', 'a/b/c.txt', 'Makefile']],
])('a repository speaks by its last commit, not by what lies around: %s', async (_name, expected) => {
  const folder = await makeRepository({ 'package.json': 'committed', 'a/b/c.txt': 'c', 'gone.txt': '' });
  await write(folder, { 'package.json': 'changed', Makefile: 'test:\n', '.venv/bin/python': '' });
  await rm(join(folder, 'gone.txt'));
  const files = await openRepositoryFiles(
    { top: folder, repository: await findRepository(folder) },
    searchPath,
    expected,
  );
  expect(await files.names('')).toEqual(['a', 'gone.txt', 'package.json']);
  expect(await files.names('a/b')).toEqual(['c.txt']);
  expect(await files.names('nowhere')).toEqual([]);
  expect(await files.text('package.json')).toBe('committed');
  expect(await files.text('a/b/c.txt')).toBe('c');
  for (const path of ['Makefile', 'a', 'nowhere/x']) expect(await files.text(path), path).toBeNull();
  expect(await files.isOnDisk('.venv/bin/python')).toBe(true);
  expect(await files.isOnDisk('gone.txt')).toBe(false);
});

test('git is not asked for what the listing of its folder does not name', async () => {
  const folder = await makeRepository({ 'a/b.txt': 'b', 'c/d.txt': 'd' });
  const git = await countedGit();
  const files = await openRepositoryFiles(
    { top: folder, repository: await findRepository(folder) },
    git.searchPath,
    ['', 'a'],
  );
  for (const path of ['nowhere', 'a/nowhere.txt']) expect(await files.text(path), path).toBeNull();
  expect(await files.names('nowhere')).toEqual([]);
  expect(await git.commands()).toEqual(['cat-file']);
  // Control: what is named there is asked for, and so is what lies in a folder that was not listed.
  expect(await files.text('a/b.txt')).toBe('b');
  expect(await files.text('c/nowhere.txt')).toBeNull();
  expect(await git.commands()).toHaveLength(3);
});

test('a plain folder speaks by its files', async () => {
  const folder = await temporaryFolder();
  await write(folder, { 'a/b.txt': 'b' });
  const files = await openRepositoryFiles({ top: folder, repository: null }, searchPath, ['a']);
  expect(await files.names('')).toEqual(['a']);
  expect(await files.names('a/b.txt')).toEqual([]);
  expect(await files.text('a/b.txt')).toBe('b');
  for (const path of ['a', 'nowhere', 'a/b.txt/c']) expect(await files.text(path), path).toBeNull();
});

test('a byte order mark is read as if it were not there, in a commit and on disk', async () => {
  const marked = { 'package.json': '\ufeff{}' };
  const plain = await temporaryFolder();
  await write(plain, marked);
  for (const folder of [await makeRepository(marked), plain]) {
    const files = await openRepositoryFiles(
      { top: folder, repository: await findRepository(folder) },
      searchPath,
      [],
    );
    expect(await files.text('package.json')).toBe('{}');
  }
});
