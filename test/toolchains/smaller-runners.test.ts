import { describe, expect, test } from 'vitest';
import { testsOf, verifyFiles } from '../support/verified-project.ts';

const manifest = (script: string) =>
  JSON.stringify({ name: 'shop', type: 'module', scripts: { test: script } });
const sound = { reports: 1, problems: [] };

describe('ava', () => {
  const files = {
    'package.json': manifest('ava'),
    'sums.test.js': `import test from 'ava';
test('small', (t) => t.is(1 + 2, 3));
test('wrong', (t) => t.is(1 + 2, 4));
test.skip('later', (t) => t.pass());
test.todo('much later');
test.failing('known', (t) => t.fail());
`,
    'broken.test.js': "import './missing.js';\n",
    'exit.test.js':
      "import test from 'ava';\ntest('exits', () => process.exit(0));\ntest('after', (t) => t.pass());\n",
  };

  test('behind a script: passed, failed, skipped, expected to fail, not loadable, ended early', async () => {
    expect(await testsOf(files, 'npm test')).toEqual({
      ...sound,
      runner: 'ava',
      passed: ['sums.test.js > small'],
      failed: ['broken.test.js', 'exit.test.js', 'sums.test.js > wrong'],
      skipped: ['sums.test.js > known', 'sums.test.js > later', 'sums.test.js > much later'],
    });
  });

  test('prints what it always prints, TAP too', async () => {
    const { 'sums.test.js': sums, 'package.json': named } = files;
    const result = await verifyFiles({ 'sums.test.js': sums, 'package.json': named }, 'ava --tap');
    expect(result.output).toContain('not ok');
    expect(result.tests).toMatchObject({ ...sound, runner: 'ava', failed: ['sums.test.js > wrong'] });
  });
});

describe('tape', () => {
  const sums = `import test from 'tape';
test('small', (t) => { t.equal(1 + 2, 3, 'adds'); t.end(); });
test('wrong', (t) => { t.equal(1 + 2, 4, 'adds'); t.ok(true); t.end(); });
test('later', { skip: true }, (t) => { t.end(); });
test('rows', (t) => {
  t.test('first', (inner) => { inner.plan(1); inner.ok(true); });
  t.test('second', (inner) => { inner.plan(2); inner.ok(true); inner.end(); });
});
test('to do', { todo: true }, (t) => { t.fail(); t.end(); });
test('awaits', async (t) => { throw new Error('no'); });
test('asserts nothing', (t) => t.end());
`;
  const files = { 'package.json': manifest("tape 'test/*.js'"), 'test/sums.js': sums };
  const expected = {
    ...sound,
    runner: 'tape',
    passed: ['test/sums.js > asserts nothing', 'test/sums.js > rows > first', 'test/sums.js > small'],
    failed: ['test/sums.js > awaits', 'test/sums.js > rows > second', 'test/sums.js > wrong'],
    skipped: ['test/sums.js > later', 'test/sums.js > to do'],
  };

  test('behind a script: passed, failed, skipped, to do, nested, under the file that has made it', async () => {
    expect(await testsOf(files, 'npm test')).toEqual(expected);
    const others = {
      'package.json': '{}',
      'test/index.js': "require('./sums.js');\nrequire('./made.js')('given');\n",
      'test/sums.js': sums.replace(/import test from (.*);/, 'const test = require($1);'),
      'test/made.js':
        "const test = require('tape');\nmodule.exports = (name) => test(name, (t) => t.end());\n",
    };
    const passed = ['test/index.js > given', ...expected.passed];
    expect(await testsOf(others, 'node test/index.js')).toEqual({ ...expected, passed });
  });

  test('prints what it always prints; what is left out by only is skipped', async () => {
    expect((await verifyFiles(files, 'npm test')).output).toContain('not ok 2 adds');
    const only = { ...files, 'test/sums.js': `${sums}test.only('one', (t) => t.end());\n` };
    const { passed, skipped } = await testsOf(only, 'npm test');
    expect({ passed, skipped: skipped.length }).toEqual({ passed: ['test/sums.js > one'], skipped: 7 });
  });

  test('a test that throws ends tape: it has failed, and those behind it are missing', async () => {
    const thrown = sums.replace(
      "test('later'",
      "test('throws', () => { throw new Error('no'); });\ntest('later'",
    );
    const { passed, failed, problems } = await testsOf({ ...files, 'test/sums.js': thrown }, 'npm test');
    expect({ passed, failed, problems }).toEqual({
      passed: ['test/sums.js > small'],
      failed: ['test/sums.js > throws', 'test/sums.js > wrong'],
      problems: [],
    });
  });

  test.each([
    ['before any test', "import 'tape';\n"],
    ['before it is loaded', ''],
    ['while its tests are made', sums],
  ])('a report that a program prints by itself is none: an end %s', async (_, head) => {
    const forged = "console.log('TAP version 13\\nok 1 a\\n1..1');\nprocess.exit(0);\n";
    const { problems, passed } = await testsOf({ ...files, 'test/sums.js': head + forged }, 'npm test');
    expect(problems).toHaveLength(1);
    expect(passed).not.toContain('a');
  });
});

describe('uvu', () => {
  const sums = `import { suite, test } from 'uvu';
import * as assert from 'uvu/assert';
test('small', () => assert.is(1 + 2, 3));
test('wrong', () => assert.is(1 + 2, 4));
test.skip('later', () => {});
test.run();
const rows = suite('rows');
rows.before.each(() => {});
rows('first', async () => assert.ok(true));
rows.run();
`;
  const files = { 'package.json': manifest('uvu'), 'tests/sums.js': sums };
  const expected = {
    ...sound,
    runner: 'uvu',
    passed: ['tests/sums.js > rows > first', 'tests/sums.js > small'],
    failed: ['tests/sums.js > wrong'],
    skipped: [],
  };

  test('behind a script, and as a file that is started alone, in modules and scripts', async () => {
    expect(await testsOf(files, 'npm test')).toEqual(expected);
    expect(await testsOf(files, 'node tests/sums.js')).toEqual(expected);
    const scripts = {
      'package.json': '{"scripts":{"test":"uvu"}}',
      'tests/sums.js': sums.replaceAll(/import (?:\* as )?(.*) from (.*);/g, 'const $1 = require($2);'),
    };
    expect(await testsOf(scripts, 'npm test')).toEqual(expected);
  });

  test('what only leaves out is skipped; a hook that breaks fails its tests', async () => {
    const hooks = `import { suite, test } from 'uvu';
test('left out', () => {});
test.only('one', () => {});
test.run();
const broken = suite('broken');
broken.before(() => { throw new Error('no'); });
broken('never', () => {});
broken.run();
`;
    const { passed, failed, skipped } = await testsOf({ ...files, 'tests/sums.js': hooks }, 'npm test');
    expect({ passed, failed, skipped }).toEqual({
      passed: ['tests/sums.js > one'],
      failed: ['tests/sums.js > broken > never'],
      skipped: ['tests/sums.js > left out'],
    });
  });

  test('stopped at the first failure, ended early, and not asked', async () => {
    const bail = await testsOf(files, 'uvu -b');
    expect(bail).toMatchObject({ problems: [], failed: ['tests/sums.js > wrong'] });
    const early = await testsOf({ ...files, 'tests/sums.js': `${sums}process.exit(0);\n` }, 'npm test');
    expect(early.problems).toHaveLength(1);
    const unasked = await verifyFiles(files, 'NODE_OPTIONS= npm test');
    expect(unasked).toMatchObject({ exit_code: 1, tests: null });
  });
});
