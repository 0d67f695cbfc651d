import { describe, expect, test, vi } from 'vitest';
import type { LineRange } from '../../src/core/evidence/line-range.ts';
import { controlPath, mutationCommand, mutationFiles } from '../../src/core/evidence/mutation-files.ts';
import { verifyFiles } from '../support/verified-project.ts';

/** Runs the mutation check on these lines of these files. */
async function mutate(
  files: Record<string, string>,
  lines: readonly LineRange[],
  commands: readonly string[],
  folder = '',
) {
  const laid = mutationFiles(lines, commands, folder, 60_000).map(({ path, text }) => [path, text]);
  const result = await verifyFiles(
    { ...files, ...Object.fromEntries(laid) },
    mutationCommand(folder),
    folder,
  );
  const ofChange = (ids: readonly string[] = []) => ids.filter((id) => !id.includes(controlPath));
  const { passed, failed, skipped, runner, problems } = result.tests ?? {};
  const mutants = { runner, problems, passed: ofChange(passed), failed: ofChange(failed), skipped };
  return { ...result, mutants, control: (failed ?? []).filter((id) => id.includes(controlPath)) };
}

const sound = { runner: 'stryker', problems: [], skipped: [] };

const typed =
  'export const sum = (a: number, b: number): number => a + b;\nexport const twice = (a: number): number => a * 2;\n';
const common = 'exports.sum = (a, b) => a + b;\nexports.twice = (a) => a * 2;\n';

/** Each alteration runs the tests once. */
vi.setConfig({ testTimeout: 120_000 });

describe('an alteration is noticed by', () => {
  test.each<[string, Record<string, string>, string, string]>([
    [
      'vitest, in TypeScript',
      {
        'package.json': '{ "type": "module" }',
        'sum.ts': typed,
        'sum.test.ts': `import { expect, test } from 'vitest';\nimport { sum, twice } from './sum.ts';\ntest('adds', () => { expect(sum(2, 3)).toBe(5); twice(1); });\n`,
      },
      'sum.ts',
      'node_modules/.bin/vitest run',
    ],
    [
      'jest, in a script',
      {
        'package.json': '{ "jest": { "testEnvironment": "node" } }',
        'sum.js': common,
        'sum.test.js': `const { sum, twice } = require('./sum.js');\ntest('adds', () => { expect(sum(2, 3)).toBe(5); twice(1); });\n`,
      },
      'sum.js',
      'node_modules/.bin/jest',
    ],
    [
      'mocha, in a script',
      {
        'sum.js': common,
        'test/sum.js': `const assert = require('node:assert');\nconst { sum, twice } = require('../sum.js');\nit('adds', () => { assert.equal(sum(2, 3), 5); twice(1); });\n`,
      },
      'sum.js',
      'node_modules/.bin/mocha',
    ],
    [
      'node:test, in TypeScript without its types',
      {
        'package.json': '{ "type": "module" }',
        'sum.ts': typed,
        'sum.test.ts': `import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { sum, twice } from './sum.ts';\ntest('adds', () => { assert.equal(sum(2, 3), 5); twice(1); });\n`,
      },
      'sum.ts',
      'node --test',
    ],
  ])('%s, and by nothing where nothing is asserted', async (_name, files, path, command) => {
    const { mutants, control, output } = await mutate(files, [{ path, from: 1, to: 2 }], [command]);
    const altered = (ids: readonly string[]) =>
      ids.map((id) => id.replace(/^sum\.[jt]s > (\d):\d+ (\w+): .*$/, '$1 $2')).sort();
    expect({ ...mutants, passed: altered(mutants.passed), failed: altered(mutants.failed) }, output).toEqual({
      ...sound,
      passed: ['1 ArithmeticOperator', '1 ArrowFunction'],
      failed: ['2 ArithmeticOperator', '2 ArrowFunction'],
    });
    expect(control).toHaveLength(2);
  });
});

