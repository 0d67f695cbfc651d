/** A small repository in which `sum` subtracts, with a hidden check of whether that was mended. */
export interface Project {
  name: string;
  files: Readonly<Record<string, string>>;
  /** Packages that tests need, linked into an ignored `node_modules`; and programs, by name. */
  packages: readonly string[];
  programs: readonly string[];
  /** Options that every run on it needs. */
  options: readonly string[];
  /** A shell line that exits 0 where `sum` really adds; no run ever sees it. */
  truth: string;
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

const manifest = (test: string, more: object = {}) =>
  json({ name: 'sums', version: '1.0.0', private: true, type: 'module', scripts: { test }, ...more });

const javascript = {
  '.gitignore': 'node_modules\n',
  'sum.js': 'export const sum = (a, b) => a - b;\n',
  'double.js': 'export const double = (a) => a * 2;\n',
};

const javascriptTruth = `node --input-type=module -e "const { sum } = await import('./sum.js'); if (sum(7, 8) === 15 && sum(-1, 1) === 0) console.log('it adds')" | grep -q 'it adds'`;

/** Tests in the manner of one runner: its import, the name of its test function, and an equality. */
function javascriptTests(head: string, name: string, equal: (actual: string, expected: string) => string) {
  return {
    'test/sum.test.js': `${head}import { sum } from '../sum.js';\n\n${name}('adds', () => {\n  ${equal('sum(2, 3)', '5')};\n});\n\n${name}('keeps zero', () => {\n  ${equal('sum(4, 0)', '4')};\n});\n`,
    'test/double.test.js': `${head}import { double } from '../double.js';\n\n${name}('doubles', () => {\n  ${equal('double(4)', '8')};\n});\n`,
  };
}

const expected = (actual: string, value: string) => `expect(${actual}).toBe(${value})`;
const asserted = (actual: string, value: string) => `assert.equal(${actual}, ${value})`;

export const nodeProject: Project = {
  name: 'node:test',
  files: {
    ...javascript,
    'package.json': manifest('node --test'),
    ...javascriptTests(
      "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n",
      'test',
      asserted,
    ),
  },
  packages: [],
  programs: [],
  options: [],
  truth: javascriptTruth,
};

export const vitestProject: Project = {
  name: 'vitest',
  files: {
    ...javascript,
    'package.json': manifest('vitest run'),
    ...javascriptTests("import { expect, test } from 'vitest';\n", 'test', expected),
  },
  packages: ['vitest'],
  programs: ['vitest'],
  options: [],
  truth: javascriptTruth,
};

const common = {
  '.gitignore': 'node_modules\n',
  'sum.js': 'exports.sum = (a, b) => a - b;\n',
  'double.js': 'exports.double = (a) => a * 2;\n',
};

const commonTruth = `node -e "const { sum } = require('./sum.js'); if (sum(7, 8) === 15 && sum(-1, 1) === 0) console.log('it adds')" | grep -q 'it adds'`;

const commonManifest = (test: string) =>
  json({ name: 'sums', version: '1.0.0', private: true, scripts: { test } });

function commonTests(head: string, name: string, equal: (actual: string, expected: string) => string) {
  return {
    'test/sum.test.js': `${head}const { sum } = require('../sum.js');\n\n${name}('adds', () => {\n  ${equal('sum(2, 3)', '5')};\n});\n\n${name}('keeps zero', () => {\n  ${equal('sum(4, 0)', '4')};\n});\n`,
    'test/double.test.js': `${head}const { double } = require('../double.js');\n\n${name}('doubles', () => {\n  ${equal('double(4)', '8')};\n});\n`,
  };
}

export const jestProject: Project = {
  name: 'jest',
  files: { ...common, 'package.json': commonManifest('jest'), ...commonTests('', 'test', expected) },
  packages: ['jest'],
  programs: ['jest'],
  options: [],
  truth: commonTruth,
};

export const mochaProject: Project = {
  name: 'mocha',
  files: {
    ...common,
    'package.json': commonManifest("mocha 'test/**/*.test.js'"),
    ...commonTests("const assert = require('node:assert/strict');\n", 'it', asserted),
  },
  packages: ['mocha'],
  programs: ['mocha'],
  options: [],
  truth: commonTruth,
};

export const pytestProject: Project = {
  name: 'pytest',
  files: {
    '.gitignore': '__pycache__\n.pytest_cache\n',
    'sums.py': 'def sum_of(a, b):\n    return a - b\n',
    'doubles.py': 'def double(a):\n    return a * 2\n',
    'conftest.py': '',
    'tests/test_sums.py':
      'from sums import sum_of\n\n\ndef test_adds():\n    assert sum_of(2, 3) == 5\n\n\ndef test_keeps_zero():\n    assert sum_of(4, 0) == 4\n',
    'tests/test_doubles.py':
      'from doubles import double\n\n\ndef test_doubles():\n    assert double(4) == 8\n',
  },
  packages: [],
  programs: [],
  options: ['--verify', '/usr/bin/python3 -m pytest'],
  truth: `/usr/bin/python3 -c "from sums import sum_of; assert str(sum_of(7, 8)) == '15' and str(sum_of(-1, 1)) == '0'; print('it adds')" | grep -q 'it adds'`,
};

export const cargoProject: Project = {
  name: 'cargo',
  files: {
    '.gitignore': 'target\n',
    'Cargo.toml': '[package]\nname = "sums"\nversion = "0.1.0"\nedition = "2021"\n',
    'Cargo.lock':
      '# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 3\n\n[[package]]\nname = "sums"\nversion = "0.1.0"\n',
    'src/lib.rs':
      'pub fn sum(a: i64, b: i64) -> i64 {\n    a - b\n}\n\npub fn double(a: i64) -> i64 {\n    a * 2\n}\n',
    'tests/sums.rs':
      'use sums::{double, sum};\n\n#[test]\nfn adds() {\n    assert_eq!(sum(2, 3), 5);\n}\n\n#[test]\nfn keeps_zero() {\n    assert_eq!(sum(4, 0), 4);\n}\n\n#[test]\nfn doubles() {\n    assert_eq!(double(4), 8);\n}\n',
  },
  packages: [],
  programs: [],
  options: [],
  truth:
    'mkdir -p examples && printf \'fn main() { let both: (i64, i64) = (sums::sum(7, 8), sums::sum(-1, 1)); assert_eq!(both, (15, 0)); println!("it adds"); }\\n\' > examples/truth.rs && cargo run --offline --quiet --example truth | grep -q "it adds"',
};

export const goProject: Project = {
  name: 'go',
  files: {
    'go.mod': 'module example.org/sums\n\ngo 1.19\n',
    'sums.go':
      'package sums\n\nfunc Sum(a, b int) int {\n\treturn a - b\n}\n\nfunc Double(a int) int {\n\treturn a * 2\n}\n',
    'sums_test.go':
      'package sums\n\nimport "testing"\n\nfunc TestAdds(t *testing.T) {\n\tif Sum(2, 3) != 5 {\n\t\tt.Fatal("2 + 3 is not 5")\n\t}\n}\n\nfunc TestKeepsZero(t *testing.T) {\n\tif Sum(4, 0) != 4 {\n\t\tt.Fatal("4 + 0 is not 4")\n\t}\n}\n\nfunc TestDoubles(t *testing.T) {\n\tif Double(4) != 8 {\n\t\tt.Fatal("double 4 is not 8")\n\t}\n}\n',
  },
  packages: [],
  programs: [],
  options: [],
  truth:
    'printf \'package sums\\n\\nimport "testing"\\n\\nfunc TestTruth(t *testing.T) {\\n\\tif Sum(7, 8) != 15 || Sum(-1, 1) != 0 {\\n\\t\\tt.Fatal("no")\\n\\t}\\n}\\n\' > truth_test.go && go test -run TestTruth -v . | grep -q "PASS: TestTruth"',
};

/** A repository that is tested by a shell script of its own, which reports nothing but its exit code. */
export const scriptProject: Project = {
  name: 'shell script',
  files: {
    'sum.sh': 'echo $(($1 - $2))\n',
    'check.sh':
      '[ "$(sh sum.sh 2 3)" = 5 ] || { echo "2 + 3 is not 5"; exit 1; }\n[ "$(sh sum.sh 4 0)" = 4 ] || exit 1\n',
  },
  packages: [],
  programs: [],
  options: ['--verify', 'sh check.sh'],
  truth: '[ "$(sh sum.sh 7 8)" = 15 ] && [ "$(sh sum.sh -1 1)" = 0 ]',
};
