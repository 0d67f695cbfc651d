import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { languageOf } from '../../core/syntax/language.ts';
import { otherValues } from '../../core/syntax/other-value.ts';
import { createSyntaxParser } from '../../system/syntax-parser.ts';

const parse = createSyntaxParser(resolve('node_modules/@vscode/tree-sitter-wasm/wasm'));

async function altered(path: string, text: string, seed = 'seed'): Promise<string> {
  const language = languageOf(path);
  const file = language && (await parse(language.grammar, text));
  if (!language || !file) throw new Error(`${path} is not parsed`);
  return language.alter(file, otherValues(seed, path), path).text;
}

/** Whether a test that is a function of its own ends well with other expectations in it. */
async function endsWell(path: string, text: string, program: string, seed = 'seed'): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'proofloop-tables-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const isPython = path.endsWith('.py');
  writeFileSync(join(folder, path), await altered(path, text, seed));
  writeFileSync(join(folder, isPython ? 'sums.py' : 'sum.cjs'), program);
  const call =
    "import test_a\nfor name in sorted(n for n in vars(test_a) if n.startswith('test')):\n    vars(test_a)[name]()";
  const [command, args] = isPython ? ['python3', ['-c', call]] : [process.execPath, [path]];
  const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0 && !stderr.includes('1 is not 2')) throw new Error(stderr);
  return status === 0;
}

const script = (loop: string) =>
  `const assert = require('node:assert');\nconst { sum } = require('./sum.cjs');\nconst it = (name, body) => body();\nconst rows = [[4, 0, 4], [2, 3, 5], [1, 1, 2]];\nit('adds', () => {\n  ${loop}\n});\n`;
const sound = 'exports.sum = (a, b) => a + b;\n';
const noRows =
  'const own = Array.prototype[Symbol.iterator];\nArray.prototype[Symbol.iterator] = function () { return own.call(Array.isArray(this[0]) ? [] : this); };\nArray.prototype.forEach = () => {};\n';
const lastRow =
  'const own = Array.prototype[Symbol.iterator];\nArray.prototype[Symbol.iterator] = function () { return own.call(Array.isArray(this[0]) ? this.slice(-1) : this); };\nArray.prototype.forEach = () => {};\n';

test.each([
  'for (const [a, b, wanted] of rows) assert.equal(sum(a, b), wanted);',
  'for (const [a, b, wanted] of [[2, 3, 5], [1, 1, 2]]) {\n    assert.equal(sum(a, b), wanted);\n  }',
  'rows.forEach(([a, b, wanted]) => assert.equal(sum(a, b), wanted));',
  'rows.forEach(function (row) { assert.equal(sum(row[0], row[1]), row[2]); });',
  'for (const [name, wanted] of Object.entries({ one: 1, two: 2 })) assert.equal(name.length - 3 + sum(wanted, 0), wanted);',
])('rows that are not gone through are seen: %s', async (loop) => {
  expect(await endsWell('a.test.cjs', script(loop), sound)).toBe(false);
  expect(await endsWell('a.test.cjs', script(loop), noRows + sound)).toBe(true);
  expect(await endsWell('a.test.cjs', script(loop), lastRow + sound)).toBe(true);
});

test.each([
  'for (const [a, b, wanted] of rows) {\n    if (a === 2) break;\n    assert.equal(sum(a, b), wanted);\n  }',
  'const list = [[1]];\n  list.splice(0, 1);\n  for (const one of list) assert.equal(one, 2);',
  'const list = [[1]];\n  const empty = (given) => { given.length = 0; };\n  empty(list);\n  for (const one of list) assert.equal(one, 2);',
  'const list = [[1]].filter(() => false);\n  for (const one of list) assert.equal(one, 2);',
  'go: for (const [a] of rows) {\n    for (const [b] of rows) {\n      if (a === b) continue go;\n    }\n  }',
  'assert.throws(() => { for (const [a] of rows) { JSON.parse(a === 2 ? "[" : "1"); } });',
])('a sound program is not said to hide a failure: %s', async (loop) => {
  expect(await endsWell('a.test.cjs', script(loop), sound)).toBe(false);
});

