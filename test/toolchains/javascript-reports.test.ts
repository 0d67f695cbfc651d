import { describe, expect, test } from 'vitest';
import { testsOf, verifyFiles } from '../support/verified-project.ts';

const package_ = (script: string, more: object = {}) =>
  JSON.stringify({ name: 'shop', scripts: { test: script }, ...more });

const sound = { reports: 1, problems: [] };

describe('vitest', () => {
  const files = {
    'package.json': package_('vitest run'),
    'test/sums.test.js': `import { describe, expect, test } from 'vitest';
describe('sums', () => {
  test('small', () => {});
  test('wrong', () => expect(1).toBe(2));
  test.skip('later', () => {});
  test.todo('much later');
  describe('of rows', () => test.each([1, 2])('row %i', () => {}));
  test('twice', () => {});
  test('twice', () => {});
});
`,
    'test/broken.test.js': "import './missing.js';\n",
    'test/other.test.js': "import { test } from 'vitest';\ntest('other', () => {});\n",
  };

  test('behind a script: passed, failed, skipped, nested, repeated, unloadable', async () => {
    expect(await testsOf(files, 'npm test')).toEqual({
      ...sound,
      runner: 'vitest',
      passed: [
        'test/other.test.js > other',
        'test/sums.test.js > sums > of rows > row 1',
        'test/sums.test.js > sums > of rows > row 2',
        'test/sums.test.js > sums > small',
        'test/sums.test.js > sums > twice',
        'test/sums.test.js > sums > twice (2)',
      ],
      failed: ['test/broken.test.js', 'test/sums.test.js > sums > wrong'],
      skipped: ['test/sums.test.js > sums > later', 'test/sums.test.js > sums > much later'],
    });
  });

  test('.only skips the others, a broken hook fails its file, and an early exit fails its test', async () => {
    const only = {
      'only.test.js':
        "import { test } from 'vitest';\ntest.only('one', () => {});\ntest('other', () => {});\n",
      'exit.test.js': "import { test } from 'vitest';\ntest('exits', () => process.exit(0));\n",
      'hook.test.js':
        "import { beforeAll, test } from 'vitest';\nbeforeAll(() => { throw new Error('no'); });\ntest('never', () => {});\n",
    };
    expect(await testsOf(only, 'vitest run')).toMatchObject({
      ...sound,
      passed: ['only.test.js > one'],
      failed: ['exit.test.js > exits', 'hook.test.js'],
      skipped: ['hook.test.js > never', 'only.test.js > other'],
    });
  });

  test('keeps the reporter that the command chose, and leaves a report of its own where it is', async () => {
    const { 'test/other.test.js': other } = files;
    const tap = await verifyFiles({ 'other.test.js': other }, 'vitest run --reporter=tap');
    expect(tap.output).toContain('ok 1 - other.test.js');
    expect(tap.tests).toMatchObject({ runner: 'vitest', passed: ['other.test.js > other'], ...sound });
    const own = 'vitest run --reporter=json --outputFile=own.json && cat own.json';
    const result = await verifyFiles({ 'other.test.js': other }, own);
    expect(result).toMatchObject({ exit_code: 0, tests: null });
    expect(result.output).toContain('"numTotalTests":1');
  });

  test('keeps the reporters of its configuration, and leaves one that writes files as it is', async () => {
    const { 'test/other.test.js': other } = files;
    const config = (text: string) => ({
      'other.test.js': other,
      'vitest.config.js': `export default { test: { ${text} } };\n`,
    });
    const tap = await verifyFiles(config("reporters: ['tap-flat']"), 'vitest run');
    expect(tap.output).toContain('ok 1 - other.test.js > other');
    expect(tap.tests).toMatchObject({ runner: 'vitest', passed: ['other.test.js > other'], ...sound });
    const junit = config("reporters: ['default', 'junit'], outputFile: 'own.xml'");
    const own = await verifyFiles(junit, 'vitest run && cat own.xml');
    expect(own).toMatchObject({ exit_code: 0, tests: null, output: expect.stringContaining('<testsuites') });
  });

  test('has no results to tell where it runs no test', async () => {
    expect((await verifyFiles(files, 'vitest --version')).tests).toBeNull();
    expect((await verifyFiles(files, 'vitest list test/other')).tests).toBeNull();
  });
});

