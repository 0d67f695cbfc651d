import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const paper = await readFile(join(root, 'ARCHITECTURE.md'), 'utf8');
const section = paper.slice(paper.indexOf('## What an addition costs'), paper.indexOf('## Words'));

/** The code of each file of the source, tests and comments aside, by its path in `src/`. */
const source = new Map<string, string>();
for (const entry of await readdir(join(root, 'src'), { recursive: true })) {
  if (!entry.endsWith('.ts') || /(^|\/)testing\.ts$|\.test\.ts$/.test(entry)) continue;
  const text = await readFile(join(root, 'src', entry), 'utf8');
  source.set(entry, text.replaceAll(/^\s*(\/\/|\/?\*).*$/gm, ''));
}

/** Paths of the files whose code names what was added; those in its own folder don't count. */
function filesThatName(words: RegExp, ownFolder: string | null, files = source): string[] {
  return [...files]
    .filter(([path, text]) => words.test(text) && (ownFolder === null || !path.startsWith(ownFolder)))
    .map(([path]) => path)
    .sort();
}

/** The count and the files of a row of the table. */
function rowOf(addition: string): { count: number; files: string[] } {
  const row = section.split('\n').find((line) => line.startsWith(`| ${addition} |`)) ?? '';
  const [, , count = '', counted = ''] = row.split('|').map((cell) => cell.trim());
  const files = [...counted.matchAll(/`([^`]+\.ts)`/g)].map(([, path]) => path ?? '');
  return { count: Number(count), files: files.sort() };
}

interface Addition {
  name: string;
  /** The most files that it may cost. */
  limit: number;
  /** What no file can be without that has to do with the example. */
  words: RegExp;
  ownFolder: string | null;
}

const additions: readonly Addition[] = [
  { name: 'a command', limit: 2, words: /\bdiffCommand\b|commands\/diff-command\b/, ownFolder: null },
  { name: 'a tool', limit: 3, words: /['"`]shell['"`]|\brunShell\b/, ownFolder: null },
  { name: 'a setting', limit: 2, words: /max[-_]wait_?s?\b|\bmaxWait/, ownFolder: null },
  { name: 'a second store', limit: 3, words: /log\/file\/|\bloop\.jsonl\b/, ownFolder: 'log/file/' },
];

describe('what an addition costs is what the source shows', () => {
  test.each(additions)('$name', ({ name, limit, words, ownFolder }) => {
    const { count, files } = rowOf(name);
    const found = filesThatName(words, ownFolder);
    expect(found).toEqual(files);
    expect(files).toHaveLength(count);
    expect(found.length).toBeLessThanOrEqual(limit);
  });

  test('control: one more file that names the example is seen', () => {
    for (const { words, ownFolder } of additions) {
      const example = [...source.values()].find((text) => words.test(text)) ?? '';
      const more = new Map([...source, ['elsewhere.ts', example]]);
      expect(filesThatName(words, ownFolder, more)).toContain('elsewhere.ts');
    }
  });
});
