import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf, filesOf } from '../testing.ts';
import { changedRun, changeTree } from './testing.ts';

const old = '// Stryker disable next-line all: a log\nlog();\n';

test('a comment that exempts code stays where it was, and has no effect in lines that were changed', async () => {
  const { run, tree } = await changedRun({ 'a.js': old }, { 'b.js': 'b\n' });
  const text = `${old}// Stryker disable all\nconst a = 1; // Stryker disable\n/*Stryker disable*/ f("a Stryker disabled it");\n/*\nStryker disable all\n*/\n`;
  const changed = await changeTree(run, tree, { 'a.js': text });
  const lines = [
    { path: 'a.js', from: 3, to: 4 },
    { path: 'a.js', from: 5, to: 8 },
    { path: 'b.js', from: 1, to: 1 },
  ];
  const altered = await run.workspace.treeWith(changed, { kind: 'mutants', lines, files: [] });
  expect(contentOf(run, altered, 'a.js')).toBe(
    `${old}// stryker disable all\nconst a = 1; // stryker disable\n/*stryker disable*/ f("a Stryker disabled it");\n/*\nstryker disable all\n*/\n`,
  );
  expect(contentOf(run, altered, 'b.js')).toBe('b\n');
});

test('files are laid over it, and modes stay', async () => {
  const { run, tree } = await changedRun({ 'a.js': 'a\n' }, { 'b.js': 'b\n', 'own/x.txt': 'theirs\n' });
  const coder = await run.workspace.open('coder', tree);
  await chmod(join(coder.root, 'b.js'), 0o755);
  const executable = await changeTree(run, (await coder.snapshot()).tree, {
    'b.js': '// Stryker disable all\n',
  });
  const lines = [{ path: 'b.js', from: 1, to: 1 }];
  const laid = [
    { path: 'own/x.txt', text: 'ours ü\n' },
    { path: 'own/y.txt', text: '' },
  ];
  const altered = await run.workspace.treeWith(executable, { kind: 'mutants', lines, files: laid });
  expect(filesOf(run, altered)).toEqual([
    '100644 a.js',
    '100755 b.js',
    '100644 own/x.txt',
    '100644 own/y.txt',
  ]);
  expect(contentOf(run, altered, 'own/x.txt')).toBe('ours ü\n');
  expect(await run.workspace.treeWith(tree, { kind: 'mutants', lines, files: [] })).toBe(tree);
});
