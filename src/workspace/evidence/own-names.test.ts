import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runnerGlobals, toldLines } from '../../core/protected/use/told-lines.ts';
import type { Grammar } from '../../core/syntax/language.ts';
import { withoutOwnTypeof } from '../../core/syntax/own-names.ts';
import { createSyntaxParser } from '../../system/syntax-parser.ts';

const parse = createSyntaxParser(resolve('node_modules/@vscode/tree-sitter-wasm/wasm'));

async function told(text: string, grammar: Grammar = 'javascript') {
  const file = (await parse(grammar, text)) ?? expect.fail(`no ${grammar}: ${text}`);
  const code = withoutOwnTypeof(file, text, runnerGlobals);
  expect(code).toHaveLength(text.length);
  return toldLines(text, { isNew: () => true, code, asksChecker: false }).map(({ does }) => does);
}

describe("a program's own name is no test runner", () => {
  test.each([
    ['a parameter', "function run(test) { return typeof test === 'function' ? test() : test.run(); }"],
    ['that of an arrow', "const run = test => typeof test === 'function';"],
    ['of a method', "class Runner { add(name, test) { if (typeof test !== 'function') throw name; } }"],
    ['of a function around it', "function all(it) { return list.map((each) => typeof it === 'string'); }"],
    ['something of it', "function run(suite) { return typeof suite.tests[0].run === 'function'; }"],
    [
      'a constant',
      "function run(rule) {\n  const test = rule.test;\n  if (typeof test === 'string') return 1;\n}",
    ],
    [
      'each of a list',
      "function run(tests) { for (const test of tests) if (typeof test === 'string') test; }",
    ],
  ])('%s', async (_name, text) => {
    expect(await told(text)).toEqual([]);
    expect(await told(text, 'typescript')).toEqual([]);
  });

  test('nor is a parameter with a type', async () => {
    const text =
      "function run(test: unknown, it?: () => void) { return typeof test === 'string' || typeof it; }";
    expect(await told(text, 'typescript')).toEqual([]);
  });
});

test.each([
  ['the global', "export const sum = (a, b) => (typeof test === 'function' ? a + b : a - b);"],
  [
    'beside a function that has the name',
    "function run(test) {}\nconst is = () => typeof test === 'function';",
  ],
  [
    'in the default of another parameter',
    'function sum(a, is = typeof test) { const test = 1; return is + a; }',
  ],
  [
    'a default',
    "function sum(a, test = globalThis['te' + 'st']) { return typeof test === 'function' ? 5 : a; }",
  ],
  ['a default of the global', 'function sum(a, test = globalThis.test) { return typeof test; }'],
  ['a constant', "function sum() { const test = globalThis['te' + 'st']; return typeof test; }"],
  ['one of this', "function sum() { const test = this['te' + 'st']; return typeof test; }"],
  ['made by a text', "function sum() { const test = Function('return te' + 'st')(); return typeof test; }"],
  [
    'each of the global',
    "function sum() { for (const test of [globalThis['te' + 'st']]) return typeof test; }",
  ],
  ['taken out of another value', "const is = ({ test }) => typeof test === 'function';"],
  ['a constant taken out', 'function sum(all) { const { test } = all; return typeof test; }'],
  ['that is set', "function sum(test) { test = globalThis['te' + 'st']; return typeof test; }"],
  ['that is set in a list', "function sum(test) { [test] = [globalThis['te' + 'st']]; return typeof test; }"],
  ['that is hidden', "function sum(test) { return ((test = globalThis['te' + 'st']) => typeof test)(); }"],
  [
    'that a variable hides',
    "function sum(test) { { let test = globalThis['te' + 'st']; return typeof test; } }",
  ],
  ['out of its block', 'function sum() { { const test = 1; } return typeof test; }'],
  ['a variable', 'function sum() { var test; return typeof test; }'],
  ['of the file', "const test = rules.test;\nconst is = () => typeof test === 'function';"],
  ['within with', 'function sum(test) { with (globalThis) { return typeof test; } }'],
  ['of the global object', "function sum(test) { return typeof globalThis.test === 'function'; }"],
])('a name is told all the same: %s', async (_name, text) => {
  expect(await told(text)).toContain('looks for a test runner');
});

test('a parameter with a type and a default is told, and hides no other', async () => {
  const text = "function run(test: any) { return ((test: any = globalThis['te' + 'st']) => typeof test)(); }";
  expect(await told(text, 'typescript')).toContain('looks for a test runner');
});

test('nothing is left out that another name would not have kept untold', async () => {
  expect(await told("function sum() { const t = globalThis['te' + 'st']; return typeof t; }")).toEqual([]);
});

test('a file that asks without end is not looked through without end', async () => {
  const one = "typeof test === 'function';";
  expect(await told(`function run(test) {\n${`${one}\n`.repeat(100)}}`)).toEqual([]);
  expect(await told(`function run(test) {\n${`${one}\n`.repeat(101)}}`)).toHaveLength(1);
});
