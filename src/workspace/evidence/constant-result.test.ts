import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { constantAtOnce } from '../../core/syntax/constant-result.ts';
import { failAtOnce, functionNodes } from '../../core/syntax/function-bodies.ts';
import { languageOf } from '../../core/syntax/language.ts';
import { withEdits } from '../../core/syntax/text-edit.ts';
import { createSyntaxParser } from '../../system/syntax-parser.ts';

const parse = createSyntaxParser(
  join(resolve(import.meta.dirname, '../../..'), 'node_modules/@vscode/tree-sitter-wasm/wasm'),
);

test.each<[path: string, text: string, constant: string | null]>([
  ['a.js', 'const a = (b, c) => b * c;', 'const a = (b, c) => (101);'],
  ['a.js', 'const a = (b) => ({ b });', "const a = (b) => ({ '101': 101 });"],
  ['a.js', 'const a = (b) => b.c;', 'const a = (b) => undefined;'],
  ['a.js', 'const a = (b) => b > 1;', null],
  ['a.js', 'function a(b) { b.c(); }', 'function a(b) {return; b.c(); }'],
  ['a.js', "function a(b) { return 'x' + b; }", "function a(b) {return '101'; return 'x' + b; }"],
  [
    'a.js',
    'function a(b) { if (b) return null; return b.map((c) => c)[0] - 1; }',
    'function a(b) {return 101; if (b) return null; return b.map((c) => c)[0] - 1; }',
  ],
  ['a.ts', 'class A { constructor() { this.b = 1; } }', null],
  [
    'a.ts',
    'function a(b: number): number { return -b; }',
    'function a(b: number): number {return; return -b; }',
  ],
  [
    'a.py',
    'def a(b):\n    """Says."""\n    return b + 1\n',
    'def a(b):\n    """Says."""\n    return 101\n    return b + 1\n',
  ],
  ['a.py', 'def a(b):\n    print(b)\n', 'def a(b):\n    return\n    print(b)\n'],
  ['a.py', 'def a(b):\n    return not b\n', null],
  ['a.py', 'a = lambda b: b * 2\n', 'a = lambda b: 101\n'],
  ['a.py', 'a = {1: lambda b: b.c}\n', 'a = {1: lambda b: None}\n'],
  ['a.go', 'package a\n\nfunc A() int { return b }\n', 'package a\n\nfunc A() int {return 101; return b }\n'],
  [
    'a.go',
    'package a\n\nfunc A() (string, error) { return b, nil }\n',
    'package a\n\nfunc A() (string, error) {return "101", *new(error); return b, nil }\n',
  ],
  ['a.go', 'package a\n\nfunc A() bool { return b }\n', null],
  ['a.go', 'package a\n\nfunc A() (n int, err error) { return }\n', null],
  ['a.rs', 'fn a() -> i64 { 1 }', 'fn a() -> i64 {return 101; 1 }'],
  ['a.rs', 'fn a() -> Result<i64, Error> { b() }', null],
  ['A.java', 'class A { int a() { return 1; } }', 'class A { int a() {if (true) return 101; return 1; } }'],
])('%s: %s', async (path, text, constant) => {
  const grammar = languageOf(path)?.grammar ?? 'javascript';
  const file = await parse(grammar, text);
  if (file === null) throw new Error('not read');
  const [first] = functionNodes(grammar, file) ?? [];
  if (first === undefined) throw new Error('no function');
  const edits = constantAtOnce(grammar, file, first);
  expect(edits === null ? null : withEdits(text, edits)).toBe(constant);
});

test('a function that is a value alone fails as one', async () => {
  const text = 'a = lambda b: b * 2\n';
  const file = await parse('python', text);
  const [first] = (file && functionNodes('python', file)) ?? [];
  if (!file || !first) throw new Error('no function');
  const failing = withEdits(text, failAtOnce('python', file, first));
  expect(await parse('python', failing)).not.toBeNull();
  expect(failing).toBe("a = lambda b: (_ for _ in ()).throw(RuntimeError('1 is not 2'))\n");
});