describe('jest', () => {
  const files = {
    'package.json': package_('jest'),
    'sums.test.js': `describe('sums', () => {
  test('small', () => {});
  test('wrong', () => expect(1).toBe(2));
  test.skip('later', () => {});
  test.todo('much later');
  describe('of rows', () => test.each([1, 2])('row %i', () => {}));
});
`,
    'broken.test.js': "require('./missing.js');\n",
    'only.test.js': "test.only('one', () => {});\ntest('other', () => {});\n",
  };

  test('behind a script: passed, failed, skipped, nested, .only, unloadable', async () => {
    expect(await testsOf(files, 'npm test')).toEqual({
      ...sound,
      runner: 'jest',
      passed: [
        'only.test.js > one',
        'sums.test.js > sums > of rows > row 1',
        'sums.test.js > sums > of rows > row 2',
        'sums.test.js > sums > small',
      ],
      failed: ['broken.test.js', 'sums.test.js > sums > wrong'],
      skipped: ['only.test.js > other', 'sums.test.js > sums > later', 'sums.test.js > sums > much later'],
    });
  });

  test('that a test ends early leaves no report, and that is said', async () => {
    const exit = {
      'package.json': '{}',
      'exit.test.js': "test('a', () => {});\ntest('b', () => process.exit(0));\n",
    };
    const result = await verifyFiles(exit, 'jest');
    expect(result.exit_code).toBe(0);
    expect(result.tests).toMatchObject({
      reports: 1,
      passed: [],
      problems: ['the report of jest was never written: it ended before its tests did'],
    });
  });
});

describe('mocha', () => {
  const files = {
    'package.json': package_('mocha'),
    '.mocharc.json': '{ "reporter": "dot" }\n',
    'test/sums.js': `const assert = require('node:assert');
describe('sums', () => {
  it('small', () => {});
  it('wrong', () => assert.equal(1, 2));
  it.skip('later', () => {});
  it('much later');
  describe('of rows', () => { for (const row of [1, 2]) it('row ' + row, () => {}); });
  let tries = 0;
  it('flaky', function () { this.retries(2); tries += 1; assert.equal(tries, 2); });
});
`,
    'test/hook.js':
      "describe('hook', () => { before(() => { throw new Error('no'); }); it('never', () => {}); });\n",
  };
  const expected = {
    ...sound,
    runner: 'mocha',
    passed: [
      'test/sums.js > sums > flaky',
      'test/sums.js > sums > of rows > row 1',
      'test/sums.js > sums > of rows > row 2',
      'test/sums.js > sums > small',
    ],
    failed: ['test/hook.js > hook', 'test/sums.js > sums > wrong'],
    skipped: ['test/sums.js > sums > later', 'test/sums.js > sums > much later'],
  };

  test('behind a script, whatever its reporter, in parallel and with options for node', async () => {
    const result = await verifyFiles(files, 'npm test');
    expect(result.tests).toEqual(expected);
    expect(result.output).not.toContain('✔');
    expect(await testsOf(files, 'mocha --parallel')).toEqual(expected);
    expect(await testsOf(files, 'mocha --expose-gc')).toEqual(expected);
  });

  test.each([
    ['a file', 'test/broken.js', "require('./missing.js');\n"],
    ['a module', 'test/broken.mjs', "import './missing.js';\n"],
  ])('%s that can not be loaded stops all', async (_, path, text) => {
    const command = "mocha 'test/*.{js,mjs}'";
    expect(await testsOf({ ...files, [path]: text }, command)).toMatchObject({
      ...sound,
      passed: [],
      failed: [path],
    });
  });

  test('.only runs nothing else, and an early exit leaves the report without its end', async () => {
    const only = { 'test/a.js': "it.only('one', () => {});\nit('other', () => {});\n" };
    expect(await testsOf(only, 'mocha')).toMatchObject({
      ...sound,
      passed: ['test/a.js > one'],
      skipped: [],
    });
    const exit = {
      'test/a.js': "it('one', () => {});\nit('exits', () => process.exit(0));\nit('never', () => {});\n",
    };
    const result = await verifyFiles(exit, 'mocha');
    expect(result.exit_code).toBe(0);
    expect(result.tests).toMatchObject({
      passed: ['test/a.js > one'],
      problems: ['the report of mocha is cut off or malformed: mocha ended before its tests did'],
    });
  });
});