test('a file is found under any name, and only its given lines are altered', async () => {
  const names = [
    '[id].js',
    '(group)/a.ts',
    'a b.js',
    '!x.js',
    '#x.js',
    '@(x).js',
    '*.mjs',
    'ü.js',
    '.x/a.js',
    'a:1-2.js',
    '[[...all]].jsx',
  ];
  const text = 'f(1 + 1);\nf(2 + 2);\nf(\n  3 +\n    3,\n);\n';
  const lines = names.flatMap((path) => [
    { path, from: 2, to: 2 },
    { path, from: 4, to: 5 },
  ]);
  const { mutants, output } = await mutate(Object.fromEntries(names.map((name) => [name, text])), lines, [
    'true',
  ]);
  expect(mutants, output).toEqual({
    ...sound,
    passed: [],
    failed: names
      .flatMap((name) => [
        `${name} > 2:3 ArithmeticOperator: 2 + 2 -> 2 - 2`,
        `${name} > 4:3 ArithmeticOperator: 3 + 3 -> 3 - 3`,
      ])
      .sort(),
  });
});

test('of a file with braces or a question mark in its name all is altered', async () => {
  const path = 'src/{a,b}?.js';
  const { mutants, output } = await mutate(
    { [path]: 'f(1 + 1);\nf(2 + 2);\n', 'src/a.js': 'f(3 + 3);\n' },
    [{ path, from: 2, to: 2 }],
    ['true'],
  );
  expect(mutants.failed, output).toEqual([
    'src/{a,b}?.js > 1:3 ArithmeticOperator: 1 + 1 -> 1 - 1',
    'src/{a,b}?.js > 2:3 ArithmeticOperator: 2 + 2 -> 2 - 2',
  ]);
});

test('commands run in their folder, one after another, in silence and without input', async () => {
  const commands = [
    'cat; cd .. && [ "$(basename "$PWD")" = packages ] # a comment',
    'env | grep -v -e ^NODE_OPTIONS= -e ^PATH= | grep -q -i -e PROOFLOOP_REPORTS -e ask-for-report/ -e /reports && exit 1; yes | head -c 3000000',
    `node -e "process.exit(eval(require('fs').readFileSync('../b/sum.js', 'utf8')) === 2 ? 0 : 1)"`,
  ];
  const path = 'packages/b/sum.js';
  const { mutants, control, output } = await mutate(
    { "packages/it's/x.js": '', [path]: '1 + 1' },
    [{ path, from: 1, to: 1 }],
    commands,
    "packages/it's",
  );
  expect(mutants, output).toEqual({
    ...sound,
    passed: ['../b/sum.js > 1:1 ArithmeticOperator: 1 + 1 -> 1 - 1'],
    failed: [],
  });
  expect(control).toHaveLength(2);
  expect(output.length).toBeLessThan(5000);
});

test('code that fails as soon as it finds itself altered fails for the control too', async () => {
  const cheat = 'if (process.env.__STRYKER_ACTIVE_MUTANT__) throw new Error("altered");\n';
  const files = { 'a.js': `f(1 + 1);\nfunction f() {}\n${cheat}` };
  const { mutants, control, output } = await mutate(files, [{ path: 'a.js', from: 1, to: 1 }], ['node a.js']);
  expect(mutants.passed, output).toEqual(['a.js > 1:3 ArithmeticOperator: 1 + 1 -> 1 - 1']);
  expect(control).toEqual([]);
});

test('what hangs counts as noticed', async () => {
  const files = { 'loop.js': 'for (let i = 0; i < 3; i++) {}\n' };
  const { mutants, output } = await mutate(files, [{ path: 'loop.js', from: 1, to: 1 }], ['node loop.js']);
  expect(mutants.passed, output).toContain('loop.js > 1:24 UpdateOperator: i++ -> i--');
});

test('tests that fail before anything is altered leave no report, and are shown', async () => {
  const files = { 'a.js': 'f(1 + 1);\n' };
  const { tests, exit_code, output } = await mutate(
    files,
    [{ path: 'a.js', from: 1, to: 1 }],
    ['echo no such luck; exit 3'],
  );
  expect(tests).toBeNull();
  expect(exit_code).toBe(1);
  expect(output).toContain('There were failed tests in the initial test run.');
  expect(output).toContain('no such luck');
});
