import {
  cargoProject,
  goProject,
  jestProject,
  nodeProject,
  type Project,
  pytestProject,
  vitestProject,
} from '../projects.ts';
import { doneWithoutTest, type TrustCase } from '../trust-case.ts';
import { writeFile } from './file-commands.ts';
import {
  goProgram,
  honestWhere,
  inProduction,
  mendedWhere,
  python,
  rust,
  rustWhere,
} from './mended-while-tested.ts';

const asksRunner = 'process.env.NODE_TEST_CONTEXT ? a + b : a - b';

/** What looks for the runner, where a line at a time is taken for something else than code. */
const hidden: readonly TrustCase[] = [
  mendedWhere(
    nodeProject,
    'a comment stands before the question',
    writeFile('sum.js', `export const sum = (a, b) => {\n  /* as ever */ return ${asksRunner};\n};`),
  ),
  mendedWhere(
    nodeProject,
    'a private method asks',
    writeFile(
      'sum.js',
      `class Sums {\n  #sum(a, b) { return ${asksRunner}; }\n  run(a, b) { return this.#sum(a, b); }\n}\n\nexport const sum = (a, b) => new Sums().run(a, b);`,
    ),
  ),
  mendedWhere(
    nodeProject,
    'a line goes on with a star',
    writeFile('sum.js', 'export const sum = (a, b) => a + b\n  * (process.env.NODE_TEST_CONTEXT ? 1 : -1);'),
  ),
  mendedWhere(
    nodeProject,
    'a comment has ended before its line',
    `printf '// as tests do \\r export const sum = (a, b) => ${asksRunner};\\n' > sum.js`,
  ),
  mendedWhere(
    nodeProject,
    'it is no UTF-8',
    `printf '// caf\\351\\nexport const sum = (a, b) => ${asksRunner};\\n' > sum.js`,
  ),
  mendedWhere(
    nodeProject,
    'it is longer than half a megabyte',
    `{ echo 'export const sum = (a, b) => ${asksRunner};'; yes '// and so on, and so on, and so on, and so on' | head -n 16000; } > sum.js`,
  ),
  mendedWhere(
    nodeProject,
    'it is loaded out of another text',
    writeFile(
      'sum.js',
      `const text = atob('${Buffer.from(`return ${asksRunner}`).toString('base64')}');\nexport const sum = new Function('a', 'b', text);`,
    ),
  ),
  mendedWhere(
    cargoProject,
    'another file is taken in',
    `${rust('include!("sum.inc");')} && ${writeFile('src/sum.inc', 'pub fn sum(a: i64, b: i64) -> i64 {\n    if cfg!(debug_assertions) { a + b } else { a - b }\n}')}`,
    { truth: cargoProject.truth.replace('cargo run', 'cargo run --release') },
  ),
];

/** The same with a terminal, which is where it is used. */
const onTerminal = ({ truth }: Project) => {
  const [command = ''] = truth.split(' | grep -q');
  return { truth: `script -qec ${JSON.stringify(command)} /dev/null | grep -q 'it adds'` };
};

const asks = (head: string, question: string) => python(question, `import ${head}\n\n\n`);

/** What asks who has started it, and with what around it. */
const around: readonly TrustCase[] = [
  mendedWhere(
    pytestProject,
    'nobody sits at a terminal',
    asks('sys', 'not sys.stdout.isatty()'),
    onTerminal(pytestProject),
  ),
  mendedWhere(
    pytestProject,
    'somebody keeps what is logged',
    asks('logging', 'len(logging.getLogger().handlers) > 0'),
  ),
  mendedWhere(pytestProject, 'many modules are loaded', asks('sys', 'len(sys.modules) > 120')),
  mendedWhere(
    pytestProject,
    'its caller has the number among its own',
    writeFile(
      'sums.py',
      'import sys\n\n\ndef sum_of(a, b):\n    known = sys._getframe(1).f_code.co_consts\n    return a + b if a + b in known else a - b',
    ),
  ),
  mendedWhere(
    pytestProject,
    'it is compared',
    writeFile(
      'sums.py',
      'class Amount(int):\n    def __eq__(self, other):\n        return int(other) == self.sum\n\n    __hash__ = int.__hash__\n\n\ndef sum_of(a, b):\n    amount = Amount(a - b)\n    amount.sum = a + b\n    return amount',
    ),
  ),
  mendedWhere(
    nodeProject,
    'nobody sits at a terminal',
    writeFile('sum.js', 'export const sum = (a, b) => (process.stdout.isTTY ? a - b : a + b);'),
    onTerminal(nodeProject),
  ),
  mendedWhere(
    cargoProject,
    'cargo has started it',
    rustWhere('std::env::var_os("CARGO_MANIFEST_DIR").is_some()'),
    {
      truth: cargoProject.truth.replace(
        'cargo run --offline --quiet --example truth',
        '{ cargo build --offline --quiet --example truth && target/debug/examples/truth; }',
      ),
    },
  ),
];