describe('node:test', () => {
  const files = {
    'package.json': package_('node --test'),
    'test/sums.test.js': `const assert = require('node:assert');
const { describe, it, test } = require('node:test');
describe('sums', () => {
  it('small', () => {});
  it('wrong', () => assert.equal(1, 2));
  it.skip('later', () => {});
  it.todo('much later');
  it('fails as planned', { todo: true }, () => assert.equal(1, 2));
  describe('of rows', () => { for (const row of [1, 2]) it('row ' + row, () => {}); });
});
test('around', async (t) => { await t.test('inside', () => {}); });
test('fails around', async (t) => { await t.test('inside', () => {}); throw new Error('no'); });
`,
    'test/broken.test.js': "require('./missing.js');\n",
    'test/other.test.js': "require('node:test').test('other', () => {});\n",
  };
  const expected = {
    ...sound,
    runner: 'node:test',
    passed: [
      'test/other.test.js > other',
      'test/sums.test.js > around > inside',
      'test/sums.test.js > fails around > inside',
      'test/sums.test.js > sums > of rows > row 1',
      'test/sums.test.js > sums > of rows > row 2',
      'test/sums.test.js > sums > small',
    ],
    failed: ['test/broken.test.js', 'test/sums.test.js > fails around', 'test/sums.test.js > sums > wrong'],
    skipped: [
      'test/sums.test.js > sums > fails as planned',
      'test/sums.test.js > sums > later',
      'test/sums.test.js > sums > much later',
    ],
  };

  test('behind a script: passed, failed, skipped, nested, unloadable', async () => {
    const result = await verifyFiles(files, 'npm test');
    expect(result.tests).toEqual(expected);
    expect(result).toMatchObject({ exit_code: 1, output: expect.stringContaining('ℹ tests 13') });
  });

  test('with the node of the system too, and with reporters that the command chose', async () => {
    const system = await verifyFiles(files, '/usr/bin/node --test');
    expect(system.tests).toEqual(expected);
    const chosen = '/usr/bin/node --test-reporter dot --test test/other.test.js';
    expect(await verifyFiles(files, chosen)).toMatchObject({
      exit_code: 0,
      output: expect.stringMatching(/^\.\s*$/),
      tests: { passed: ['test/other.test.js > other'], problems: [] },
    });
    const both =
      'node --test --test-reporter=tap --test-reporter-destination=out.tap test/other.test.js; cat out.tap';
    const toFile = await verifyFiles(files, both);
    expect(toFile.output).toMatch(/^TAP version 13\n/);
    expect(toFile.tests).toMatchObject({ passed: ['test/other.test.js > other'], reports: 1, problems: [] });
  });

  test('a test file that is started alone, and one of its runs inside of a test', async () => {
    const nested = {
      'all.js': `const { execFileSync } = require('node:child_process');
const { test } = require('node:test');
test('starts another', () => { try { execFileSync('node', ['--test', 'fails.test.js']); } catch {} });
`,
      'fails.test.js': "require('node:test').test('fails', () => { throw new Error('no'); });\n",
    };
    expect(await testsOf(nested, 'node all.js')).toMatchObject({
      ...sound,
      passed: ['all.js > starts another'],
      failed: [],
    });
  });

  test('an early exit passes nothing: tests are missing, or the report has no end', async () => {
    const exit = {
      'a.test.js':
        "const { test } = require('node:test');\ntest('one', () => {});\ntest('exits', () => process.exit(0));\n",
      'b.test.js': "require('node:test').test('other', () => {});\n",
    };
    const result = await verifyFiles(exit, 'node --test');
    expect(result.exit_code).toBe(0);
    expect(result.tests).toMatchObject({ passed: ['b.test.js > other'], failed: [], problems: [] });
    const inOne = await verifyFiles(exit, 'node --test --test-isolation=none');
    expect(inOne.exit_code).toBe(0);
    expect(inOne.tests?.passed).toEqual([]);
    expect(inOne.tests?.problems).not.toEqual([]);
  });

  test('.only runs nothing else', async () => {
    const only = {
      'a.test.js':
        "const { test } = require('node:test');\ntest.only('one', () => {});\ntest('other', () => {});\n",
    };
    const report = await testsOf(only, 'node --test --test-only');
    expect(report.passed).toEqual(['a.test.js > one']);
  });
});

describe('several runners', () => {
  const files = {
    'package.json': JSON.stringify({ name: 'shop', workspaces: ['packages/*'] }),
    'packages/a/package.json': package_('node --test', { name: 'a' }),
    'packages/a/a.test.js': "require('node:test').test('same', () => {});\n",
    'packages/b/package.json': package_('mocha', { name: 'b' }),
    'packages/b/test/b.js': "it('same', () => {});\n",
  };

  test('of a workspace are put together, each in its folder', async () => {
    expect(await testsOf(files, 'npm test --workspaces')).toMatchObject({
      passed: ['packages/a/a.test.js > same', 'packages/b/test/b.js > same'],
      reports: 2,
      problems: [],
    });
    expect(await testsOf(files, 'cd .. && npm test --workspaces', 'packages')).toMatchObject({
      passed: ['a/a.test.js > same', 'b/test/b.js > same'],
    });
  });

  test('that disagree on a test have failed it', async () => {
    const once = {
      'a.test.js':
        "const fs = require('node:fs');\nrequire('node:test').test('once', () => fs.mkdirSync('made'));\n",
    };
    const twice = 'node --test; node --test; node --test';
    expect(await testsOf(once, twice)).toMatchObject({
      passed: [],
      failed: ['a.test.js > once'],
      reports: 3,
    });
  });
});

test('a command that runs no tests has none to tell', async () => {
  const command =
    'node -e "console.log(process.env.NODE_OPTIONS ? 1 : 0)" && npm --version && sh -c "exit 3"';
  expect(await verifyFiles({ 'package.json': '{}' }, command)).toMatchObject({ exit_code: 3, tests: null });
});
