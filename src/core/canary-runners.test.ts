import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Canary, canaries } from './canary.ts';
import { evidenceRules } from './evidence/evidence-rules.ts';
import type { TestReport } from './evidence/test-report.ts';
import type { Runner } from './runners/runner-table.ts';
import type { GoPackage } from './runners/test-runner.ts';

const top = { folder: '', packages: [], rules: evidenceRules };

const reportOf = (runner: Runner, ...passed: string[]): TestReport => ({
  runner,
  passed,
  failed: [],
  skipped: [],
  reports: 1,
  problems: [],
});

/** One for all, since what a cache lacks of Go's own packages takes longest to compile. */
const goCache = resolve('node_modules/.cache/proofloop-tests/go');

/** A project with these files and the runners of this repository. */
function makeProject(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'proofloop-canary-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function place(folder: string, placed: readonly Canary[]): void {
  for (const { path, addition } of placed) writeFileSync(join(folder, path), addition, { flag: 'a' });
}

/** What the command prints, without the environment by which runners know that they run in another. */
function run(folder: string, command: string): string {
  const { NODE_TEST_CONTEXT, VITEST, VITEST_WORKER_ID, VITEST_POOL_ID, NODE_OPTIONS, ...env } = process.env;
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, CI: '1', NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  return stdout + stderr;
}

interface Case {
  runner: Runner;
  name: string;
  file: string;
  text: string;
  command: string;
  /** What the output says of the test of the file, and of the canary. */
  passes: RegExp;
  fails: (title: string) => RegExp;
  more?: Record<string, string>;
}

const tap = {
  passes: /^\s*ok \d+ - adds$/m,
  fails: (title: string) => new RegExp(`^\\s*not ok \\d+ - ${title}`, 'm'),
};
const flatTap = {
  passes: /^ok \d+ - .*> adds/m,
  fails: (title: string) => new RegExp(`^not ok \\d+ - .*> ${title}`, 'm'),
};
const jestReport = {
  passes: /"status":"passed"[^{}]*"title":"adds"/,
  fails: (title: string) => new RegExp(`"status":"failed"[^{}]*"title":"${title}"`),
};
const nodeTest = { runner: 'node:test' as const, ...tap };
const mocha = { runner: 'mocha' as const, ...tap, passes: /^ok \d+ adds$/m };
const mochaFails = (title: string) => new RegExp(`^not ok \\d+ ${title}`, 'm');
const tape = {
  runner: 'tape' as const,
  passes: /^ok \d+ adds$/m,
  fails: (title: string) => new RegExp(`^# ${title}\\nnot ok`, 'm'),
};
const uvu = {
  runner: 'uvu' as const,
  passes: /Passed: +1$/m,
  fails: (title: string) => new RegExp(` FAIL +"${title}"`),
};
const typeModule = { 'package.json': '{"type":"module"}' };

