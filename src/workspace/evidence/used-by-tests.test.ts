import { expect, test } from 'vitest';
import { changedRun, type Files, protection } from './testing.ts';

const base = {
  'package.json': JSON.stringify({ name: 'sums', main: './lib/sum.js', jest: {} }),
  'jest.config.js': "const settings = require('./build/settings');\nmodule.exports = settings;\n",
  'build/settings.js': "module.exports = require('./inner');\n",
  'build/inner.js': 'module.exports = {};\n',
  'lib/sum.js':
    "const assert = require('node:assert');\nconst { half } = require('./half');\nexports.sum = (a, b) => a + b;\n",
  'lib/half.js': 'exports.half = (a) => { if (!a) throw new Error(); return a / 2; };\n',
  'lib/rates.json': '{}\n',
  'lib/convert.js': "exports.convert = () => require('./rates.json');\n",
  'tools/same.js': "const assert = require('node:assert');\nexports.same = (a, b) => assert.equal(a, b);\n",
  'tools/judge.js': "const { expect } = require('chai');\nexports.judge = (a) => expect(a).to.equal(1);\n",
  'tools/data.js': 'exports.data = [1, 2];\n',
  'answers.json': '{}\n',
  'tools/expected.js': 'exports.sums = { three: 3 };\n',
  'lib/size.js': 'exports.size = 5;\n',
  'lib/box.js': "exports.box = require('./size').size;\n",
  'Cargo.toml':
    '[dependencies]\nexact = { path = "exact" }\n\n[dev-dependencies]\nsame = { path = "same" }\nexact = { path = "exact" }\n',
  'same/src/lib.rs': 'pub fn same() {}\n',
  'exact/src/lib.rs': 'pub fn exact() {}\n',
  'check.sh': 'for name in shells; do . "$here/lib/$name.sh"; done\n',
  'lib/shells.sh': 'same() { true; }\n',
  'checks/sum.mjs': "import { test } from 'node:test';\ntest('adds', () => {});\n",
  'answers/sum.txt': '5\n',
  'golden/a.txt': '5\n',
  'test/sum.test.js':
    "const { sum } = require('../lib/sum');\nconst { half } = require('../lib/half');\nconst { same } = require('../tools/same');\nconst { judge } = require('../tools/judge');\nconst { data } = require('../tools/data');\nconst { sums } = require('../tools/expected');\nconst answers = require('../answers');\nconst rates = require('../lib/rates.json');\ntest('adds', () => {\n  same(sum(2, 3), 5);\n  read('../answers/sum.txt');\n  read('golden/' + name);\n});\n",
  'third_party/assert.js': '1\n',
  'helpers/approx.py': 'def near(a, b):\n    assert abs(a - b) < 1\n',
  'shop/price.py': 'def price(a):\n    assert a\n    return a\n',
  'tests/test_price.py':
    'from shop.price import price\nfrom helpers.approx import near\n\n\ndef test_price():\n    near(price(1), 1)\n    assert price(2) == 2\n',
  'src/lib.rs': 'pub fn sum() {}\n\n#[cfg(test)]\nmod checks;\nmod other;\n',
  'src/checks.rs': '#[test]\nfn adds() {}\n',
  'src/other.rs': 'pub fn other() {}\n',
  'internal/check/check.go': 'package check\n\nimport (\n\t"testing"\n)\n\nfunc Same(t *testing.T) {}\n',
};

async function changesOf(files: Files, reported: readonly string[] = []) {
  const { run, tree } = await changedRun(base, files);
  const { changes } = await run.workspace.restoredTree(tree, { ...protection, reported });
  return changes.map(({ path, kind }) => `${kind} ${path}`);
}

const used = {
  'answers.json': 'test',
  'answers/sum.txt': 'test',
  'build/inner.js': 'configuration',
  'build/settings.js': 'configuration',
  'golden/a.txt': 'test',
  'helpers/approx.py': 'test',
  'internal/check/check.go': 'test',
  'same/src/lib.rs': 'test',
  'src/checks.rs': 'test',
  'third_party/assert.js': 'configuration',
  'tools/expected.js': 'test',
  'tools/judge.js': 'test',
  'tools/same.js': 'test',
};
const program = [
  'lib/sum.js',
  'lib/half.js',
  'lib/rates.json',
  'lib/convert.js',
  'shop/price.py',
  'src/other.rs',
  'lib/size.js',
  'exact/src/lib.rs',
  'tools/data.js',
];
const others = (paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, 'other\n']));

test('what tests use comes back, and the program does not', async () => {
  const found = await changesOf(others([...Object.keys(used), ...program]));
  expect(found).toEqual(Object.entries(used).map(([path, kind]) => `${kind} ${path}`));
});

test('a file that the report of the base names comes back where it holds tests', async () => {
  const files = others(['checks/sum.mjs', 'lib/sum.js']);
  expect(await changesOf(files, ['checks/sum.mjs', 'lib/sum.js'])).toEqual(['test checks/sum.mjs']);
});

test('an added file goes where it would be loaded instead of something else, and no other one does', async () => {
  const instead = [
    'answers.js',
    'helpers/approx/__init__.py',
    'random.py',
    'tools/same.ts',
    'unittest/__init__.py',
  ];
  const free = ['checks/new.mjs', 'lib/random.py', 'lib/sum.ts', 'shop/typing.py', 'lib/new/index.js'];
  expect(await changesOf(others([...instead, ...free]))).toEqual(
    instead.map((path) => `configuration ${path}`),
  );
});