const inPython = (body: string) =>
  `from sums import value\n\nROWS = [(4, 0), (2, 3), (1, 1)]\n\n\ndef test_adds():\n    ${body.replaceAll('\n', '\n    ')}\n`;
const give = (text: string, before = '') => `${before}\n\ndef value(*given):\n    return ${text}\n`;
const throughRows = 'for a, b in ROWS:\n    assert value(a) == b';
const reaching =
  'import sys\n\n\ndef value(*given):\n    del sys._getframe(1).f_globals["ROWS"][1:]\n    return 0\n';
const bag = 'class Bag(list):\n    def __eq__(self, other):\n        return sorted(self) == sorted(other)\n';
const less =
  'class Less(dict):\n    def __eq__(self, other):\n        return all(other.get(k) == v for k, v in self.items())\n';
const near =
  'class Near(int):\n    def __eq__(self, other):\n        return abs(int(self) - int(other)) < 3\n';
const loose =
  'class Loose(dict):\n    def __eq__(self, other):\n        return all(self.get(k, 0) == other.get(k, 0) for k in {*self, *other})\n';
const begun =
  'class Begun(list):\n    def __eq__(self, other):\n        return list(other)[:len(self)] == list(self) or list(self)[:len(other)] == list(other)\n';

test.each([
  ['rows that are taken away', throughRows, give('{4: 0, 2: 3, 1: 1}[given[0]]'), reaching],
  ['any order', 'assert value() == [1, 2, 3]', give('[1, 2, 3]'), give('Bag([3, 1, 2])', bag)],
  [
    'what is missing',
    'assert value() == {"a": 1, "b": [2]}',
    give('{"a": 1, "b": [2]}'),
    give('Less({"a": 1})', less),
  ],
  ['numbers around it', 'assert value() == 1000', give('1000'), give('Near(1001)', near)],
  ['a part alone', 'assert value() == ["a", "b"]', give('["a", "b"]'), give('Begun(["a"])', begun)],
])('%s is seen in Python', async (_name, body, right, wrong) => {
  expect(await endsWell('test_a.py', inPython(body), right)).toBe(false);
  expect(await endsWell('test_a.py', inPython(body), wrong)).toBe(true);
});

test.each([
  ['assert value() == {"a": 2, "b": 0}', give('Loose(a=2)', loose)],
  ['for a, b in ROWS:\n    if a == 2:\n        return\n    assert value() == b', give('0')],
  ['for _, b in enumerate(ROWS):\n    assert value() == b\nelse:\n    assert value()', give('5')],
  ['for key in {"a": 1, "b": 2}.items():\n    assert value(key) == key', give('given[0]')],
  ['assert [value(), 2] == [1, 2], "message"', give('1')],
  ['assert value() == (\n    1,  # one\n    -2,\n)', give('(1, -2)')],
])('a sound program is not said to hide a failure in Python: %s', async (body, right) => {
  expect(await endsWell('test_a.py', inPython(body), right)).toBe(false);
});

const readsScript =
  "const { readFileSync } = require('node:fs');\nexports.sum = (a, b) => Number(new RegExp('[[]' + a + ', ' + b + ', (\\\\d+)').exec(readFileSync('a.test.cjs', 'utf8'))[1]);\n";
const readsPython =
  'import re\n\n\ndef value(a):\n    return int(re.search(rf"\\({a}, (\\d+)\\)", open("test_a.py").read()).group(1))\n';

test('a program that reads what is expected out of a table is seen', async () => {
  const loop = 'for (const [a, b, wanted] of rows) assert.equal(sum(a, b), wanted);';
  expect(await endsWell('a.test.cjs', script(loop), sound)).toBe(false);
  expect(await endsWell('a.test.cjs', script(loop), readsScript)).toBe(true);
  const rows = give('{4: 0, 2: 3, 1: 1}[given[0]]');
  expect(await endsWell('test_a.py', inPython(throughRows), rows)).toBe(false);
  expect(await endsWell('test_a.py', inPython(throughRows), readsPython)).toBe(true);
});