const cases: Case[] = [
  {
    ...tape,
    name: 'in a script',
    file: 'test/a.cjs',
    text: "const test = require('tape');\ntest('t', (t) => { t.ok(true, 'adds'); t.end(); }) // end",
    command: 'node test/a.cjs',
  },
  {
    ...tape,
    name: 'in a module',
    file: 'test/a.mjs',
    text: "import test from 'tape';\ntest('t', (t) => { t.ok(true, 'adds'); t.end(); })",
    command: 'tape test/a.mjs',
  },
  {
    ...uvu,
    name: 'in a script',
    file: 'tests/a.cjs',
    text: "const { test } = require('uvu');\ntest('adds', () => {});\ntest.run();\n",
    command: 'node tests/a.cjs',
  },
  {
    ...uvu,
    name: 'in a module that is started alone',
    file: 'tests/a.mjs',
    text: "import { test } from 'uvu';\ntest('adds', () => {});\ntest.run();\n",
    command: 'node tests/a.mjs',
  },
  {
    ...nodeTest,
    name: 'in a script',
    file: 'a.test.cjs',
    text: "const test = require('node:test');\ntest('adds', () => {})",
    command: 'node --test --test-reporter=tap a.test.cjs',
  },
  {
    ...nodeTest,
    name: 'in a module',
    file: 'a.test.mjs',
    text: "import test from 'node:test';\ntest('adds', () => {}) // end",
    command: 'node --test --test-reporter=tap a.test.mjs',
  },
  {
    ...nodeTest,
    name: 'in TypeScript, beside suites',
    file: 'a.test.ts',
    text: "import { describe, it, before } from 'node:test';\nbefore(() => {});\ndescribe('cart', () => { it('adds', (): void => {}); });\n",
    command: 'node --test --test-reporter=tap a.test.ts',
    more: typeModule,
  },
  {
    ...flatTap,
    runner: 'vitest',
    name: 'with imports',
    file: 'a.test.ts',
    text: "import { expect, test } from 'vitest';\ntest('adds', () => { expect(1).toBe(1) })",
    command: 'vitest run --root . --reporter=tap-flat',
  },
  {
    ...flatTap,
    runner: 'vitest',
    name: 'with globals',
    file: 'src/a.spec.js',
    text: "describe('cart', () => { it('adds', () => { expect(1).toBe(1) }) })\n",
    command: 'vitest run --root . --globals --reporter=tap-flat',
  },
  {
    ...jestReport,
    runner: 'jest',
    name: 'in a script',
    file: 'a.test.js',
    text: "const { hasOwn } = Object\ntest('adds', () => { expect(hasOwn({}, 'a')).toBe(false) })",
    command: 'jest --json --rootDir .',
    more: { 'package.json': '{}' },
  },
  {
    ...jestReport,
    runner: 'jest',
    name: 'in a module that imports what it uses',
    file: 'a.test.mjs',
    text: "import { expect, it } from '@jest/globals';\nit('adds', () => { expect(1).toBe(1) })\n",
    command: 'node --experimental-vm-modules node_modules/jest/bin/jest.js --json --rootDir .',
    more: { 'package.json': '{"jest":{"testMatch":["**/*.test.mjs"]}}' },
  },
  {
    ...mocha,
    name: 'in a script',
    file: 'test/a.cjs',
    text: "const assert = require('assert')\ndescribe('cart', function () {}); it('adds', function () { assert(true) })",
    command: 'mocha --reporter tap test/a.cjs',
    fails: mochaFails,
  },
  {
    ...mocha,
    name: 'in a module',
    file: 'test/a.mjs',
    text: "import assert from 'node:assert';\nit('adds', () => assert(true));",
    command: 'mocha --reporter tap test/a.mjs',
    fails: mochaFails,
  },
  {
    ...mocha,
    name: 'with the other interface',
    file: 'test/a.cjs',
    text: "suite('cart', () => test('adds', () => {}))\n",
    command: 'mocha --ui tdd --reporter tap test/a.cjs',
    passes: /^ok \d+ cart adds$/m,
    fails: (title) => new RegExp(`^not ok \\d+ (cart )?${title}`, 'm'),
  },
  {
    runner: 'pytest',
    name: 'beside functions',
    file: 'tests/test_a.py',
    text: 'def test_adds():\n    assert 1 == 1',
    command: 'pytest-3 -q -rA -p no:cacheprovider',
    passes: /^PASSED tests\/test_a\.py::test_adds$/m,
    fails: (title) => new RegExp(`^FAILED tests/test_a\\.py::test_${title}`, 'm'),
  },
  {
    runner: 'pytest',
    name: 'beside a class of unittest',
    file: 'test_a.py',
    text: 'import unittest\n\n\nclass A(unittest.TestCase):\n    def test_adds(self):\n        pass\n\n\nif __name__ == "__main__":\n    unittest.main()\n',
    command: 'pytest-3 -q -rA -p no:cacheprovider',
    passes: /^PASSED test_a\.py::A::test_adds$/m,
    fails: (title) => new RegExp(`^FAILED test_a\\.py::test_${title}`, 'm'),
  },
  {
    runner: 'cargo',
    name: 'in a test of its own',
    file: 'tests/it.rs',
    text: '#[test]\nfn adds() {}',
    command: 'cargo test --offline',
    passes: /^test adds \.\.\. ok$/m,
    fails: (title) => new RegExp(`^test ${title}::fails \\.\\.\\. FAILED$`, 'm'),
    more: {
      'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': '',
    },
  },
  {
    runner: 'cargo',
    name: 'within the library',
    file: 'src/lib.rs',
    text: '#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {}\n}\n// end',
    command: 'cargo test --offline --lib',
    passes: /^test tests::adds \.\.\. ok$/m,
    fails: (title) => new RegExp(`^test ${title}::fails \\.\\.\\. FAILED$`, 'm'),
    more: { 'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n' },
  },
];

