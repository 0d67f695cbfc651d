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

test('tape: an assertion for each line, under the name of its test', async () => {
  const files = {
    'package.json': manifest("tape 'test/*.js'"),
    'test/sums.js': `import test from 'tape';
test('small', (t) => { t.equal(1 + 2, 3, 'adds'); t.end(); });
test('wrong', (t) => { t.equal(1 + 2, 4, 'adds'); t.end(); });
test.skip('later', (t) => { t.end(); });
`,
  };
  expect(await testsOf(files, 'npm test')).toMatchObject({
    ...sound,
    runner: 'tap',
    passed: ['small > adds'],
    failed: ['wrong > adds'],
  });
  const early = {
    ...files,
    'test/sums.js': "import 'tape';\nconsole.log('TAP version 13\\nok 1 a');\nprocess.exit(0);\n",
  };
  expect((await testsOf(early, 'npm test')).problems).toHaveLength(1);
});

test('uvu names no test that passes: its exit code is all there is', async () => {
  const files = (wanted: number) => ({
    'package.json': manifest('uvu'),
    'tests/sums.js': `import { test } from 'uvu';
import * as assert from 'uvu/assert';
test('small', () => assert.is(1 + 2, ${wanted}));
test.run();
`,
  });
  expect(await verifyFiles(files(3), 'npm test')).toMatchObject({ exit_code: 0, tests: null });
  expect(await verifyFiles(files(4), 'npm test')).toMatchObject({ exit_code: 1, tests: null });
});
