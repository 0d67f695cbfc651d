import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSyntaxParser } from '../../system/syntax-parser.ts';
import { contentOf } from '../testing.ts';
import { changedRun, type Files, protection } from './testing.ts';

const parse = createSyntaxParser(
  join(resolve(import.meta.dirname, '../../..'), 'node_modules/@vscode/tree-sitter-wasm/wasm'),
);

const base = {
  'package.json': '{}\n',
  'sum.js':
    'export const sum = (a, b) => a - b;\nexport function twice(a) {\n  return [a].map((one) => one * 2)[0];\n}\n',
  'test/sum.test.js': 'old\n',
};

async function changed(files: Files) {
  const { run, tree } = await changedRun(base, files);
  const { hasCode, functions } = await run.workspace.changedCode(tree, protection, parse);
  const failing = await run.workspace.failingTree(tree, functions, parse);
  return { hasCode, functions, textOf: (path: string) => contentOf(run, failing, path) };
}

describe('the functions of a change', () => {
  test('are none of those that Rust has for tests alone', async () => {
    const tests =
      '\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {\n        assert_eq!(super::a(1), 1);\n    }\n}\n';
    const program = 'pub fn a(b: i64) -> i64 {\n    b\n}\n';
    const { hasCode, functions } = await changed({ 'src/lib.rs': program + tests });
    expect({ hasCode, functions }).toEqual({
      hasCode: true,
      functions: [{ path: 'src/lib.rs', from: 1, to: 3 }],
    });
    expect(await changed({ 'src/lib.rs': `// Empty.\n${tests}` })).toMatchObject({ hasCode: false });
  });

  test.each<[string, string, string, string]>([
    [
      'sum.js',
      base['sum.js'].replace('a - b', 'a + b'),
      "(a, b) => { throw new Error('1 is not 2'); };",
      'function twice(a) {\n  return',
    ],
    [
      'sum.js',
      base['sum.js'].replace('  return', '  // A comment.\n  const rest = 0;\n  return'),
      "function twice(a) {throw new Error('1 is not 2');",
      '(a, b) => a - b;',
    ],
    [
      'a.ts',
      'export class A {\n  get(b: number): number {\n    return b;\n  }\n}\n',
      "number {throw new Error('1 is not 2');",
      'class A',
    ],
    [
      'a.py',
      'def a(b):\n    return b\n',
      "def a(b):\n    raise RuntimeError('1 is not 2')\n    return b",
      'def a',
    ],
    ['a.py', 'def a(b): return b\n', "def a(b): raise RuntimeError('1 is not 2'); return b", 'def a'],
    ['a.go', 'package a\n\nfunc A(b int) int {\n\treturn b\n}\n', 'int {panic("1 is not 2");', 'package a'],
    ['src/lib.rs', 'pub fn a(b: i64) -> i64 {\n    b\n}\n', 'i64 {panic!("1 is not 2");', 'pub fn'],
    [
      'A.java',
      'class A {\n  int a(int b) {\n    return b;\n  }\n}\n',
      '{if (true) throw new RuntimeException("1 is not 2");',
      'class A',
    ],
  ])('fail at once in %s', async (path, text, failing, untouched) => {
    const { hasCode, functions, textOf } = await changed({ [path]: text });
    expect(hasCode).toBe(true);
    expect(functions).toHaveLength(1);
    expect(textOf(path)).toContain(failing);
    expect(textOf(path)).toContain(untouched);
  });

  test('are none where what was changed stands in none', async () => {
    const { hasCode, functions } = await changed({ 'rates.js': 'export const rate = 2;\n' });
    expect([hasCode, functions]).toEqual([true, []]);
  });
});

test.each<[string, Files, boolean]>([
  ['a comment', { 'sum.js': `// product: done\n${base['sum.js']}` }, false],
  ['a document and a mark', { 'NOTES.md': 'done\n', DONE: 'yes\n' }, false],
  ['an empty module', { 'product.js': '' }, false],
  ['a module of comments', { 'product.js': '// product\n' }, false],
  ['tests alone', { 'test/sum.test.js': 'new\n' }, false],
  ['data', { 'rates.json': '{}\n' }, true],
  ['a language that is not read', { 'a.lua': 'return 1\n' }, true],
  ['code that goes', { 'sum.js': null }, true],
])('a change of %s has code: %j', async (_name, files, expected) => {
  expect((await changed(files)).hasCode).toBe(expected);
});
