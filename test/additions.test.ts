import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const paper = await readFile(join(root, 'ARCHITECTURE.md'), 'utf8');
const section = paper.slice(paper.indexOf('## What an addition costs'), paper.indexOf('## Words'));

/** The code of each file of the source, tests and comments aside, by its path in `src/`. */
const source = new Map<string, string>();
for (const entry of await readdir(join(root, 'src'), { recursive: true })) {
  const isCode = entry.endsWith('.ts') || /^verify\/runners\/.*\.\w+$/.test(entry);
  if (!isCode || /(^|\/)testing\.ts$|\.test\.ts$/.test(entry)) continue;
  const text = await readFile(join(root, 'src', entry), 'utf8');
  source.set(entry, text.replaceAll(/^\s*(\/\/|\/?\*).*$/gm, ''));
}

/** Paths of the files whose code names what was added; those in places of its own don't count. */
function filesThatName({ words, own }: Addition, files = source): string[] {
  return [...files]
    .filter(([path, text]) => words.test(text) && own?.test(path) !== true)
    .map(([path]) => path)
    .sort();
}

/** The count and the files of a row of the table. */
function rowOf(addition: string): { count: number; files: string[] } {
  const row = section.split('\n').find((line) => line.startsWith(`| ${addition} |`)) ?? '';
  const [, , count = '', counted = ''] = row.split('|').map((cell) => cell.trim());
  const files = [...counted.matchAll(/`([^`]+\.(?:ts|sh))`/g)].map(([, path]) => path ?? '');
  return { count: Number(count), files: files.sort() };
}

interface Addition {
  name: string;
  /** The most files that it may cost. */
  limit: number;
  /** What no file can be without that has to do with the example. */
  words: RegExp;
  /** The places of its own, which don't count. */
  own: RegExp | null;
}

const additions: readonly Addition[] = [
  { name: 'a command', limit: 2, words: /\bdiffCommand\b|commands\/diff-command\b/, own: null },
  { name: 'a tool', limit: 3, words: /['"`]shell['"`]|\brunShell\b/, own: null },
  { name: 'a setting', limit: 2, words: /max[-_]wait_?s?\b|\bmaxWait/, own: null },
  { name: 'a JavaScript test runner', limit: 3, words: /\bjest/i, own: null },
  { name: 'another test runner', limit: 3, words: /\bbats\b/, own: null },
  { name: 'a second store', limit: 3, words: /log\/file\/|\bloop\.jsonl\b/, own: /^log\/file\// },
  { name: 'a face that follows a run', limit: 0, words: /\/web\//, own: /^(web|cli\/commands)\// },
];

describe('what an addition costs is what the source shows', () => {
  test.each(additions)('$name', (addition) => {
    const { name, limit } = addition;
    const { count, files } = rowOf(name);
    const found = filesThatName(addition);
    expect(found).toEqual(files);
    expect(files).toHaveLength(count);
    expect(found.length).toBeLessThanOrEqual(limit);
  });

  test('control: one more file that names the example is seen', () => {
    for (const addition of additions) {
      const example = [...source.values()].find((text) => addition.words.test(text)) ?? '';
      const more = new Map([...source, ['elsewhere.ts', example]]);
      expect(filesThatName(addition, more)).toContain('elsewhere.ts');
    }
  });
});