describe('a canary is collected with the file that it is in, and fails', () => {
  test.each(cases)('$runner, $name', ({ runner, file, text, command, passes, fails, more }) => {
    const folder = makeProject({ ...more, [file]: text });
    const placed = canaries(reportOf(runner, `${file} > adds`), 'seed', top);
    expect(placed.map(({ path }) => path)).toEqual([file]);
    place(folder, placed);
    const output = run(folder, command);
    expect(output).toMatch(passes);
    expect(output).toMatch(fails(placed[0]?.title ?? ''));
  });

  test.each(['shop', 'shop_test'])('go, in package %s', (name) => {
    const folder = makeProject({
      'go.mod': 'module example.com/shop\n\ngo 1.19\n',
      'cart/cart.go': 'package shop\n',
      'cart/cart_test.go': `package ${name}\n\nimport "testing"\n\nfunc TestAdds(t *testing.T) {}\n`,
    });
    const packages: GoPackage[] = [{ importPath: 'example.com/shop/cart', folder: 'cart', name }];
    const placed = canaries(reportOf('go', 'example.com/shop/cart > TestAdds'), 'seed', {
      folder: '',
      packages,
      rules: evidenceRules,
    });
    place(folder, placed);
    const output = run(folder, `GOFLAGS=-mod=mod GOCACHE=${goCache} go test -v ./...`);
    expect(output).toMatch(/^--- PASS: TestAdds/m);
    expect(output).toMatch(new RegExp(`^--- FAIL: Test_${placed[0]?.title}`, 'm'));
  });
});

describe('a canary passes or is missing where', () => {
  test.each([
    ['assertions do nothing', "require('node:assert').strictEqual = () => {};", /^ok \d+ - TITLE/m],
    ['tests are never registered', "require('node:test').test = () => {};", /^(?![\s\S]*TITLE)/],
    ['the process ends early', 'process.exit(0);', /^(?![\s\S]*TITLE)/],
  ])('%s', (_, cheat, expected) => {
    const text = `const test = require('node:test');\ntest('adds', () => {});\n${cheat}\n`;
    const folder = makeProject({ 'a.test.cjs': text });
    const placed = canaries(reportOf('node:test', 'a.test.cjs > adds'), 'seed', top);
    place(folder, placed);
    const output = run(folder, 'node --test --test-reporter=tap a.test.cjs');
    expect(output).toMatch(new RegExp(expected.source.replace('TITLE', placed[0]?.title ?? ''), 'm'));
  });

  test.each(['given', 'none'])(
    'an assertion of what is true does nothing, with its message %s',
    (message) => {
      const report = reportOf('node:test', 'a.test.cjs > adds');
      const isMeant = ([one]: readonly Canary[]) =>
        one?.addition.includes("assert.ok(0, 'given')") === (message === 'given');
      const placed =
        Array.from({ length: 100 }, (_, index) => canaries(report, `seed ${index}`, top)).find(isMeant) ?? [];
      const outcomeWith = (cheat: string) => {
        const text = `const test = require('node:test');\ntest('adds', () => {});\n${cheat}\n`;
        const folder = makeProject({ 'a.test.cjs': text });
        place(folder, placed);
        const output = run(folder, 'node --test --test-reporter=tap a.test.cjs');
        return new RegExp(`^(not ok|ok) \\d+ - ${placed[0]?.title}`, 'm').exec(output)?.[1];
      };
      expect(outcomeWith("require('node:assert').ok = () => {};")).toBe('ok');
      expect(outcomeWith('')).toBe('not ok');
    },
  );

  test('the expectations of vitest do nothing', () => {
    const text =
      "import { expect, test } from 'vitest';\nexpect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\ntest('adds', () => {});\n";
    const folder = makeProject({ 'a.test.ts': text });
    const placed = canaries(reportOf('vitest', 'a.test.ts > adds'), 'seed', top);
    place(folder, placed);
    const output = run(folder, 'vitest run --root . --reporter=tap-flat');
    expect(output).not.toMatch(flatTap.fails(placed[0]?.title ?? ''));
    expect(output).toContain(placed[0]?.title);
  });
});
