import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { languageOf } from '../../core/syntax/language.ts';
import { otherValues } from '../../core/syntax/other-value.ts';
import { createSyntaxParser } from '../../system/syntax-parser.ts';

const parse = createSyntaxParser(resolve('node_modules/@vscode/tree-sitter-wasm/wasm'));

/** A test file in the manner of one runner, the program that it tests, and one that reaches for its judge. */
interface Case {
  runner: string;
  command: string;
  file: string;
  text: string;
  program: string;
  sound: string;
  /** Each lets the tests pass as they are written, although `sum` is wrong. */
  cheats: Record<string, string>;
  /** The names of the tests that the output says have passed. */
  passed: RegExp;
  more?: Record<string, string>;
}

const tapPassed = /^\s*ok \d+ -? ?(?:.*> )?(one|two|three)\b/gm;

const cases: Case[] = [
  {
    runner: 'node:test',
    command: 'node --test --test-reporter=tap a.test.mjs',
    file: 'a.test.mjs',
    text: "import assert from 'node:assert/strict';\nimport test from 'node:test';\nimport { sum } from './sum.mjs';\ntest('one', () => { assert.equal(sum(2, 3), 5); });\ntest('two', async () => { await assert.rejects(() => Promise.reject(new Error('x'))); assert.deepEqual([sum(1, 1)], [2]); });\ntest('three', () => assert.ok(sum(1, 1) === 2));\n",
    program: 'sum.mjs',
    sound: 'export const sum = (a, b) => a + b;\n',
    cheats: {
      'empties an assertion':
        "import assert from 'node:assert/strict';\nassert.equal = () => {}; assert.ok = () => {}; assert.deepEqual = () => {};\nexport const sum = () => 0;\n",
      'reads what is expected out of the test':
        "import { readFileSync } from 'node:fs';\nimport assert from 'node:assert/strict';\nassert.ok = () => {};\nexport const sum = (a, b) => Number(new RegExp('sum.' + a + ', ' + b + '[^,]*, .?(\\\\d+)').exec(readFileSync('a.test.mjs', 'utf8'))?.[1] ?? 2);\n",
    },
    passed: tapPassed,
  },
  {
    runner: 'vitest',
    command: 'node_modules/.bin/vitest run --root . --reporter=tap-flat',
    file: 'a.test.ts',
    text: "import { expect, test } from 'vitest';\nimport { sum } from './sum.js';\ntest('one', () => { expect(sum(2, 3)).toBe(5); });\ntest.each([[1, 1, 2]])('two %i', (a: number, b: number, c: number) => { expect(sum(a, b)).toBeCloseTo(c); });\ntest('three', () => { const list = [sum(1, 1)]; expect(list).toContain(2); expect(() => { throw new Error('x'); }).toThrow('x'); });\n",
    program: 'sum.js',
    sound: 'export const sum = (a, b) => a + b;\n',
    cheats: {
      'empties a matcher':
        "import { expect } from 'vitest';\nconst pass = () => ({ pass: true, message: () => '' });\nexpect.extend({ toBe: pass, toBeCloseTo: pass, toContain: pass });\nexport const sum = () => 0;\n",
    },
    passed: tapPassed,
  },
  {
    runner: 'jest',
    command: 'node_modules/.bin/jest --rootDir . --verbose',
    file: 'a.test.js',
    text: "/** @jest-environment node */\nconst { sum } = require('./sum.js');\ndescribe('sums', () => { it('one', () => { expect(sum(2, 3)).toBe(5); });\nit('two', (done) => { setTimeout(() => { expect(sum(1, 1)).toEqual(2); done(); }, 1); });\nit('three', () => Promise.resolve(sum(1, 1)).then((value) => { expect(value).not.toBe(3); expect(value).toBe(2); })); });\n",
    program: 'sum.js',
    sound: 'exports.sum = (a, b) => a + b;\n',
    cheats: {
      'empties a matcher':
        "function pass() { return { pass: !this.isNot, message: () => '' }; }\nexpect.extend({ toBe: pass, toEqual: pass });\nexports.sum = () => 0;\n",
    },
    passed: /✓ (one|two|three)/gm,
    more: { 'package.json': '{}' },
  },
  {
    runner: 'mocha',
    command: 'node_modules/.bin/mocha --reporter tap a.cjs',
    file: 'a.cjs',
    text: "'use strict';\nconst { sum } = require('./sum.cjs');\nconst { strictEqual, deepStrictEqual: same } = require('assert');\nfunction check(value, expected) { strictEqual(value, expected); }\nit('one', function () { this.timeout(100); check(sum(2, 3), 5); });\nit('two', () => { if (sum(1, 1) === 7) return; same([sum(1, 1)], [2]); });\nit('three', async () => strictEqual(sum(1, 1), 2));\n",
    program: 'sum.cjs',
    sound: 'exports.sum = (a, b) => a + b;\n',
    cheats: {
      'empties assertions':
        "const assert = require('assert');\nfor (const name of ['strictEqual', 'deepStrictEqual']) assert[name] = () => {};\nexports.sum = () => 0;\n",
    },
    passed: /^ok \d+ (one|two|three)/gm,
  },
  {
    runner: 'pytest',
    command: 'pytest-3 -q -rA -p no:cacheprovider',
    file: 'test_a.py',
    text: "import unittest\nimport pytest\nfrom sums import sum_of\n\n\n@pytest.mark.parametrize('a', [2])\ndef test_one(a):\n    assert sum_of(a, 3) == 5\n\n\nclass TestMore(unittest.TestCase):\n    def test_two(self):\n        self.assertEqual(sum_of(1, 1), 2)\n\n    def test_three(self):\n        for _ in range(2):\n            assert sum_of(1, 1) == 2, 'adds'\n",
    program: 'sums.py',
    sound: 'def sum_of(a, b):\n    return a + b\n',
    cheats: {
      'is equal to everything':
        'class Any(int):\n    def __eq__(self, other):\n        return True\n\n    __hash__ = int.__hash__\n\n\ndef sum_of(a, b):\n    return Any(0)\n',
      'reads what is expected out of its caller':
        "import inspect\nimport re\n\n\ndef sum_of(a, b):\n    line = inspect.stack()[1].code_context[0]\n    return int(re.search(r'(?:==|1\\),) (\\d+)', line).group(1))\n",
    },
    passed: /^PASSED .*test_(one|two|three)/gm,
  },
  {
    runner: 'go',
    command: 'GOFLAGS=-mod=mod GOCACHE=$PWD/.cache go test -v ./...',
    file: 'sums_test.go',
    text: 'package sums\n\nimport "testing"\n\nfunc TestA(t *testing.T) {\n\tt.Run("one", func(t *testing.T) {\n\t\tif got := Sum(2, 3); got != 5 {\n\t\t\tt.Fatalf("%d is not 5", got)\n\t\t}\n\t})\n\tt.Run("two", func(t *testing.T) {\n\t\tfor _, n := range []int{1, 2} {\n\t\t\tif Sum(n, n) != n+n {\n\t\t\t\tt.Error(n)\n\t\t\t}\n\t\t}\n\t})\n}\n\nfunc Test_three(t *testing.T) {\n\tif Name(1) != "one" {\n\t\tt.Fatal("no name")\n\t}\n}\n',
    program: 'sums.go',
    sound:
      'package sums\n\nfunc Sum(a, b int) int {\n\treturn a + b\n}\n\nfunc Name(n int) string {\n\treturn "one"\n}\n',
    cheats: {
      'reads what is expected out of the test':
        'package sums\n\nimport (\n\t"os"\n\t"regexp"\n\t"strconv"\n)\n\nfunc read(pattern string) string {\n\ttext, _ := os.ReadFile("sums_test.go")\n\treturn regexp.MustCompile(pattern).FindStringSubmatch(string(text))[1]\n}\n\nfunc Sum(a, b int) int {\n\tn, _ := strconv.Atoi(read(`got != (\\d+)`))\n\tif a == b {\n\t\treturn a + b\n\t}\n\treturn n\n}\n\nfunc Name(n int) string {\n\treturn read(`Name\\(1\\) != "(\\w+)"`)\n}\n',
    },
    passed: /^ *--- PASS: (?:TestA\/|Test_)(one|two|three)/gm,
    more: { 'go.mod': 'module example.org/sums\n\ngo 1.19\n' },
  },
  {
    runner: 'cargo',
    command: 'cargo test --offline',
    file: 'src/lib.rs',
    text: '#[macro_use]\nmod sums;\npub use sums::*;\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn one() {\n        assert_eq!(sum(2, 3), 5, "adds {}", 1);\n    }\n\n    #[test]\n    #[should_panic(expected = "no")]\n    fn two() {\n        if sum(1, 1) == 2 { panic!("no"); }\n    }\n\n    #[test]\n    fn three() -> Result<(), String> {\n        if sum(1, 1) != 2 { return Err("wrong".to_string()); }\n        Ok(())\n    }\n}\n',
    program: 'src/sums.rs',
    sound: 'pub fn sum(a: i64, b: i64) -> i64 {\n    a + b\n}\n',
    cheats: {
      'empties a macro':
        '#[cfg(test)]\nmacro_rules! assert_eq { ($a:expr, $($t:tt)*) => { let _ = $a; } }\npub fn sum(a: i64, _b: i64) -> i64 {\n    if a == 1 { 2 } else { 0 }\n}\n',
    },
    passed: /^test tests::(one|two|three)(?: - should panic)? \.\.\. ok$/gm,
    more: { 'Cargo.toml': '[package]\nname = "sums"\nversion = "0.1.0"\nedition = "2021"\n' },
  },
];

