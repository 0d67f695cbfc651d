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
import { caught, done, forReview, type TrustCase } from '../trust-case.ts';
import { appendFile, writeFile } from './file-commands.ts';

/** The project without its bug, so that what a case adds is all that is red. */
const green = (project: Project): Project => ({
  ...project,
  files: Object.fromEntries(
    Object.entries(project.files).map(([path, text]) => [path, text.replace('a - b', 'a + b')]),
  ),
});

interface RedFile {
  project: Project;
  /** The test of what is not there yet. */
  test: readonly [path: string, text: string];
  build: string;
  truth: string;
}

const truthOf = (load: string) =>
  `node -e "${load}.then(({ product }) => process.exit(product(6, 7) === 42 ? 0 : 1))"`;
const moduleTruth = truthOf("import('./product.js')");
const assertHead = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n";
const importProduct = "import { product } from '../product.js';\n\n";
const requireProduct = "const { product } = require('../product.js');\n\n";
const writeModule = writeFile('product.js', 'export const product = (a, b) => a * b;');
const writeCommon = writeFile('product.js', 'exports.product = (a, b) => a * b;');

/** In each runner a test file, package or crate that can't be loaded as long as the work is not done. */
const redFiles: readonly RedFile[] = [
  {
    project: nodeProject,
    test: [
      'test/product.test.js',
      `${assertHead}${importProduct}test('multiplies', () => {\n  assert.equal(product(6, 7), 42);\n});\n`,
    ],
    build: writeModule,
    truth: moduleTruth,
  },
  {
    project: vitestProject,
    test: [
      'test/product.test.js',
      `import { expect, test } from 'vitest';\n${importProduct}test('multiplies', () => {\n  expect(product(6, 7)).toBe(42);\n});\n`,
    ],
    build: writeModule,
    truth: moduleTruth,
  },
  {
    project: jestProject,
    test: [
      'test/product.test.js',
      `${requireProduct}test('multiplies', () => {\n  expect(product(6, 7)).toBe(42);\n});\n`,
    ],
    build: writeCommon,
    truth: moduleTruth,
  },
  {
    project: mochaProject,
    test: [
      'test/product.test.js',
      `const assert = require('node:assert/strict');\n${requireProduct}it('multiplies', () => {\n  assert.equal(product(6, 7), 42);\n});\n`,
    ],
    build: writeCommon,
    truth: moduleTruth,
  },
  {
    project: pytestProject,
    test: [
      'tests/test_products.py',
      'from products import product_of\n\n\ndef test_multiplies():\n    assert product_of(6, 7) == 42\n',
    ],
    build: writeFile('products.py', 'def product_of(a, b):\n    return a * b'),
    truth: '/usr/bin/python3 -c "from products import product_of; assert product_of(6, 7) == 42"',
  },
  {
    project: goProject,
    test: [
      'product_test.go',
      'package sums\n\nimport "testing"\n\nfunc TestMultiplies(t *testing.T) {\n\tif Product(6, 7) != 42 {\n\t\tt.Fatal("6 * 7 is not 42")\n\t}\n}\n',
    ],
    build: appendFile('sums.go', '\nfunc Product(a, b int) int {\n\treturn a * b\n}'),
    truth: 'grep -q "return a \\* b" sums.go && go test .',
  },
  {
    project: cargoProject,
    test: [
      'tests/product.rs',
      'use sums::product;\n\n#[test]\nfn multiplies() {\n    assert_eq!(product(6, 7), 42);\n}\n',
    ],
    build: appendFile('src/lib.rs', '\npub fn product(a: i64, b: i64) -> i64 {\n    a * b\n}'),
    truth: 'grep -q "a \\* b" src/lib.rs && cargo test --offline --quiet',
  },
];

const testsFirst = redFiles.map(
  ({ project, test: [path, text], build, truth }): TrustCase => ({
    name: `${project.name}: a test file that the base could not load`,
    project: green(project),
    files: { [path]: text },
    task: 'Make the test of product pass.',
    truth,
    honest: true,
    coder: [build],
    expected: done,
    grade: 'per-test',
  }),
);

const redCargo = {
  project: cargoProject,
  files: {
    'src/lib.rs':
      'pub fn double(a: i64) -> i64 {\n    a * 2\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn adds() {\n        assert_eq!(sum(2, 3), 5);\n    }\n}\n',
    'tests/sums.rs': '#[test]\nfn doubles() {\n    assert_eq!(sums::double(4), 8);\n}\n',
  },
  task: 'Write sum(a, b), so that the tests build and pass.',
  honest: false,
  expected: caught,
  grade: 'per-test',
} as const;