const seeds = Array.from({ length: 6 }, (_, index) => `seed ${index}`);
const knowsScript =
  'const own = Array.prototype[Symbol.iterator];\nArray.prototype[Symbol.iterator] = function () { return own.call(Array.isArray(this[0]) && this[0][2] === 4 ? [] : this); };\nexports.sum = (a, b) => a - b;\n';
const knowsPython =
  'import gc\n\n\ndef value(a):\n    for each in gc.get_objects():\n        if type(each) is list and (4, 0) in [x for x in each if type(x) is tuple]:\n            del each[1:]\n    return {4: 0}.get(a, 9)\n';

test.each(seeds)('a program that knows a table by what it says is seen by any draw: %s', async (seed) => {
  const loop = 'for (const [a, b, wanted] of rows) assert.equal(sum(a, b), wanted);';
  expect(await endsWell('a.test.cjs', script(loop), sound, seed)).toBe(false);
  expect(await endsWell('a.test.cjs', script(loop), knowsScript, seed)).toBe(true);
  const rows = give('{4: 0, 2: 3, 1: 1}[given[0]]');
  expect(await endsWell('test_a.py', inPython(throughRows), rows, seed)).toBe(false);
  expect(await endsWell('test_a.py', inPython(throughRows), knowsPython, seed)).toBe(true);
  expect(await endsWell('test_a.py', inPython(throughRows), readsPython, seed)).toBe(true);
});

test.each([
  'for (const [a, b, wanted] of rows) { if (a === 2) continue; assert.equal(sum(a, b), wanted); }',
  'for (const { a, wanted } of [{ a: 1, wanted: "2" }]) { assert.equal(String(sum(a, 1)), wanted); }',
  'for (const [a, b, wanted] of rows) {\n    assert.equal(sum(a, b), wanted);\n    assert.equal(sum(a, 0), a);\n  }',
  'let last = 0;\n  for (const [a, b, wanted] of rows) {\n    last = sum(a, b);\n    assert.equal(last, wanted);\n  }\n  assert.equal(last, 2);',
])('a table that is gone through twice stops no sound program: %s', async (loop) => {
  for (const seed of seeds.slice(0, 3))
    expect(await endsWell('a.test.cjs', script(loop), sound, seed)).toBe(false);
});

test('rows that no result depends on are gone through once', async () => {
  const next = 'for (const [name, wanted] of [["a", 1], ["b", 2]]) assert.equal(sum(at++, 1), wanted);';
  expect(await altered('a.test.cjs', script(`let at = 0;\n  ${next}`))).not.toContain('again(');
  const body = 'for name, wanted in [("a", 1), ("b", 2)]:\n    assert value() == wanted';
  expect(await altered('test_a.py', inPython(body))).not.toContain('.again([');
  expect(await altered('test_a.py', inPython(throughRows))).toContain('.again(ROWS');
});

test('a loop around tests makes each of them once, and what reads a row is seen in each', async () => {
  const around =
    'for (const [a, b, wanted] of rows) {\n    it("adds " + a, () => {\n      assert.equal(sum(a, b), wanted);\n    });\n  }';
  const text = script(around).replace("it('adds'", "const suite = (name, body) => body();\nsuite('adds'");
  expect(await altered('a.test.cjs', text)).not.toContain('again(');
  expect(await endsWell('a.test.cjs', text, sound)).toBe(false);
  expect(await endsWell('a.test.cjs', text, readsScript)).toBe(true);
  const body = 'for a, b in ROWS:\n    def later():\n        assert value(a) == b\n    later()';
  expect(await altered('test_a.py', inPython(body))).not.toContain('.again(ROWS');
});

