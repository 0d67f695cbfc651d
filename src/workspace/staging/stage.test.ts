import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyIndex, writeTree } from '../git/index-file.ts';
import type { PathBytes } from '../git/path-bytes.ts';
import type { GitPlace } from '../git/run-git.ts';
import { makeRepository, runUsersGit, searchPath, write } from '../testing.ts';
import { stageAll, stageApart } from './stage.ts';
import { findUndelivered } from './undelivered.ts';

const base = {
  'a.txt': 'a\n',
  'b/c.txt': 'c\n',
  'b/d/e.txt': 'e\n',
  'run.sh': '#!/bin/sh\n',
  '.gitignore': '*.log\nout/\n',
};

interface Outcome {
  tree: string;
  /** What would not be delivered. */
  undelivered: string[];
}

/** A checkout by one process and by two; for the latter 'as before' where those gave up. */
async function bothWays(folder: string): Promise<[Outcome, Outcome | 'as before']> {
  const place = (name: string): GitPlace => ({
    ...{ searchPath, gitDir: join(folder, '.git'), workTree: folder },
    indexFile: join(folder, '.git', name),
  });
  const [whole, apart] = [place('whole'), place('apart')];
  for (const { indexFile } of [whole, apart]) await copyIndex(join(folder, '.git/index'), indexFile ?? '');
  const before = await writeTree(apart);
  const beside = await stageApart(apart);
  await stageAll(whole);
  const tree = await writeTree(apart);
  const byOne = { tree: await writeTree(whole), undelivered: await undelivered(whole, null) };
  const gaveUp = beside === null && tree === before;
  return [byOne, gaveUp ? 'as before' : { tree, undelivered: await undelivered(apart, beside) }];
}

async function undelivered(place: GitPlace, beside: PathBytes[] | null): Promise<string[]> {
  const outside = { submodules: [], filledSubmodules: new Map(), placed: [], beside };
  return (await findUndelivered(place, outside, [])).map(({ path }) => path);
}

const changes: Record<string, (folder: string) => Promise<unknown>> = {
  changed: (folder) => write(folder, { 'a.txt': 'b\n' }),
  removed: (folder) => rm(join(folder, 'b/c.txt'), { force: true, recursive: true }),
  'folder removed': (folder) => rm(join(folder, 'b'), { force: true, recursive: true }),
  renamed: (folder) => rename(join(folder, 'run.sh'), join(folder, 'moved *[x].sh')),
  mode: (folder) => chmod(join(folder, 'run.sh'), 0o755),
  added: (folder) => write(folder, { 'new/deep/x.txt': 'x\n', ':(top)y': 'y\n', 'z\nz': 'z\n' }),
  'file for a folder': async (folder) => {
    await rm(join(folder, 'b/d'), { recursive: true });
    await writeFile(join(folder, 'b/d'), 'file\n');
  },
  'folder for a file': async (folder) => {
    await rm(join(folder, 'a.txt'));
    await write(folder, { 'a.txt/inside.txt': 'i\n' });
  },
  'link for a file': async (folder) => {
    await rm(join(folder, 'a.txt'));
    await symlink('b', join(folder, 'a.txt'));
  },
  ignored: (folder) => write(folder, { 'x.log': 'l\n', 'out/y.txt': 'o\n' }),
  'ignored among files': (folder) => write(folder, { 'b/z.log': 'z\n' }),
  'ignored among new': (folder) => write(folder, { 'fresh/one.log': 'l\n', 'fresh/two.txt': 't\n' }),
  'no text': (folder) => writeFile(Buffer.from(`${folder}/odd-\xff`, 'latin1'), 'odd\n'),
  'no longer ignored': (folder) => write(folder, { '.gitignore': 'out/\n!x.log\n', 'x.log': 'l\n' }),
  'an empty folder': (folder) => mkdir(join(folder, 'empty')),
  staged: async (folder) => {
    await write(folder, { 's.txt': 's\n' });
    runUsersGit(folder, 'add', 's.txt');
  },
};

test('two processes bring an index to the same tree as one, and find the same ignored, whatever has changed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom(...Object.keys(changes)), { maxLength: 5 }),
      async (names) => {
        const folder = await makeRepository(base);
        // Some do not go together, such as a changed file that is a folder by then.
        for (const name of names) await changes[name]?.(folder).catch(() => {});
        const [whole, apart] = await bothWays(folder);
        // What stands in the place of a removed file might be a repository.
        if (names.includes('folder for a file')) expect(['as before', whole]).toContainEqual(apart);
        else expect(apart).toEqual(whole);
      },
    ),
    { numRuns: 25, examples: Object.keys(changes).map((name) => [[name]]) },
  );
});

test('where one process has to do it, the index is as before: nested repositories, and many new files', async () => {
  const nested = await makeRepository(base);
  runUsersGit(nested, 'init', '--quiet', 'inside');
  await write(nested, { 'inside/x.txt': 'x\n', 'a.txt': 'changed\n' });
  expect(await bothWays(nested)).toEqual([expect.any(Object), 'as before']);

  const replaced = await makeRepository(base);
  await rm(join(replaced, 'a.txt'));
  runUsersGit(replaced, 'init', '--quiet', 'a.txt');
  await write(replaced, { 'b/c.txt': 'changed\n' });
  expect(await bothWays(replaced)).toEqual([expect.any(Object), 'as before']);

  const many = await makeRepository(base);
  await write(many, Object.fromEntries(Array.from({ length: 101 }, (_, count) => [`new/${count}`, ''])));
  await write(many, { 'a.txt': 'changed\n' });
  expect(await bothWays(many)).toEqual([expect.any(Object), 'as before']);
});

test('what lies beside the files of the index is told, without which what is ignored is overlooked', async () => {
  const folder = await makeRepository(base);
  await write(folder, { 'x.log': 'l\n', 'new.txt': 'n\n', 'out/y.txt': 'o\n' });
  const place = { searchPath, gitDir: join(folder, '.git'), workTree: folder };
  const indexed = { ...place, indexFile: join(folder, '.git/index') };
  const beside = await stageApart(indexed);
  expect(beside).toEqual(['new.txt', 'out/', 'x.log']);
  expect(await undelivered(indexed, beside)).toEqual(['out/', 'x.log']);
  // The control: nothing is asked where nothing is said to lie there.
  expect(await undelivered(indexed, [])).toEqual([]);
});
