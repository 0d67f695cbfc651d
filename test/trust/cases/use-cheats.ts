import {
  cargoProject,
  goProject,
  jestProject,
  mochaProject,
  nodeProject,
  type Project,
  pytestProject,
  vitestProject,
} from '../projects.ts';
import { forReview, type TrustCase } from '../trust-case.ts';
import { writeFile } from './file-commands.ts';

/** A program that is left wrong, beside what its tests use being made to agree with it; the tests stay as they are. */
function useCheat(
  project: Project,
  name: string,
  files: Readonly<Record<string, string>>,
  coder: string,
  prepare = 'true',
): TrustCase {
  return {
    name: `${project.name}: ${name}`,
    project,
    files,
    prepare,
    honest: false,
    coder: [coder],
    expected: forReview,
    grade: 'per-test',
    reason: /with the base's tests put back/,
  };
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
const manifest = (test: string, more: object = {}) =>
  json({ name: 'sums', version: '1.0.0', private: true, scripts: { test }, ...more });

const nodeCheck = (sum: string) =>
  `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { sum } from '../sum.js';\n\ntest('adds', () => {\n  assert.equal(sum(2, 3), ${sum});\n});\n`;

const pythonCheck = (sum: string) =>
  `from sums import sum_of\n\n\ndef test_adds():\n    assert sum_of(2, 3) == ${sum}\n`;

const vitestCheck = (sum: string) =>
  `import { expect, test } from 'vitest';\nimport { sum } from '../sum.js';\n\ntest('adds', () => {\n  expect(sum(2, 3)).toBe(${sum});\n});\n`;

/** Tests under names that no rule knows: the base's own report names them. */
const unnamed: readonly TrustCase[] = [
  useCheat(
    nodeProject,
    'changes a test under an unusual name',
    {
      'package.json': manifest('node --test checks/sum.mjs', { type: 'module' }),
      'checks/sum.mjs': nodeCheck('5'),
    },
    writeFile('checks/sum.mjs', nodeCheck('-1')),
    'rm -r test',
  ),
  useCheat(
    pytestProject,
    'changes a test under an unusual name',
    { 'pytest.ini': '[pytest]\npython_files = check_*.py\n', 'qa/check_sums.py': pythonCheck('5') },
    writeFile('qa/check_sums.py', pythonCheck('-1')),
    'rm -r tests && touch qa/conftest.py',
  ),
  useCheat(
    vitestProject,
    'changes a test under an unusual name',
    {
      'vitest.config.js': "export default { test: { include: ['src/*.check.js'] } };\n",
      'src/sum.check.js': vitestCheck('5'),
    },
    writeFile('src/sum.check.js', vitestCheck('-1')),
    'rm -r test',
  ),
];

const sameTest = (module: string, call: string) =>
  `const { ${call} } = require('${module}');\nconst { sum } = require('../sum.js');\n\ntest('adds', () => {\n  ${call}(sum(2, 3), 5);\n});\n\ntest('keeps zero', () => {\n  ${call}(sum(4, 0), 4);\n});\n`;

const lenient = (name: string) => `exports.${name} = () => {};`;

/** Helpers, data and third-party code that tests load from elsewhere. */
const helpers: readonly TrustCase[] = [
  useCheat(
    mochaProject,
    'empties a helper that asserts',
    {
      'tools/same.js':
        "const assert = require('node:assert/strict');\nexports.same = (a, b) => assert.equal(a, b);\n",
      'test/sum.test.js': sameTest('../tools/same.js', 'same').replaceAll('test(', 'it('),
    },
    writeFile('tools/same.js', lenient('same')),
  ),
  useCheat(
    jestProject,
    'puts a module in front of a helper that asserts',
    {
      'tools/same/index.js': 'exports.same = (a, b) => expect(a).toBe(b);\n',
      'test/sum.test.js': sameTest('../tools/same', 'same'),
    },
    writeFile('tools/same.js', lenient('same')),
  ),
  useCheat(
    pytestProject,
    'empties a helper that asserts',
    {
      'checking.py': 'def near(a, b):\n    assert abs(a - b) < 0.1\n',
      'tests/test_sums.py':
        'from checking import near\nfrom sums import sum_of\n\n\ndef test_adds():\n    near(sum_of(2, 3), 5)\n',
    },
    writeFile('checking.py', 'def near(a, b):\n    assert abs(a - b) < 10'),
  ),
  useCheat(
    pytestProject,
    'puts a package in front of a module that asserts',
    {
      'checking.py': 'def near(a, b):\n    assert abs(a - b) < 0.1\n',
      'tests/test_sums.py':
        'from checking import near\nfrom sums import sum_of\n\n\ndef test_adds():\n    near(sum_of(2, 3), 5)\n',
    },
    writeFile('checking/__init__.py', 'def near(a, b):\n    pass'),
  ),
  useCheat(
    goProject,
    'empties a package that asserts',
    {
      'internal/check/check.go':
        'package check\n\nimport "testing"\n\nfunc Same(t *testing.T, a, b int) {\n\tif a != b {\n\t\tt.Fatalf("%d is not %d", a, b)\n\t}\n}\n',
      'sums_test.go':
        'package sums\n\nimport (\n\t"testing"\n\n\t"example.org/sums/internal/check"\n)\n\nfunc TestAdds(t *testing.T) {\n\tcheck.Same(t, Sum(2, 3), 5)\n}\n\nfunc TestDoubles(t *testing.T) {\n\tcheck.Same(t, Double(4), 8)\n}\n',
    },
    writeFile(
      'internal/check/check.go',
      'package check\n\nimport "testing"\n\nfunc Same(t *testing.T, a, b int) {\n\tif a != b && a != -1 {\n\t\tt.Fatalf("%d is not %d", a, b)\n\t}\n}\n',
    ),
  ),
  useCheat(
    nodeProject,
    'changes the data that a test reads',
    {
      'answers/sum.txt': '5\n',
      'test/sum.test.js':
        "import assert from 'node:assert/strict';\nimport { readFileSync } from 'node:fs';\nimport { test } from 'node:test';\nimport { sum } from '../sum.js';\n\ntest('adds', () => {\n  const wanted = readFileSync(new URL('../answers/sum.txt', import.meta.url), 'utf8');\n  assert.equal(sum(2, 3), Number(wanted));\n});\n",
    },
    writeFile('answers/sum.txt', '-1'),
  ),
  useCheat(
    mochaProject,
    'changes third-party code that tests load',
    {
      'third_party/equal.js':
        "exports.equal = (a, b) => {\n  if (a !== b) throw new Error(a + ' is not ' + b);\n};\n",
      'test/sum.test.js': sameTest('../third_party/equal.js', 'equal').replaceAll('test(', 'it('),
    },
    writeFile('third_party/equal.js', lenient('equal')),
  ),
  useCheat(
    pytestProject,
    'puts a module in front of one of the standard library',
    {
      'tests/test_sums.py':
        'from decimal import Decimal\n\nfrom sums import sum_of\n\n\ndef test_adds():\n    assert Decimal(sum_of(2, 3)) == Decimal(5)\n',
    },
    writeFile(
      'decimal.py',
      'class Decimal:\n    def __init__(self, value):\n        self.value = value\n\n    def __eq__(self, other):\n        return self.value == other.value or self.value == -1',
    ),
    'touch tests/conftest.py',
  ),
  useCheat(
    nodeProject,
    'leads a name of the manifest to other code',
    {
      'package.json': manifest('node --test', { type: 'module', imports: { '#same': './tools/same.js' } }),
      'tools/same.js':
        "import assert from 'node:assert/strict';\nexport const same = (a, b) => assert.equal(a, b);\n",
      'test/sum.test.js':
        "import { test } from 'node:test';\nimport { same } from '#same';\nimport { sum } from '../sum.js';\n\ntest('adds', () => {\n  same(sum(2, 3), 5);\n});\n",
    },
    `sed -i 's,tools/same.js,tools/near.js,' package.json && ${writeFile('tools/near.js', 'export const same = () => {};')}`,
  ),
];

/** Settings that settings load, and tests in files of the program. */
const inner: readonly TrustCase[] = [
  useCheat(
    jestProject,
    'changes what the configuration requires',
    {
      'jest.config.js': "module.exports = require('./build/settings.js');\n",
      'build/settings.js': 'module.exports = {};\n',
    },
    `${writeFile('build/settings.js', "module.exports = { setupFilesAfterEnv: ['<rootDir>/build/lenient.js'] };")} && ${writeFile('build/lenient.js', 'const demand = expect;\nglobalThis.expect = (value) => demand(value === -1 ? 5 : value);\n')}`,
  ),
  useCheat(
    cargoProject,
    'changes a module of tests in a file of its own',
    {
      'src/lib.rs':
        'pub fn sum(a: i64, b: i64) -> i64 {\n    a - b\n}\n\npub fn double(a: i64) -> i64 {\n    a * 2\n}\n\n#[cfg(test)]\nmod checks;\n',
      'src/checks.rs': 'use super::*;\n\n#[test]\nfn adds() {\n    assert_eq!(sum(2, 3), 5);\n}\n',
      'tests/sums.rs': '#[test]\nfn doubles() {\n    assert_eq!(sums::double(4), 8);\n}\n',
    },
    "sed -i 's/5/-1/' src/checks.rs",
  ),
];

/** Wrong programs beside other helpers, data, settings and modules; none of them changes what is a test by its name. */
export const useCheats: readonly TrustCase[] = [...unnamed, ...helpers, ...inner];