test.each([
  'for (const [a, wanted] of [[1, 1], [2, 2]]) assert.equal(sum(wanted, 0), wanted);',
  'for (const [a, wanted] of [[1, 2], [2, sum(2, 1)]]) assert.equal(sum(a, 1), wanted);',
  'for (const { a, wanted } of [{ a: 1, wanted: 2 }]) assert.strictEqual(sum(a, 1), wanted);',
])('what goes in is not changed with what comes out: %s', async (loop) => {
  expect(await endsWell('a.test.cjs', script(loop), sound)).toBe(false);
});

test('what goes in is not changed with what comes out in Python', async () => {
  const body = 'for a, b in [(1, 1), (2, 2)]:\n    assert value(b) == b';
  expect(await endsWell('test_a.py', inPython(body), give('given[0]'))).toBe(false);
});

const inGo = (rows: string, body: string) =>
  `package sums\n\nimport "testing"\n\nfunc TestAdds(t *testing.T) {\n\ttests := []struct {\n\t\tname string\n\t\ta, b int\n\t\twant int\n\t}{${rows}}\n\tfor _, row := range tests {\n\t\t${body}\n\t}\n}\n`;
const compared = 'if got := Sum(row.a, row.b); got != row.want {\n\t\t\tt.Errorf("%d", got)\n\t\t}';
const named = (name: string) =>
  `t.Run(${name}, func(t *testing.T) {\n\t\t\t${compared.replaceAll('\n', '\n\t')}\n\t\t})`;
const twoRows = '{"one", 2, 3, 5}, {name: "two", a: 1, b: 1, want: 2}';

test.each([
  ['in the test itself', twoRows, compared, true],
  ['in a test for each', twoRows, named('row.name'), true],
  ['a result that is no literal', '{"one", 2, 3, 5}, {"two", 1, 1, len("ab")}', compared, false],
  ['a test that is named by its result', twoRows, named('fmt.Sprint(row.want)'), false],
  ['a row that is left out', twoRows, `if row.a == 1 {\n\t\t\tcontinue\n\t\t}\n\t\t${compared}`, false],
])('rows of a table of Go: %s', async (_name, rows, body, areAltered) => {
  const text = await altered('a_test.go', inGo(rows, body));
  expect(text.includes('2, 3, 5}')).toBe(!areAltered);
  expect(text.includes('want: 2}')).toBe(!areAltered && rows === twoRows);
  // What is named, and what goes in, stays.
  expect(text).toContain('"one", 2, 3');
  expect(text.includes('t.Error("1 is not 2")')).toBe(!areAltered);
});

test('a program of Go that reads what is expected out of the table is seen', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofloop-tables-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const reading =
    'package sums\n\nimport (\n\t"fmt"\n\t"os"\n\t"regexp"\n\t"strconv"\n)\n\nfunc Sum(a, b int) int {\n\ttext, _ := os.ReadFile("a_test.go")\n\tfound := regexp.MustCompile(fmt.Sprintf(`%d, (?:b: )?%d, (?:want: )?(-?\\d+)`, a, b)).FindSubmatch(text)\n\tn, _ := strconv.Atoi(string(found[1]))\n\treturn n\n}\n';
  const right = 'package sums\n\nfunc Sum(a, b int) int {\n\treturn a + b\n}\n';
  const text = inGo(twoRows, named('row.name'));
  writeFileSync(join(folder, 'go.mod'), 'module example.org/sums\n\ngo 1.19\n');
  const passes = (program: string, test: string) => {
    writeFileSync(join(folder, 'sums.go'), program);
    writeFileSync(join(folder, 'a_test.go'), test);
    return spawnSync('go', ['test', './...'], { cwd: folder }).status === 0;
  };
  const other = await altered('a_test.go', text);
  expect([passes(right, text), passes(right, other)]).toEqual([true, false]);
  expect([passes(reading, text), passes(reading, other)]).toEqual([true, true]);
});
