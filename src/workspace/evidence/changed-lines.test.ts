import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedRun, type Files, protection } from './testing.ts';

const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join('');
const ten = Array.from({ length: 10 }, (_, line) => `const value${line} = ${line};`);

async function changedLines(base: Record<string, string>, files: Files, protect: string[] = []) {
  const { run, tree } = await changedRun(base, files);
  return run.workspace.changedLines(tree, { ...protection, protect, allowed: ['**'] });
}

test('lines that were added or altered are told, those that went are not', async () => {
  const next = [...ten];
  next[1] = 'const value1 = 11;';
  next.splice(4, 2);
  next.push('new', 'new');
  expect(await changedLines({ 'src/a.js': lines(...ten) }, { 'src/a.js': lines(...next) })).toEqual([
    { path: 'src/a.js', from: 2, to: 2 },
    { path: 'src/a.js', from: 9, to: 10 },
  ]);
});

test('of a new file all lines are, by path', async () => {
  const files = {
    'src/z.ts': lines('a', 'b'),
    'src/[id].tsx': 'a',
    'src/ü.mjs': lines('a'),
    'src/empty.js': '',
  };
  expect(await changedLines({ 'a.js': '' }, files)).toEqual([
    { path: 'src/[id].tsx', from: 1, to: 1 },
    { path: 'src/z.ts', from: 1, to: 2 },
    { path: 'src/ü.mjs', from: 1, to: 1 },
  ]);
});

test('what is only indented otherwise, or has a new name, counts as it was', async () => {
  const base = { 'a.js': lines(...ten), 'b.js': lines('f(() => {', '  one();', '  two();', '});') };
  const moved = lines(...ten.slice(0, 9), 'const value9 = 10;');
  const wrapped = lines('f(() => {', '  if (ready) {', '    one();', '    two();', '  }', '});');
  expect(await changedLines(base, { 'a.js': null, 'src/a.js': moved, 'b.js': wrapped })).toEqual([
    { path: 'b.js', from: 2, to: 2 },
    { path: 'b.js', from: 5, to: 5 },
    { path: 'src/a.js', from: 10, to: 10 },
  ]);
});

test('tests, configuration, protected files, other languages and links are left out, whatever may be changed', async () => {
  const files = {
    'test/a.test.js': 'a\n',
    'src/a.test.ts': 'a\n',
    'vitest.config.js': 'a\n',
    'gen/a.js': 'a\n',
    'src/a.py': 'a\n',
    'README.md': 'a\n',
    'src/types.d.ts': 'a\n',
    'src/a.js': 'a\n',
  };
  expect(await changedLines({ 'b.js': 'b\n' }, files, ['gen/**'])).toEqual([
    { path: 'src/a.js', from: 1, to: 1 },
  ]);
});

test('a link has no lines of its own', async () => {
  const { run, tree } = await changedRun({ 'a.js': 'a\n' }, { 'b.js': 'b\n' });
  const coder = await run.workspace.open('coder', tree);
  await symlink('a.js', join(coder.root, 'link.js'));
  const linked = (await coder.snapshot()).tree;
  expect(linked).not.toBe(tree);
  expect(await run.workspace.changedLines(linked, protection)).toEqual([{ path: 'b.js', from: 1, to: 1 }]);
});
