import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../src');

/** The names that stand for more than one file. What helps the tests of its own folder is the same thing everywhere. */
function doubledNames(paths: readonly string[]): string[] {
  const names = paths
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => basename(path))
    .filter((name) => name !== 'testing.ts');
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

test('no file name stands for two things', async () => {
  const paths = await readdir(source, { recursive: true });
  expect(doubledNames(paths)).toEqual([]);
  expect(doubledNames([...paths, join('cli', 'decide.ts')])).toEqual(['decide.ts']);
});