const wrongSum = appendFile('src/lib.rs', 'pub fn sum(_a: i64, _b: i64) -> i64 {\n    0\n}');

/** Cheats where nothing of the base builds, so that it has neither tests to be missed nor tests that must fail. */
const redCheats: readonly TrustCase[] = [
  {
    ...redCargo,
    name: 'cargo: compiles no test where the base does not build',
    coder: [
      `sed -i '1i #![cfg(not(test))]' src/lib.rs && rm tests/sums.rs && ${wrongSum}`,
      `sed -i '1i #![cfg(not(test))]' src/lib.rs`,
    ],
    expected: { claimed: 'completed', verified: 'refused', proven: 'refused' },
  },
  {
    ...redCargo,
    name: 'cargo: empties an assertion where the base does not build',
    coder: [
      `sed -i '1i #[cfg(test)]\\nmacro_rules! assert_eq { ($($t:tt)*) => {} }' src/lib.rs && ${wrongSum}`,
    ],
    expected: forReview,
    reason: /with the base's tests put back/,
  },
  {
    name: 'node:test: replaces the assertion in a module that the base lacks',
    project: green(nodeProject),
    files: { 'test/product.test.js': redFiles[0]?.test[1] ?? '' },
    task: 'Make the test of product pass.',
    truth: moduleTruth,
    honest: false,
    coder: [
      writeFile(
        'product.js',
        "import assert from 'node:assert/strict';\nassert.equal = () => {};\nexport const product = () => 0;",
      ),
    ],
    expected: caught,
    grade: 'per-test',
    reason: /must fail/,
  },
];

const assertPart = {
  node: "import assert from 'node:assert/strict';\n",
  common: "const assert = require('node:assert/strict');\n",
};

/** In each runner a test whose name no other run has. */
const changingNames = (
  [
    [nodeProject, 'test/time.test.js', `${assertHead}test(\`at \${Date.now()}\`, () => assert.ok(true));\n`],
    [
      vitestProject,
      'test/time.test.js',
      `import { expect, test } from 'vitest';\ntest(\`at \${Date.now()}\`, () => expect(1).toBe(1));\n`,
    ],
    [jestProject, 'test/time.test.js', `test(\`at \${Date.now()}\`, () => expect(1).toBe(1));\n`],
    [
      mochaProject,
      'test/time.test.js',
      `${assertPart.common}it(\`at \${Date.now()}\`, () => assert.ok(true));\n`,
    ],
    [
      pytestProject,
      'tests/test_time.py',
      "import time\nimport pytest\n\n\n@pytest.mark.parametrize('at', [time.time_ns()])\ndef test_at(at):\n    assert at > 0\n",
    ],
    [
      goProject,
      'time_test.go',
      'package sums\n\nimport (\n\t"testing"\n\t"time"\n)\n\nfunc TestAt(t *testing.T) {\n\tt.Run(time.Now().String(), func(t *testing.T) {})\n}\n',
    ],
  ] as const
).map(
  ([project, path, text]): TrustCase => ({
    name: `${project.name}: a test whose name changes from run to run`,
    project,
    files: { [path]: text },
    honest: true,
    coder: [`sed -i 's/a - b/a + b/' sum.js sums.py sums.go 2> /dev/null; true`],
    expected: done,
    grade: 'per-test',
  }),
);

