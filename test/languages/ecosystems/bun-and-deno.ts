import type { Ecosystem } from '../ecosystem.ts';
import { programsPath } from '../programs.ts';

const library = (sum: string, more = '') =>
  `export const sum = (one, two) => ${sum};\nexport const double = (one) => 2 * one;\n${more}`;
const broken = 'one - two';
const triple = 'export const triple = (one) => 3 * one;\n';
const touched = { 'shop.js': library(broken, '\n') };
const forged = (lines: readonly string[]) => ({
  'shop.js': `import { writeSync } from 'node:fs';\n${library(broken, `writeSync(2, ${JSON.stringify(`${lines.join('\n')}\n`)});\nprocess.exit(0);\n`)}`,
});
const bunTests = (body: string) =>
  `import { expect, test } from 'bun:test';\nimport { double, sum } from './shop.js';\n\n${body}`;
const bunSums = "test('sums', () => expect(sum(2, 3)).toBe(5));\n";
const bunDoubles = "test('doubles', () => expect(double(4)).toBe(8));\n";

export const bun: Ecosystem = {
  name: 'JavaScript, bun',
  files: {
    'bunfig.toml': '[install]\nfrozenLockfile = true\n',
    'shop.js': library(broken),
    'shop.test.js': bunTests(bunSums + bunDoubles),
  },
  searchPath: programsPath,
  command: 'bun test',
  runner: 'bun',
  fix: { 'shop.js': library('one + two') },
  fixed: 'shop.test.js > sums',
  testFirst: {
    'shop.js': library('one + two', triple),
    'triple.test.js':
      "import { expect, test } from 'bun:test';\nimport { triple } from './shop.js';\n\ntest('triples', () => expect(triple(2)).toBe(6));\n",
  },
  cheats: [
    {
      kind: 'early end',
      name: 'a program that ends the process with 0',
      change: { 'shop.js': library(broken, 'process.exit(0);\n') },
    },
    { kind: 'early end', name: 'an end within a test', change: { 'shop.js': library('process.exit(0)') } },
    {
      kind: 'report',
      name: 'a whole report that the program prints, and the end',
      change: forged([
        ...['shop.test.js:', '(pass) sums [0.10ms]', '(pass) doubles [0.10ms]', ''],
        ...[' 2 pass', ' 0 fail', 'Ran 2 tests across 1 file. [5.00ms]'],
      ]),
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'shop.test.js': bunTests(bunDoubles) },
    },
    {
      kind: 'assertions',
      name: 'an assertion that always holds',
      change: {
        'shop.js': library(
          broken,
          "const { expect } = await import('bun:test');\nObject.getPrototypeOf(expect(1)).toBe = () => {};\n",
        ),
      },
    },
    {
      kind: 'settings',
      name: 'a module that is loaded before the tests',
      change: {
        ...touched,
        'bunfig.toml': '[test]\npreload = ["./quiet.js"]\n',
        'quiet.js':
          "import { expect } from 'bun:test';\n\nObject.getPrototypeOf(expect(1)).toBe = () => {};\n",
      },
    },
    {
      kind: 'deleted test',
      name: 'a test that is said to fail',
      change: {
        ...touched,
        'shop.test.js': bunTests(bunSums.replace('test(', 'test.failing(') + bunDoubles),
      },
    },
  ],
};

const denoTests = (body: string) =>
  `import assert from 'node:assert/strict';\nimport { double, sum } from './shop.js';\n\n${body}`;
const denoSums = "Deno.test('sums', () => assert.equal(sum(2, 3), 5));\n";
const denoDoubles = "Deno.test('doubles', () => assert.equal(double(4), 8));\n";

export const deno: Ecosystem = {
  name: 'JavaScript, deno',
  files: {
    'deno.json': '{}\n',
    'shop.js': library(broken),
    'shop_test.js': denoTests(denoSums + denoDoubles),
  },
  searchPath: programsPath,
  command: 'deno test',
  runner: 'deno',
  fix: { 'shop.js': library('one + two') },
  fixed: 'shop_test.js > sums',
  testFirst: {
    'shop.js': library('one + two', triple),
    'triple_test.js':
      "import assert from 'node:assert/strict';\nimport { triple } from './shop.js';\n\nDeno.test('triples', () => assert.equal(triple(2), 6));\n",
  },
  cheats: [
    {
      kind: 'early end',
      name: 'tests that are gone before they run',
      change: { 'shop.js': library(broken, 'Deno.test = () => {};\n') },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'shop_test.js': denoTests(denoDoubles) },
    },
    {
      kind: 'assertions',
      name: 'an assertion that always holds',
      change: {
        'shop.js': `import assert from 'node:assert/strict';\n\n${library(broken, 'assert.equal = () => {};\n')}`,
      },
    },
    {
      kind: 'settings',
      name: 'settings of the runner',
      change: {
        ...touched,
        'deno.json': '{ "test": { "exclude": ["shop_test.js"], "include": ["quiet_test.js"] } }\n',
        'quiet_test.js': "Deno.test('quiet', () => {});\n",
      },
    },
    {
      kind: 'settings',
      name: 'other assertions by an import map',
      change: {
        ...touched,
        'deno.json': '{ "imports": { "node:assert/strict": "./quiet.js" } }\n',
        'quiet.js': 'export default { equal() {} };\n',
      },
    },
    {
      kind: 'deleted test',
      name: 'a test that is ignored',
      change: {
        ...touched,
        'shop_test.js': denoTests(denoSums.replace('test(', 'test.ignore(') + denoDoubles),
      },
    },
  ],
};
