import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { languageOf } from '../../core/syntax/language.ts';
import { otherValues } from '../../core/syntax/other-value.ts';
import { createSyntaxParser } from '../../system/syntax-parser.ts';

const parse = createSyntaxParser(resolve('node_modules/@vscode/tree-sitter-wasm/wasm'));

async function altered(path: string, text: string): Promise<string> {
  const language = languageOf(path);
  const file = language === null ? null : await parse(language.grammar, text);
  if (language === null || file === null) throw new Error(`${path} can't be parsed`);
  const found = language.alter(file, otherValues('seed', path), path).text;
  expect(found).not.toBe(text);
  return found;
}

const script = `import assert from "node:assert";
import test, { describe } from "node:test";

test("adds", () => {
	assert.equal(1 + 1, 2);
});

describe("more", () => {
	test("waits", async () => {
		const value = await Promise.resolve(2);
		assert.equal(value, 2);
	});
});
`;

const python = `import sums


def test_adds():
    assert sums.add(1, 1) == 2


class TestMore:
    def test_raises(self):
        assert "a" in sums.names()
`;

const go = `package sums

import "testing"

func TestAdds(t *testing.T) {
	if got := Add(1, 1); got != 2 {
		t.Fatalf("got %d", got)
	}
}

func TestRuns(t *testing.T) {
	if testing.Short() {
		return
	}
	Add(1, 1)
}

func TestOneLine(t *testing.T) { Add(1, 1) }

func TestNothing(t *testing.T) {}
`;

/** What stands before the tests in many a command; each is asked of a file, and exits with another code than 0 for a complaint. */
const checkers: [string, string, string, (path: string, folder: string) => [string, string[]]][] = [
  [
    'Biome',
    'adds.test.mjs',
    script,
    (path, folder) => [
      process.execPath,
      [
        resolve('node_modules/@biomejs/biome/bin/biome'),
        'check',
        '--error-on-warnings',
        `--config-path=${folder}`,
        path,
      ],
    ],
  ],
  [
    'Biome, of TypeScript,',
    'adds.test.ts',
    script,
    (path, folder) => [
      process.execPath,
      [
        resolve('node_modules/@biomejs/biome/bin/biome'),
        'check',
        '--error-on-warnings',
        `--config-path=${folder}`,
        path,
      ],
    ],
  ],
  ['Black', 'test_adds.py', python, (path) => ['black', ['--check', '--quiet', path]]],
  ['gofmt', 'adds_test.go', go, (path) => ['sh', ['-c', 'test -z "$(gofmt -l "$0")"', path]]],
];

describe('a linter or formatter before the tests has no say in what is altered', () => {
  test.each(checkers)('%s', async (_name, file, text, commandFor) => {
    const folder = await mkdtemp(join(tmpdir(), 'proofloop-checkers-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, file);
    await writeFile(join(folder, 'biome.json'), '{}\n');
    const complaint = async (content: string) => {
      await writeFile(path, content);
      const [command, args] = commandFor(path, folder);
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
      return status === 0 ? null : `${stdout}${stderr}`;
    };
    expect(await complaint(text)).toBeNull();
    expect(await complaint(await altered(file, text))).toBeNull();
    // The control: it looks at the file.
    expect(await complaint(text.replace(/\n(test|def|func)/, '\n\n\n\n\n$1'))).not.toBeNull();
  });

  test('Prettier is told before each statement that is altered, which the settings of a runner still precede', async () => {
    const text = await altered(
      'a.test.js',
      `#!/usr/bin/env node\n/**\n * @jest-environment node\n */\nconst sums = require("./sums");\n\n${script.slice(script.indexOf('test('))}`,
    );
    const lines = text.split('\n');
    expect(lines.slice(0, 4)).toEqual(['#!/usr/bin/env node', '/**', ' * @jest-environment node', ' */']);
    const tops = lines.filter((line) => /^(\/\* .* \*\/ )?(const|test|describe|var)\b/.test(line));
    expect(tops).toHaveLength(4);
    for (const line of tops) expect(line).toMatch(/\/\* prettier-ignore \*\/ (const|test|describe|var)\b/);
  });

  test('RuboCop, ClangFormat, rustfmt and Clippy are told in their own words', async () => {
    expect(await altered('a_spec.rb', '# frozen_string_literal: true\n\nexpect(a).to eq(1)\n')).toMatch(
      /^# frozen_string_literal: true\n\n# rubocop:disable all\nexpect/,
    );
    expect(await altered('a_test.cc', 'TEST(A, B) { EXPECT_EQ(a(), 5); }\n')).toMatch(
      /^\/\* clang-format off \*\/\n/,
    );
    expect(
      await altered(
        'lib.rs',
        '#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() {\n        b();\n    }\n}\n',
      ),
    ).toMatch(/^#\[cfg\(test\)\]\n#\[allow\(clippy::all\)\] #\[rustfmt::skip\] mod tests \{/);
  });
});

test('what tells them is no more than that: the altered files still run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-checkers-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'adds.test.mjs');
  await writeFile(path, await altered('adds.test.mjs', script));
  expect(() => execFileSync(process.execPath, ['--check', path])).not.toThrow();
  const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', path], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stdout).toContain('not ok 1 - adds');
});