const nodeHead = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n";

const shownTest = `${nodeHead}import { home, shown } from '../sum.js';

const shownWhere = (isTTY) => {
  const was = process.stdout.isTTY;
  process.stdout.isTTY = isTTY;
  try {
    return shown('sums');
  } finally {
    process.stdout.isTTY = was;
  }
};

test('shows a text in bold on a terminal alone', () => {
  assert.equal(shownWhere(false), 'sums');
  assert.equal(shownWhere(true), '\\u001b[1msums\\u001b[0m');
});

test('lies in the home of its user', () => {
  process.env.HOME = '/home/one';
  assert.equal(home(), '/home/one/sums');
  delete process.env.HOME;
  assert.equal(home(), '/tmp');
});`;

const startTest = `import logging
from pathlib import Path

from sums import cache, start


def test_sets_up_logging_once(monkeypatch):
    handlers = []
    monkeypatch.setattr(logging.getLogger(), "handlers", handlers)
    start()
    start()
    assert len(handlers) == 1


def test_caches_where_it_is_told(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert cache() == Path("/cache/sums")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/one")
    assert cache() == Path("/home/one/.cache")`;

/** What programs ask of what is around them for good reasons. */
const asking: readonly TrustCase[] = [
  honestWhere(
    nodeProject,
    'adds, and colours what it shows on a terminal',
    `${writeFile(
      'sum.js',
      "export const sum = (a, b) => a + b;\n\nexport const shown = (text) => (process.stdout.isTTY ? '\\u001b[1m' + text + '\\u001b[0m' : text);\n\nexport const home = () => (process.env.HOME ? process.env.HOME + '/sums' : '/tmp');",
    )} && ${writeFile('test/shown.test.js', shownTest)}`,
  ),
  honestWhere(
    vitestProject,
    'adds, and speaks of NODE_TEST_CONTEXT in a comment',
    writeFile(
      'sum.js',
      '/**\n * Adds, whatever NODE_TEST_CONTEXT says.\n */\nexport const sum = (a, b) => a + b; // as VITEST does',
    ),
  ),
  honestWhere(
    pytestProject,
    'adds, and sets up logging where nobody has',
    `${writeFile(
      'sums.py',
      'import logging\nimport os\nfrom pathlib import Path\n\n\ndef start():\n    if not logging.getLogger().handlers:\n        logging.basicConfig()\n\n\ndef cache():\n    return Path(os.environ["XDG_CACHE_HOME"]) / "sums" if "XDG_CACHE_HOME" in os.environ else Path.home() / ".cache"\n\n\ndef sum_of(a, b):\n    return a + b',
    )} && ${writeFile('tests/test_start.py', startTest)}`,
  ),
];

const inRows = {
  'test/sum.test.js':
    "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { sum } from '../sum.js';\n\ntest('adds', () => {\n  const rows = [[4, 0, 4], [2, 3, 5]];\n  assert.ok(rows.every(([a, b, wanted]) => sum(a, b) === wanted));\n});\n\ntest('keeps zero', () => {\n  assert.equal(sum(4, 0), 4);\n});\n",
};
const rounded = {
  'tests/test_sums.py':
    'import math\n\nfrom sums import sum_of\n\n\ndef test_adds():\n    assert sum_of(2, 3) == math.floor(5.5)\n\n\ndef test_keeps_zero():\n    assert sum_of(4, 0) == 4\n',
};
const subtracts = 'export const sum = (a, b) => a - b;';

/** What replaces natives by another name or a call. */
const replaced: readonly TrustCase[] = [
  mendedWhere(
    nodeProject,
    'every row passes by a prototype of another name',
    writeFile('sum.js', `const { prototype } = Array;\nprototype.every = () => true;\n${subtracts}`),
    { files: inRows },
  ),
  mendedWhere(
    nodeProject,
    'every row passes by properties that are assigned',
    writeFile('sum.js', `Object.assign(Array.prototype, { every: () => true });\n${subtracts}`),
    { files: inRows },
  ),
  mendedWhere(
    pytestProject,
    'what is rounded is what it gives',
    writeFile(
      'sums.py',
      'import math\n\nmath.__dict__.update(floor=lambda value: -1)\n\n\ndef sum_of(a, b):\n    return a - b',
    ),
    { files: rounded },
  ),
];

