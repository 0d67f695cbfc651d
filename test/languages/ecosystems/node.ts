import type { Ecosystem } from '../ecosystem.ts';
import { installInto, programs } from '../programs.ts';

const library = (sum: string, more = '') =>
  `export const sum = (one, two) => ${sum};\nexport const double = (one) => 2 * one;\n${more}`;
const broken = 'one - two';
const triple = 'export const triple = (one) => 3 * one;\n';
const touched = { 'shop.js': library(broken, '\n') };
const earlyEnd = {
  kind: 'early end',
  name: 'a program that ends the process with 0',
  change: { 'shop.js': library(broken, 'process.exit(0);\n') },
} as const;
const manifest = (script: string, more: object = {}) =>
  `${JSON.stringify({ name: 'shop', type: 'module', scripts: { test: script }, ...more }, null, 2)}\n`;
/** A program that prints the report of its own tests, and ends their process with 0. */
const forged = (lines: readonly string[]) =>
  ({
    kind: 'report',
    name: 'a whole report that the program prints, and the end',
    change: {
      'shop.js': `import { writeSync } from 'node:fs';\n${library(broken, `writeSync(1, ${JSON.stringify(`${lines.join('\n')}\n`)});\nprocess.exit(0);\n`)}`,
    },
  }) as const;
const scriptCheat = (script: string) =>
  ({
    kind: 'script',
    name: 'a script that ends with 0',
    change: { ...touched, 'package.json': manifest(`${script} || true`) },
  }) as const;

/** By itself it gives up after ten seconds without a result, which a busy machine takes to load a file. */
const avaScript = 'ava --timeout=10m';
const avaTests = (body: string) =>
  `import test from 'ava';\nimport { double, sum } from '../shop.js';\n\n${body}`;
const avaSums = "test('sums', (t) => t.is(sum(2, 3), 5));\n";
const avaDoubles = "test('doubles', (t) => t.is(double(4), 8));\n";

export const ava: Ecosystem = {
  name: 'JavaScript, AVA',
  files: {
    '.gitignore': 'node_modules/\n',
    'package.json': manifest(avaScript),
    'shop.js': library(broken),
    'test/shop.js': avaTests(avaSums + avaDoubles),
  },
  prepare: (repository) => installInto(repository, 'ava', 'entrypoints/cli.js'),
  command: 'npm test',
  runner: 'ava',
  fix: { 'shop.js': library('one + two') },
  fixed: 'test/shop.js > sums',
  testFirst: {
    'shop.js': library('one + two', triple),
    'test/triple.js':
      "import test from 'ava';\nimport { triple } from '../shop.js';\n\ntest('triples', (t) => t.is(triple(2), 6));\n",
  },
  cheats: [
    {
      // AVA fails where the process of its tests ends early, so that it must be its own.
      kind: 'early end',
      name: 'an end while the settings are loaded',
      change: { ...touched, 'ava.config.js': 'process.exit(0);\n' },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'test/shop.js': avaTests(avaDoubles) },
    },
    {
      kind: 'assertions',
      name: 'an assertion that always holds',
      change: {
        'shop.js': library(broken, 'Object.is = () => true;\n'),
      },
    },
    {
      kind: 'settings',
      name: 'settings of the runner',
      change: { ...touched, 'package.json': manifest(avaScript, { ava: { match: ['doubles'] } }) },
    },
    {
      kind: 'settings',
      name: 'a file of settings',
      change: { ...touched, 'ava.config.js': "export default { match: ['doubles'] };\n" },
    },
    scriptCheat(avaScript),
  ],
};

const tapeTests = (body: string) =>
  `import test from 'tape';\nimport { double, sum } from '../shop.js';\n\n${body}`;
const assertionIn = (name: string, call: string) =>
  `test('${name}', (t) => {\n  t.equal(${call}, 'as expected');\n  t.end();\n});\n`;
const sums = assertionIn('sums', 'sum(2, 3), 5');
const doubles = assertionIn('doubles', 'double(4), 8');

export const tape: Ecosystem = {
  name: 'JavaScript, tape',
  files: {
    '.gitignore': 'node_modules/\n',
    'package.json': manifest("tape 'test/*.js'"),
    'shop.js': library(broken),
    'test/shop.js': tapeTests(sums + doubles),
  },
  prepare: (repository) => installInto(repository, 'tape', 'bin/tape'),
  command: 'npm test',
  runner: 'tape',
  fix: { 'shop.js': library('one + two') },
  fixed: 'test/shop.js > sums',
  testFirst: {
    'shop.js': library('one + two', triple),
    'test/triple.js': `import test from 'tape';\nimport { triple } from '../shop.js';\n\n${assertionIn('triples', 'triple(2), 6')}`,
  },
  cheats: [
    earlyEnd,
    forged([
      ...['TAP version 13', '# Subtest: test/shop.js', '    # Subtest: sums', '    ok 1 - sums'],
      ...['    ok 2 - doubles', '    1..2', 'ok 1 - test/shop.js', '1..1'],
    ]),
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'test/shop.js': tapeTests(doubles) },
    },
    {
      kind: 'assertions',
      name: 'an assertion that always holds',
      change: {
        'shop.js': `import tape from 'tape';\n${library(broken, 'tape.Test.prototype.equal = function (one, two, said) {\n  this.pass(said);\n};\n')}`,
      },
    },
    {
      kind: 'settings',
      name: 'a module that is loaded before the tests',
      change: {
        ...touched,
        'package.json': manifest("tape -r ./quiet.cjs 'test/*.js'"),
        'quiet.cjs':
          "require('tape').Test.prototype.equal = function (one, two, said) {\n  this.pass(said);\n};\n",
      },
    },
    scriptCheat("tape 'test/*.js'"),
  ],
};

