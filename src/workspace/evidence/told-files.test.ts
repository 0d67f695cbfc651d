import { expect, test } from 'vitest';
import type { PathBytes } from '../git/path-bytes.ts';
import { toPathBytes } from '../git/path-bytes.ts';
import { doCalculate } from './told-files.ts';
import type { TreeTexts } from './tree-texts.ts';

function treeOf(files: Record<string, string>): TreeTexts {
  const texts = new Map(Object.entries(files).map(([path, text]) => [toPathBytes(path), text]));
  return {
    paths: () => [...texts.keys()],
    has: (path) => texts.has(path),
    read: async (paths) =>
      new Map([...paths].flatMap((path): [PathBytes, string][] => [[path, texts.get(path) ?? '']])),
  };
}

const sums = 'exports.sum = (a, b) => a - b;\n';

test.each([
  ['./minus.js', { 'src/minus.js': sums }],
  ['./minus', { 'src/minus.js': sums }],
  ['../minus', { 'minus/index.js': sums }],
  ['./minus.js', { 'src/minus.ts': 'export const sum = (a: number, b: number) => a - b;\n' }],
])('a file that is chosen calculates: %s', async (file, files) => {
  expect(await doCalculate(treeOf(files), 'src/sum.js', ['./other.js', file])).toBe(true);
});

test.each([
  ['./settings.js', { 'src/settings.js': "module.exports = { port: 80, url: 'a' };\n" }],
  ['./cjs/react.production.js', {}],
])('settings do not, nor what is built and not in the tree: %s', async (file, files) => {
  expect(await doCalculate(treeOf(files), 'src/sum.js', [file])).toBe(false);
});