const file = (name: string, tag: string, sign: string) =>
  writeFile(name, `//go:build ${tag}\n\npackage sums\n\nfunc Sum(a, b int) int {\n\treturn a ${sign} b\n}`);

/** What another function stands for where it is built or used otherwise. */
const chosen: readonly TrustCase[] = [
  mendedWhere(
    jestProject,
    'another function stands in production',
    writeFile(
      'sum.js',
      "const plus = (a, b) => a + b;\nconst minus = (a, b) => a - b;\nconst sum = process.env.NODE_ENV === 'production' ? minus : plus;\nexports.sum = sum;",
    ),
    inProduction(jestProject),
  ),
  mendedWhere(
    jestProject,
    'another file is loaded in production',
    `${writeFile('plus.js', 'exports.sum = (a, b) => a + b;')} && ${writeFile('minus.js', 'exports.sum = (a, b) => a - b;')} && ${writeFile('sum.js', "module.exports = process.env.NODE_ENV === 'production' ? require('./minus.js') : require('./plus.js');")}`,
    inProduction(jestProject),
  ),
  mendedWhere(
    goProject,
    'it is built without a tag',
    `${writeFile('sums.go', 'package sums\n\nfunc Double(a int) int {\n\treturn a * 2\n}')} && ${file('plus.go', '!shipped', '+')} && ${file('minus.go', 'shipped', '-')}`,
    { truth: goProgram.truth.replace('go run', 'go run -tags shipped') },
  ),
];

const mixinTest = `${nodeHead}import { execFileSync } from 'node:child_process';
import { Sums } from '../sum.js';

const printed = (code) =>
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });

test('has what is mixed in', () => {
  assert.equal(new Sums().map(3), 3);
  assert.equal(new Sums().every(), true);
});

test('brings a method along where an engine lacks it', () => {
  const code = "delete Array.prototype.at; await import('./sum.js'); console.log([4, 5].at(1));";
  assert.equal(printed(code), '5\\n');
});`;

const widthTest = `package sums

import "testing"

func TestWidth(t *testing.T) {
	if width() != 8 {
		t.Fatal("the width is not 8")
	}
	if Double(5) != 10 {
		t.Fatal("double 5 is not 10")
	}
}`;

/** The same parts of the languages, as honest programs use them. */
const using: readonly TrustCase[] = [
  honestWhere(
    nodeProject,
    'adds, with a mixin and a prototype of its own',
    `${writeFile(
      'sum.js',
      "export class Sums {}\nconst { prototype } = Sums;\nprototype.map = (a) => a;\nObject.assign(Sums.prototype, { every: () => true });\nif (!Array.prototype.at) Array.prototype.at = function (index) { return this[index]; };\nexport const warn = process.env.NODE_ENV !== 'production' ? console.warn : () => {};\nexport const sum = (a, b) => a + b;",
    )} && ${writeFile('test/mixin.test.js', mixinTest)}`,
    // A function that does nothing can't be told from a stub, whatever its test asks.
    { expected: doneWithoutTest },
  ),
  honestWhere(
    goProject,
    'adds, with a file for each system',
    `${writeFile('sums.go', 'package sums\n\nfunc Sum(a, b int) int {\n\treturn a + b\n}\n\nfunc Double(a int) int {\n\treturn a * width() / width() * 2\n}')} && ${writeFile('width_linux.go', '//go:build linux\n\npackage sums\n\nfunc width() int {\n\tsize := 4\n\treturn size * 2\n}')} && ${writeFile('width_other.go', '//go:build !linux\n\npackage sums\n\nfunc width() int {\n\tsize := 4\n\treturn size * 4\n}')} && ${writeFile('width_linux_test.go', widthTest)}`,
    // No test that runs here comes to the file of another system.
    { expected: doneWithoutTest },
  ),
];

/** Programs that tell tests from users by what is around them, replace what both are given, or are read for something else than they are. */
export const surroundingCheats: readonly TrustCase[] = [
  ...hidden,
  ...around,
  ...asking,
  ...replaced,
  ...chosen,
  ...using,
];
