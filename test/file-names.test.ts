import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../src');

/** The names that stand for more than one file. What helps the tests of its own folder is the same thing everywhere. */
function doubledNames(paths: readonly string[]): string[] {
  const names = paths
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => basename(path))
    .filter((name) => name !== 'testing.ts');
  return doubled(names);
}

const doubled = (names: readonly string[]) => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];

/** What a file gives to others by a name. */
function exportedNames(text: string): string[] {
  const exported = /^export (?:async )?(?:type|interface|function\*?|const|class) (\w+)/gm;
  return [...new Set([...text.matchAll(exported)].map(([, name = '']) => name))];
}

test('no file name stands for two things', async () => {
  const paths = await readdir(source, { recursive: true });
  expect(doubledNames(paths)).toEqual([]);
  expect(doubledNames([...paths, join('cli', 'decide.ts')])).toEqual(['decide.ts']);
});

test('no exported name stands for two things', async () => {
  const paths = await readdir(source, { recursive: true });
  const files = paths.filter((path) => /\.tsx?$/.test(path) && !/(\.test|\.d|testing)\.ts$/.test(path));
  const texts = await Promise.all(files.map((path) => readFile(join(source, path), 'utf8')));
  expect(doubled(texts.flatMap(exportedNames))).toEqual([]);
  const another = 'export type Phase = 1;\n';
  expect(doubled([...texts, another].flatMap(exportedNames))).toEqual(['Phase']);
});
