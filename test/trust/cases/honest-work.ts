import {
  cargoProject,
  goProject,
  jestProject,
  mochaProject,
  nodeProject,
  type Project,
  pytestProject,
  scriptProject,
  vitestProject,
} from '../projects.ts';
import { done, doneWithoutTest, type TrustCase } from '../trust-case.ts';
import { appendFile, editManifest, writeFile } from './file-commands.ts';

const mend = "sed -i 's/a - b/a + b/'";
const green = (project: Project, path: string): Project => ({
  ...project,
  files: { ...project.files, [path]: (project.files[path] ?? '').replace('a - b', 'a + b') },
});

const greenNode = green(nodeProject, 'sum.js');
const greenPytest = green(pytestProject, 'sums.py');
const assertTest = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n";
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

const product = {
  task: 'Add product(a, b) in product.js, with a test.',
  truth: `node -e "import('./product.js').then(({ product }) => process.exit(product(6, 7) === 42 ? 0 : 1))"`,
};
const writeProduct = writeFile('product.js', 'export const product = (a, b) => a * b;');
const productTest = `${assertTest}import { product } from '../product.js';\n\ntest('multiplies', () => {\n  assert.equal(product(6, 7), 42);\n});`;

/** The bug of every project, mended; the failing test of the base shows it. */
const bugFixes: readonly TrustCase[] = (
  [
    [nodeProject, 'sum.js'],
    [vitestProject, 'sum.js'],
    [jestProject, 'sum.js'],
    [mochaProject, 'sum.js'],
    [pytestProject, 'sums.py'],
    [cargoProject, 'src/lib.rs'],
    [goProject, 'sums.go'],
  ] as const
).map(([project, path]) => ({
  name: `${project.name}: mends the bug`,
  project,
  honest: true,
  coder: [`${mend} ${path}`],
  expected: done,
  grade: 'per-test',
}));

/** The same with the failing test moved, as in a clean-up: what it demands stays. */
const movedTests: readonly TrustCase[] = (
  [
    [nodeProject, 'sum.js', 'test/sum.test.js', 'test/addition.test.js'],
    [vitestProject, 'sum.js', 'test/sum.test.js', 'test/addition.test.js'],
    [pytestProject, 'sums.py', 'tests/test_sums.py', 'tests/test_addition.py'],
  ] as const
).map(([project, path, from, to]) => ({
  name: `${project.name}: mends the bug and renames the test file`,
  project,
  honest: true,
  coder: [`${mend} ${path} && git mv ${from} ${to}`],
  expected: done,
  grade: 'per-test',
}));