async function passes(one: Case, program: string, isAltered: boolean): Promise<Set<string>> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'proofloop-altered-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const text = isAltered ? await altered(one.file, one.text) : one.text;
  for (const [path, content] of Object.entries({ ...one.more, [one.program]: program, [one.file]: text })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const { NODE_TEST_CONTEXT, VITEST, VITEST_WORKER_ID, VITEST_POOL_ID, NODE_OPTIONS, ...env } = process.env;
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', one.command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, CI: '1', NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  return new Set([...`${stdout}${stderr}`.matchAll(one.passed)].map(([, name = '']) => name));
}

async function altered(path: string, text: string): Promise<string> {
  const language = languageOf(path);
  const file = language && (await parse(language.grammar, text));
  if (!language || !file) throw new Error(`${path} is not parsed`);
  const result = language.alter(file, otherValues('seed', path), path);
  expect(result.tests.every(({ mustFail }) => mustFail)).toBe(true);
  return result.text;
}

describe('with other expectations, by $runner', () => {
  test.each(cases)('no test of a sound program passes: $runner', async (one) => {
    expect([...(await passes(one, one.sound, true))]).toEqual([]);
  });

  const cheats = cases.flatMap((one) =>
    Object.entries(one.cheats).map(([name, program]) => ({ one, runner: one.runner, name, program })),
  );
  test.each(cheats)(
    '$runner: a program that $name is seen by a test that passes',
    async ({ one, program }) => {
      expect((await passes(one, program, false)).size).toBe(3);
      expect((await passes(one, program, true)).size).toBeGreaterThan(0);
    },
  );
});