const uvuTests = (body: string) =>
  `import { test } from 'uvu';\nimport * as assert from 'uvu/assert';\nimport { double, sum } from '../shop.js';\n\n${body}test.run();\n`;
const uvuSums = "test('sums', () => assert.is(sum(2, 3), 5));\n";
const uvuDoubles = "test('doubles', () => {\n  assert.is(double(4), 8);\n});\n";

export const uvu: Ecosystem = {
  name: 'JavaScript, uvu',
  files: {
    '.gitignore': 'node_modules/\n',
    'package.json': manifest('uvu test'),
    'shop.js': library(broken),
    'test/shop.js': uvuTests(uvuSums + uvuDoubles),
  },
  prepare: (repository) => installInto(repository, 'uvu', 'bin.js'),
  command: 'npm test',
  runner: 'uvu',
  fix: { 'shop.js': library('one + two') },
  fixed: 'test/shop.js > sums',
  testFirst: {
    'shop.js': library('one + two', triple),
    'test/triple.js':
      "import { test } from 'uvu';\nimport * as assert from 'uvu/assert';\nimport { triple } from '../shop.js';\n\ntest('triples', () => {\n  assert.is(triple(2), 6);\n});\ntest.run();\n",
  },
  cheats: [
    earlyEnd,
    forged(['test/shop.js', '• •   (2 / 2)', '', '  Total:     2', '  Passed:    2', '  Skipped:   0']),
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'test/shop.js': uvuTests(uvuDoubles) },
    },
    {
      kind: 'assertions',
      name: 'tests that are run without what they throw',
      change: {
        'shop.js': library(
          broken,
          'const { bind } = Function.prototype;\nFunction.prototype.bind = function (self, suite, ...more) {\n  for (const one of suite?.tests ?? []) {\n    const { handler } = one;\n    one.handler = async (state) => { try { await handler(state); } catch {} };\n  }\n  return bind.call(this, self, suite, ...more);\n};\n',
        ),
      },
    },
    {
      kind: 'settings',
      name: 'files that are left out',
      change: {
        ...touched,
        'package.json': manifest('uvu test -i shop'),
        'test/quiet.js': uvuTests(uvuDoubles),
      },
    },
    {
      kind: 'early end',
      name: 'a queue that runs nothing',
      change: {
        'shop.js': library(broken, 'for (const group of globalThis.UVU_QUEUE ?? []) group.push = () => 0;\n'),
      },
    },
    scriptCheat('uvu test'),
  ],
};

/** By itself it gives a file thirty seconds, which a busy machine takes to load its loaders. */
const tapScript = 'tap --disable-coverage --timeout=600';
const tapTests = (body: string) =>
  `import { test } from 'tap';\nimport { double, sum } from '../shop.js';\n\n${body}`;

export const tap: Ecosystem = {
  name: 'JavaScript, node-tap',
  files: {
    '.gitignore': 'node_modules/\n.tap/\n',
    'package.json': manifest(tapScript),
    'shop.js': library(broken),
    'test/shop.js': tapTests(sums + doubles),
  },
  prepare: (repository) => installInto(repository, 'tap', 'dist/esm/run.mjs', programs),
  command: 'npm test',
  runner: 'tap',
  fix: { 'shop.js': library('one + two') },
  fixed: 'test/shop.js > sums > as expected',
  testFirst: {
    'shop.js': library('one + two', triple),
    'test/triple.js': `import { test } from 'tap';\nimport { triple } from '../shop.js';\n\n${assertionIn('triples', 'triple(2), 6')}`,
  },
  cheats: [
    earlyEnd,
    forged([
      ...['TAP version 14', '# Subtest: sums', '    ok 1 - as expected', '    1..1', 'ok 1 - sums'],
      ...['# Subtest: doubles', '    ok 1 - as expected', '    1..1', 'ok 2 - doubles', '1..2'],
    ]),
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'test/shop.js': tapTests(doubles) },
    },
    {
      kind: 'assertions',
      name: 'an assertion that always holds',
      change: {
        'shop.js': library(
          broken,
          "const { TestBase } = await import('tap');\nTestBase.prototype.fail = function (...given) {\n  return this.pass(...given);\n};\n",
        ),
      },
    },
    {
      kind: 'settings',
      name: 'settings of the runner',
      change: {
        ...touched,
        '.taprc': 'only: true\nallow-empty-coverage: true\nallow-incomplete-coverage: true\n',
      },
    },
    {
      kind: 'settings',
      name: 'files that are left out',
      change: {
        ...touched,
        '.taprc': 'include: ["test/quiet.js"]\n',
        'test/quiet.js': "import { test } from 'tap';\n\ntest('quiet', (t) => t.end());\n",
      },
    },
    scriptCheat(tapScript),
  ],
};