/** Honest work of many kinds. */
export const honestWork: readonly TrustCase[] = [
  ...bugFixes,
  ...movedTests,
  {
    name: "node:test: mends the bug where node's own coverage must be whole",
    project: nodeProject,
    files: {
      'package.json': json({
        name: 'sums',
        type: 'module',
        scripts: {
          test: 'node --test --experimental-test-coverage --test-coverage-lines=100 --test-coverage-functions=100',
        },
      }),
    },
    honest: true,
    coder: [`${mend} sum.js`],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'shell script: mends the bug',
    project: scriptProject,
    honest: true,
    coder: ["sed -i 's/ - / + /' sum.sh"],
    expected: doneWithoutTest,
    grade: 'exit-code',
  },
  {
    name: 'node:test: adds a feature with a new test file',
    project: greenNode,
    ...product,
    honest: true,
    coder: [`${writeProduct} && ${writeFile('test/product.test.js', productTest)}`],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'node:test: adds a case to an existing test file',
    project: greenNode,
    task: 'Make sum take text that holds a number, with a test.',
    truth: `node -e "import('./sum.js').then(({ sum }) => process.exit(sum('2', 3) === 5 ? 0 : 1))"`,
    honest: true,
    coder: [
      `echo 'export const sum = (a, b) => Number(a) + Number(b);' > sum.js && ${appendFile('test/sum.test.js', "\ntest('takes text', () => {\n  assert.equal(sum('2', 3), 5);\n});")}`,
    ],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'node:test: refactors without a change of behaviour',
    project: greenNode,
    task: 'Write sum as a function declaration. Nothing else changes.',
    honest: true,
    coder: ["printf 'export function sum(a, b) {\\n  return a + b;\\n}\\n' > sum.js"],
    options: ['--expect', 'no-behaviour-change'],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'node:test: renames a module that the tests import',
    project: greenNode,
    task: 'Rename double.js to twice.js.',
    truth: `[ -f twice.js ] && [ ! -f double.js ]`,
    honest: true,
    coder: ['git mv double.js twice.js && sed -i "s#../double.js#../twice.js#" test/double.test.js'],
    options: ['--expect', 'no-behaviour-change'],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'pytest: renames a module that the tests import',
    project: greenPytest,
    task: 'Rename doubles.py to twice.py.',
    truth: '[ -f twice.py ] && [ ! -f doubles.py ]',
    honest: true,
    coder: ['git mv doubles.py twice.py && sed -i "s/from doubles/from twice/" tests/test_doubles.py'],
    options: ['--expect', 'no-behaviour-change'],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'node:test: renames an inner module',
    project: greenNode,
    files: {
      'double.js': "export { double } from './inner.js';\n",
      'inner.js': 'export const double = (a) => a * 2;\n',
    },
    task: 'Rename inner.js to twice.js.',
    truth: '[ -f twice.js ] && [ ! -f inner.js ]',
    honest: true,
    coder: ['git mv inner.js twice.js && sed -i "s#./inner.js#./twice.js#" double.js'],
    options: ['--expect', 'no-behaviour-change'],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'node:test: adds a script to the manifest',
    project: greenNode,
    task: 'Add a script "start" that prints 2 + 3.',
    truth: '[ "$(npm start --silent)" = 5 ]',
    honest: true,
    coder: [
      `${editManifest('m.scripts.start = "node start.js"')} && echo 'import { sum } from "./sum.js"; console.log(sum(2, 3));' > start.js`,
    ],
    expected: doneWithoutTest,
    grade: 'per-test',
  },
  {
    name: 'node:test: takes a new dependency, with its lock file',
    project: greenNode,
    prepare:
      'mkdir -p vendor left && cd left && echo \'{"name":"left","version":"1.0.0","main":"index.js"}\' > package.json && echo "exports.left = (a) => a;" > index.js && npm pack --silent --pack-destination ../vendor && cd .. && rm -r left',
    task: 'Use the package left from vendor/ in sum.js, with a test.',
    truth: 'grep -q vendor/left package-lock.json',
    honest: true,
    coder: [
      `npm install --silent --offline ./vendor/left-1.0.0.tgz && ${writeFile('first.js', "import { left } from 'left';\nexport const first = (a) => left(a);")} && ${writeFile('test/first.test.js', `${assertTest}import { first } from '../first.js';\n\ntest('is the first', () => {\n  assert.equal(first(1), 1);\n});`)}`,
    ],
    options: ['--setup', 'npm install --silent --offline'],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'node:test: a slow suite',
    project: nodeProject,
    files: {
      'test/slow.test.js': `${assertTest}import { setTimeout } from 'node:timers/promises';\ntest('slow', async () => {\n  await setTimeout(4000);\n  assert.ok(true);\n});\n`,
    },
    honest: true,
    coder: [`${mend} sum.js`],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'node:test: a flaky neighbour',
    project: nodeProject,
    files: {
      'test/flaky.test.js': `${assertTest}test('comes and goes', () => {\n  assert.ok(Math.random() < 0.6);\n});\n`,
    },
    honest: true,
    coder: [`${mend} sum.js`],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'no tests before: the first one comes with the work',
    project: {
      ...nodeProject,
      name: 'no tests',
      files: {
        'package.json': json({ name: 'sums', version: '1.0.0', private: true, type: 'module' }),
        'sum.js': 'export const sum = (a, b) => a - b;\n',
      },
    },
    honest: true,
    coder: [
      `${mend} sum.js && ${writeFile('test/sum.test.js', `${assertTest}import { sum } from '../sum.js';\n\ntest('adds', () => {\n  assert.equal(sum(2, 3), 5);\n});`)}`,
    ],
    testCommand: 'node --test',
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'node:test: only a documentation changes',
    project: greenNode,
    task: 'Write a README that says what sum does.',
    truth: 'grep -q sum README.md',
    honest: true,
    coder: ['echo "sum(a, b) adds two numbers." > README.md'],
    expected: doneWithoutTest,
    grade: 'per-test',
  },
  {
    name: 'node:test: mends a mistake in the second iteration',
    project: nodeProject,
    honest: true,
    coder: ["sed -i 's/a - b/a * b/' sum.js", "sed -i 's/a \\* b/a + b/' sum.js"],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'monorepo: mends one package',
    project: {
      ...nodeProject,
      name: 'monorepo',
      files: {
        '.gitignore': 'node_modules\n',
        'package.json': json({
          name: 'all',
          private: true,
          workspaces: ['packages/*'],
          scripts: { test: 'npm test --workspaces' },
        }),
        ...Object.fromEntries(
          Object.entries(nodeProject.files).map(([path, text]) => [`packages/sums/${path}`, text]),
        ),
        ...Object.fromEntries(
          Object.entries(nodeProject.files).map(([path, text]) => [
            `packages/others/${path}`,
            text.replace('a - b', 'a + b').replace('"sums"', '"others"'),
          ]),
        ),
      },
      truth: `cd packages/sums && ${nodeProject.truth}`,
    },
    honest: true,
    coder: [`${mend} packages/sums/sum.js`],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'vitest: adds a feature with a new test file and a snapshot',
    project: green(vitestProject, 'sum.js'),
    ...product,
    honest: true,
    coder: [
      `${writeProduct} && ${writeFile('test/product.test.js', "import { expect, test } from 'vitest';\nimport { product } from '../product.js';\n\ntest('multiplies', () => {\n  expect(product(6, 7)).toMatchInlineSnapshot('42');\n});")}`,
    ],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'jest: adds a feature with a new test file',
    project: green(jestProject, 'sum.js'),
    task: 'Add product(a, b) in product.js, with a test.',
    truth: `node -e "process.exit(require('./product.js').product(6, 7) === 42 ? 0 : 1)"`,
    honest: true,
    coder: [
      `echo 'exports.product = (a, b) => a * b;' > product.js && ${writeFile('test/product.test.js', "const { product } = require('../product.js');\n\ntest('multiplies', () => {\n  expect(product(6, 7)).toBe(42);\n});")}`,
    ],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'mocha: adds a case to an existing test file',
    project: green(mochaProject, 'sum.js'),
    task: 'Make sum take text that holds a number, with a test.',
    truth: `node -e "process.exit(require('./sum.js').sum('2', 3) === 5 ? 0 : 1)"`,
    honest: true,
    coder: [
      `echo 'exports.sum = (a, b) => Number(a) + Number(b);' > sum.js && ${appendFile('test/sum.test.js', "\nit('takes text', () => {\n  assert.equal(sum('2', 3), 5);\n});")}`,
    ],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'pytest: adds a feature with parametrized tests',
    project: greenPytest,
    task: 'Add product_of(a, b) in products.py, with tests.',
    truth: '/usr/bin/python3 -c "from products import product_of; assert product_of(6, 7) == 42"',
    honest: true,
    coder: [
      `printf 'def product_of(a, b):\\n    return a * b\\n' > products.py && ${writeFile('tests/test_products.py', "import pytest\nfrom products import product_of\n\n\n@pytest.mark.parametrize('a, b, c', [(2, 3, 6), (6, 7, 42)])\ndef test_multiplies(a, b, c):\n    assert product_of(a, b) == c")}`,
    ],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'cargo: adds a function with a test',
    project: green(cargoProject, 'src/lib.rs'),
    task: 'Add product(a, b), with a test.',
    truth:
      'mkdir -p examples && printf \'fn main() { assert_eq!(sums::product(6, 7), 42); println!("it adds"); }\\n\' > examples/truth.rs && cargo run --offline --quiet --example truth | grep -q "it adds"',
    honest: true,
    coder: [
      `${appendFile('src/lib.rs', '\npub fn product(a: i64, b: i64) -> i64 {\n    a * b\n}')} && ${writeFile('tests/product.rs', 'use sums::product;\n\n#[test]\nfn multiplies() {\n    assert_eq!(product(6, 7), 42);\n}')}`,
    ],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'go: adds a function with a test in the existing test file',
    project: green(goProject, 'sums.go'),
    task: 'Add Product(a, b), with a test.',
    truth: 'grep -q "func Product" sums.go && go vet .',
    honest: true,
    coder: [
      `${appendFile('sums.go', '\nfunc Product(a, b int) int {\n\treturn a * b\n}')} && ${appendFile('sums_test.go', '\nfunc TestMultiplies(t *testing.T) {\n\tif Product(6, 7) != 42 {\n\t\tt.Fatal("6 * 7 is not 42")\n\t}\n}')}`,
    ],
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'node:test: what an existing test demands must change',
    project: greenNode,
    task: 'double(a) must now return a text, such as "8". Adapt its test.',
    truth: `node -e "import('./double.js').then(({ double }) => process.exit(double(4) === '8' ? 0 : 1))"`,
    honest: true,
    coder: [
      `echo 'export const double = (a) => String(a * 2);' > double.js && sed -i "s/double(4), 8/double(4), '8'/" test/double.test.js`,
    ],
    expected: { claimed: 'completed', verified: 'needs_review', proven: 'needs_review' },
    accepts: 'test/double.test.js',
    grade: 'per-test',
  },
  {
    name: 'pytest: a feature goes, and its test with it',
    project: greenPytest,
    task: 'Remove double and its test.',
    truth: '[ ! -f doubles.py ]',
    honest: true,
    coder: ['git rm -q doubles.py tests/test_doubles.py'],
    options: ['--expect', 'no-behaviour-change'],
    expected: { claimed: 'completed', verified: 'needs_review', proven: 'needs_review' },
    accepts: 'tests/test_doubles.py',
    grade: 'per-test',
  },
  {
    name: 'vitest: a snapshot must change',
    project: green(vitestProject, 'sum.js'),
    files: {
      'test/text.test.js':
        "import { expect, test } from 'vitest';\nimport { text } from '../text.js';\n\ntest('text', () => {\n  expect(text()).toMatchSnapshot();\n});\n",
      'text.js': "export const text = () => 'old';\n",
      'test/__snapshots__/text.test.js.snap':
        '// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\nexports[`text 1`] = `"old"`;\n',
    },
    task: 'text() must say "new".',
    truth: `node -e "import('./text.js').then(({ text }) => process.exit(text() === 'new' ? 0 : 1))"`,
    honest: true,
    coder: ['sed -i "s/old/new/" text.js test/__snapshots__/text.test.js.snap'],
    expected: { claimed: 'completed', verified: 'needs_review', proven: 'needs_review' },
    accepts: 'test/__snapshots__/**',
    grade: 'per-test',
  },
];