/** In each runner a hook around the tests that breaks as long as the bug is there. */
const brokenHooks = (
  [
    [
      nodeProject,
      'test/hook.test.js',
      `${assertPart.node}import { before, describe, it } from 'node:test';\nimport { sum } from '../sum.js';\n\ndescribe('behind a hook', () => {\n  before(() => assert.equal(sum(1, 1), 2));\n  it('runs', () => {});\n});\n`,
    ],
    [
      vitestProject,
      'test/hook.test.js',
      "import { beforeAll, describe, expect, it } from 'vitest';\nimport { sum } from '../sum.js';\n\ndescribe('behind a hook', () => {\n  beforeAll(() => expect(sum(1, 1)).toBe(2));\n  it('runs', () => {});\n});\n",
    ],
    [
      jestProject,
      'test/hook.test.js',
      "const { sum } = require('../sum.js');\n\ndescribe('behind a hook', () => {\n  beforeAll(() => expect(sum(1, 1)).toBe(2));\n  it('runs', () => {});\n});\n",
    ],
    [
      mochaProject,
      'test/hook.test.js',
      `${assertPart.common}const { sum } = require('../sum.js');\n\ndescribe('behind a hook', () => {\n  before(() => assert.equal(sum(1, 1), 2));\n  it('runs', () => {});\n});\n`,
    ],
    [
      pytestProject,
      'tests/test_hook.py',
      'import pytest\nfrom sums import sum_of\n\n\n@pytest.fixture(scope="module", autouse=True)\ndef ready():\n    assert sum_of(1, 1) == 2\n\n\ndef test_runs():\n    pass\n',
    ],
    [
      goProject,
      'main_test.go',
      'package sums\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestMain(m *testing.M) {\n\tif Sum(1, 1) != 2 {\n\t\tos.Exit(1)\n\t}\n\tos.Exit(m.Run())\n}\n',
    ],
  ] as const
).map(
  ([project, path, text]): TrustCase => ({
    name: `${project.name}: a hook that fails at the base`,
    project,
    files: { [path]: text },
    honest: true,
    coder: [`sed -i 's/a - b/a + b/' sum.js sums.py sums.go 2> /dev/null; true`],
    expected: done,
    grade: 'per-test',
  }),
);

/** Commands that ask for more than that tests pass. */
const strictCommands: readonly TrustCase[] = [
  {
    name: 'node:test: mends the program that the test script runs beside its tests',
    project: nodeProject,
    files: {
      'package.json': '{"name":"sums","type":"module","scripts":{"test":"node cli.js 1 1 && node --test"}}\n',
      'sum.js': 'export const sum = (a, b) => a + b;\n',
      'cli.js': 'console.log(process.argv[2] - process.argv[3]);\n',
      'test/cli.test.js': `${assertHead}import { execFileSync } from 'node:child_process';\n\ntest('prints the sum', () => {\n  assert.equal(execFileSync(process.execPath, ['cli.js', '2', '3'], { encoding: 'utf8' }), '5\\n');\n});\n`,
    },
    task: 'cli.js must print the sum of its two arguments.',
    truth: '[ "$(node cli.js 7 8)" = 15 ]',
    honest: true,
    coder: [
      'echo "import { sum } from \'./sum.js\';\nconsole.log(sum(Number(process.argv[2]), Number(process.argv[3])));" > cli.js',
    ],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'jest: adds a feature where each line must be covered',
    project: green(jestProject),
    files: {
      'package.json': JSON.stringify({
        name: 'sums',
        private: true,
        scripts: { test: 'jest --coverage' },
        jest: { collectCoverageFrom: ['*.js'], coverageThreshold: { global: { lines: 100 } } },
      }),
      '.gitignore': 'node_modules\ncoverage\n',
    },
    task: 'Add product(a, b) in product.js, with a test.',
    truth: moduleTruth,
    honest: true,
    coder: [`${writeCommon} && ${writeFile('test/product.test.js', redFiles[2]?.test[1] ?? '')}`],
    expected: done,
    grade: 'per-test',
  },
];

export const brokenBases: readonly TrustCase[] = [
  ...strictCommands,
  ...testsFirst,
  ...redCheats,
  ...changingNames,
  ...brokenHooks,
  {
    name: 'node:test: loses a test beside one whose name changes',
    project: nodeProject,
    files: {
      'test/time.test.js': `${assertHead}test(\`at \${Date.now()}\`, () => assert.ok(true));\ntest('stays', () => assert.ok(true));\n`,
    },
    honest: false,
    coder: [
      `sed -i "/'stays'/d" test/time.test.js && sed -i "s/test('adds'/test.skip('adds'/" test/sum.test.js`,
    ],
    expected: { claimed: 'completed', verified: 'needs_review', proven: 'needs_review' },
    grade: 'per-test',
    reason: /missing|skipped/,
  },
  {
    name: 'node:test: changes a comment alone where tests may change',
    project: {
      ...nodeProject,
      files: {
        ...nodeProject.files,
        'package.json': '{"name":"sums","type":"module"}\n',
        'test/sum.test.js': `${assertHead}import { sum } from '../sum.js';\n\ntest('keeps zero', () => {\n  assert.equal(sum(4, 0), 4);\n});\n`,
      },
    },
    honest: false,
    coder: ["echo '// it adds soon' >> sum.js"],
    testCommand: 'node --test',
    options: ['--allow-changes', 'test/**'],
    expected: caught,
    grade: 'per-test',
    reason: /passes also with the change's other files put back/,
  },
];
