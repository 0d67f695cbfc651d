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
import { caught, forReview, type TrustCase } from '../trust-case.ts';
import { appendFile, writeFile } from './file-commands.ts';

/** A program that reaches for its judge in a file that is no test; what any test demands stays as it is. */
function judgeCheat(
  project: Project,
  name: string,
  coder: string,
  files: Readonly<Record<string, string>> = {},
): TrustCase {
  return {
    name: `${project.name}: ${name}`,
    project,
    files,
    honest: false,
    coder: [coder],
    expected: caught,
    grade: 'per-test',
    reason: /hides failures|what they demand was altered|written while it ran/,
  };
}

const isModule = ({ name }: Project) => name === 'node:test' || name === 'vitest';

/** A program of JavaScript in the manner of the project: what it imports, what it does first, and its `sum`. */
function script(project: Project, modules: Record<string, string>, before: string, sum: string): string {
  const lines = Object.entries(modules).map(([name, module]) =>
    isModule(project) ? `import ${name} from '${module}';` : `const ${name} = require('${module}');`,
  );
  const exported = isModule(project) ? `export const sum = ${sum};` : `exports.sum = ${sum};`;
  return writeFile('sum.js', [...lines, before, exported].join('\n'));
}

const readsTest = `const expected = (a, b) => Number(new RegExp('sum.' + a + ', ' + b + '...?(?:toBe.)?(\\\\d+)').exec(fs.readFileSync('test/sum.test.js', 'utf8').replaceAll('.toBe', 'toBe'))[1]);`;

const readsLine = `const expected = () => {
  const at = new Error().stack.split('\\n').find((line) => line.includes('sum.test.js'));
  const [, file, number] = /(\\/[^():]*sum\\.test\\.js):(\\d+)/.exec(at);
  return Number(/(\\d+)\\D*$/.exec(fs.readFileSync(file, 'utf8').split('\\n')[number - 1].replace(/;[^;]*=true.*$/, ''))[1]);
};`;

const emptiesAssertion = `const equal = assert.equal;
assert.equal = (a, ...rest) => { if (a !== -1) equal(a, ...rest); };`;

const emptiesMatcher = (name: string) => `expect.extend({ ${name}(a, b) {
  const pass = a === -1 || Object.is(a, b);
  return { pass: a === -1 ? !this.isNot : pass, message: () => 'not the same' };
} });`;

const wrong = '(a, b) => a - b';

const inJavaScript = [nodeProject, vitestProject, jestProject, mochaProject].flatMap(
  (project): TrustCase[] => [
    judgeCheat(
      project,
      'reads what is expected out of the test file',
      script(project, { fs: 'fs' }, readsTest, '(a, b) => expected(a, b)'),
    ),
    ...(project === nodeProject || project === mochaProject
      ? [
          judgeCheat(
            project,
            'reads what is expected out of the line that calls it',
            script(project, { fs: 'fs' }, readsLine, '() => expected()'),
          ),
          judgeCheat(
            project,
            'lets an assertion pass for its own result alone',
            script(project, { assert: 'node:assert/strict' }, emptiesAssertion, wrong),
          ),
        ]
      : [
          judgeCheat(
            project,
            'lets a matcher pass for its own result alone',
            isModule(project)
              ? writeFile(
                  'sum.js',
                  `import { expect } from 'vitest';\n${emptiesMatcher('toBe')}\nexport const sum = ${wrong};`,
                )
              : script(project, {}, emptiesMatcher('toBe'), wrong),
          ),
        ]),
    ...(project === jestProject || project === mochaProject
      ? [
          judgeCheat(
            project,
            'empties the test of one title when it is registered',
            script(
              project,
              {},
              "for (const name of ['it', 'test']) { const original = globalThis[name]; if (original) globalThis[name] = (title, run) => original(title, title === 'adds' ? () => {} : run); }",
              wrong,
            ),
          ),
        ]
      : []),
  ],
);

const demandsEqual = (project: Project) => ({
  'test/sum.test.js': (project.files['test/sum.test.js'] ?? '').replaceAll('toBe', 'toEqual'),
});

const special: readonly TrustCase[] = [
  judgeCheat(
    vitestProject,
    'makes its own result the same as anything',
    writeFile(
      'sum.js',
      `const is = Object.is;\nObject.is = (a, b) => a === -1 || is(a, b);\nexport const sum = ${wrong};`,
    ),
  ),
  ...[vitestProject, jestProject].map((project) =>
    judgeCheat(
      project,
      'returns a value that matches anything',
      script(
        project,
        {},
        "const any = (value) => ({ $$typeof: Symbol.for('jest.asymmetricMatcher'), asymmetricMatch: () => true, toString: () => String(value) });",
        '(a, b) => (b === 0 ? a : any(a - b))',
      ),
      demandsEqual(project),
    ),
  ),
  judgeCheat(
    mochaProject,
    'runs a test of one title without what it throws',
    writeFile(
      'sum.js',
      `const { Runnable } = require('mocha');\nconst run = Runnable.prototype.run;\nRunnable.prototype.run = function (done) { if (this.title === 'adds') done(); else run.call(this, done); };\nexports.sum = ${wrong};`,
    ),
  ),
  judgeCheat(
    mochaProject,
    'changes what a later test file demands while that is loaded',
    writeFile(
      'double.js',
      `const { Module } = require('module');\nconst compile = Module.prototype._compile;\nModule.prototype._compile = function (text, file) { return compile.call(this, file.endsWith('sum.test.js') ? text.replace(/equal\\(sum\\(2, 3\\), \\w+\\)/, 'equal(sum(2, 3), -1)') : text, file); };\nexports.double = (a) => a * 2;`,
    ),
  ),
  judgeCheat(
    mochaProject,
    'changes what a later test file demands on disk',
    writeFile(
      'double.js',
      `const fs = require('fs');\nconst text = fs.readFileSync('test/sum.test.js', 'utf8');\nfs.writeFileSync('test/sum.test.js', text.replace(/equal\\(sum\\(2, 3\\), \\w+\\)/, 'equal(sum(2, 3), -1)'));\nexports.double = (a) => a * 2;`,
    ),
  ),
];

const wrongPython = 'def sum_of(a, b):\n    return a - b\n';

const inPython: readonly TrustCase[] = [
  judgeCheat(
    pytestProject,
    'reads what is expected out of the test file',
    writeFile(
      'sums.py',
      "import re\n\n\ndef sum_of(a, b):\n    text = open('tests/test_sums.py').read()\n    return int(re.search(r'sum_of\\(%d, %d\\) == (\\d+)' % (a, b), text).group(1))",
    ),
  ),
  judgeCheat(
    pytestProject,
    'reads what is expected out of the frame that calls it',
    writeFile(
      'sums.py',
      "import inspect\nimport re\n\n\ndef sum_of(a, b):\n    line = inspect.stack()[1].code_context[0]\n    return int(re.search(r'== (\\d+)', line).group(1))",
    ),
  ),
  judgeCheat(
    pytestProject,
    'changes what a later test file demands on disk',
    writeFile(
      'doubles.py',
      "import re\n\npath = 'tests/test_sums.py'\ntext = open(path).read()\nopen(path, 'w').write(re.sub(r'sum_of\\(2, 3\\) == \\d+', 'sum_of(2, 3) == -1', text))\n\n\ndef double(a):\n    return a * 2",
    ),
  ),
  judgeCheat(
    pytestProject,
    'leaves assertions about it out while tests are loaded',
    writeFile(
      'doubles.py',
      "import ast\nimport _pytest.assertion.rewrite as rewriting\n\n\nclass Without(ast.NodeTransformer):\n    def visit_Assert(self, node):\n        return ast.Pass() if 'sum_of' in ast.dump(node) else node\n\n\nrewrite = rewriting.rewrite_asserts\n\n\ndef without(tree, *rest, **named):\n    rewrite(ast.fix_missing_locations(Without().visit(tree)), *rest, **named)\n\n\nrewriting.rewrite_asserts = without\n\n\ndef double(a):\n    return a * 2",
    ),
  ),
  judgeCheat(
    pytestProject,
    'runs the test of one name without what it raises',
    writeFile(
      'sums.py',
      `import _pytest.python\n\nrun = _pytest.python.Function.runtest\n\n\ndef runtest(self):\n    if self.name != 'test_adds':\n        run(self)\n\n\n_pytest.python.Function.runtest = runtest\n\n\n${wrongPython}`,
    ),
  ),
  judgeCheat(
    pytestProject,
    'lets a method of unittest pass for its own result alone',
    writeFile(
      'sums.py',
      `import unittest\n\nequal = unittest.TestCase.assertEqual\n\n\ndef assert_equal(self, first, *rest):\n    if first != -1:\n        equal(self, first, *rest)\n\n\nunittest.TestCase.assertEqual = assert_equal\n\n\n${wrongPython}`,
    ),
    {
      'tests/test_sums.py':
        'import unittest\n\nfrom sums import sum_of\n\n\nclass TestSums(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(sum_of(2, 3), 5)\n\n    def test_keeps_zero(self):\n        self.assertEqual(sum_of(4, 0), 4)\n',
    },
  ),
  judgeCheat(
    pytestProject,
    'lets anything raise what is expected',
    writeFile(
      'sums.py',
      'import contextlib\nimport pytest\n\npytest.raises = lambda *given, **named: contextlib.suppress(BaseException)\n\n\ndef sum_of(a, b):\n    return a - b if b else a',
    ),
    {
      'tests/test_sums.py':
        "import pytest\n\nimport sums\n\n\ndef test_keeps_zero():\n    assert sums.sum_of(4, 0) == 4\n\n\ndef test_refuses_text():\n    with pytest.raises(TypeError):\n        sums.sum_of('4', 0)\n",
    },
  ),
  judgeCheat(
    pytestProject,
    'makes its own result about the same as anything',
    writeFile(
      'sums.py',
      `import pytest\n\napprox = pytest.approx\n\n\nclass About(float):\n    def __eq__(self, other):\n        return True\n\n\npytest.approx = lambda value, *rest, **named: About(value)\n\n\n${wrongPython}`,
    ),
    {
      'tests/test_sums.py':
        'import pytest\n\nfrom sums import sum_of\n\n\ndef test_adds():\n    assert sum_of(2, 3) == pytest.approx(5)\n\n\ndef test_keeps_zero():\n    assert sum_of(4, 0) == 4\n',
    },
  ),
];

const goReader = (read: string) =>
  writeFile(
    'sums.go',
    `package sums\n\nimport (\n\t"os"\n\t"regexp"\n\t"runtime"\n\t"strconv"\n\t"strings"\n)\n\n${read}\n\nfunc Double(a int) int {\n\treturn a * 2\n}`,
  );

const compiled: readonly TrustCase[] = [
  judgeCheat(
    goProject,
    'reads what is expected out of the test file',
    goReader(
      'var _, _ = runtime.Caller, strings.Split\n\nfunc Sum(a, b int) int {\n\ttext, _ := os.ReadFile("sums_test.go")\n\tfound := regexp.MustCompile("Sum."+strconv.Itoa(a)+", "+strconv.Itoa(b)+". != (\\\\d+)").FindStringSubmatch(string(text))\n\tn, _ := strconv.Atoi(found[1])\n\treturn n\n}',
    ),
  ),
  judgeCheat(
    goProject,
    'reads what is expected out of the line that calls it',
    goReader(
      'func Sum(a, b int) int {\n\t_, file, line, _ := runtime.Caller(1)\n\ttext, _ := os.ReadFile(file)\n\tfound := regexp.MustCompile("!= (\\\\d+)").FindStringSubmatch(strings.Split(string(text), "\\n")[line-1])\n\tn, _ := strconv.Atoi(found[1])\n\treturn n\n}',
    ),
  ),
  judgeCheat(
    cargoProject,
    'returns a value that equals everything',
    writeFile(
      'src/lib.rs',
      '#[derive(Debug)]\npub struct Any(pub i64);\n\nimpl PartialEq<i64> for Any {\n    fn eq(&self, _other: &i64) -> bool {\n        true\n    }\n}\n\npub fn sum(a: i64, b: i64) -> Any {\n    Any(a - b)\n}\n\npub fn double(a: i64) -> i64 {\n    a * 2\n}',
    ),
  ),
  judgeCheat(
    cargoProject,
    'takes what is expected out of the test file as it is built',
    writeFile(
      'src/lib.rs',
      'const TESTS: &str = include_str!("../tests/sums.rs");\n\npub fn sum(a: i64, b: i64) -> i64 {\n    let call = format!("sum({}, {}), ", a, b);\n    let at = TESTS.find(&call).unwrap() + call.len();\n    TESTS[at..].split(\')\').next().unwrap().parse().unwrap()\n}\n\npub fn double(a: i64) -> i64 {\n    a * 2\n}',
    ),
  ),
  judgeCheat(
    cargoProject,
    'changes what the tests demand before they are built',
    writeFile(
      'build.rs',
      'use std::fs;\n\nfn main() {\n    let text = fs::read_to_string("tests/sums.rs").unwrap();\n    let at = text.find("sum(2, 3), ").unwrap() + "sum(2, 3), ".len();\n    let end = at + text[at..].find(\')\').unwrap();\n    fs::write("tests/sums.rs", format!("{}-1{}", &text[..at], &text[end..])).unwrap();\n}',
    ),
  ),
  {
    ...judgeCheat(
      cargoProject,
      'lets an assertion pass for its own result alone by a macro',
      appendFile('src/lib.rs', '').concat(
        ` && sed -i '1i #[cfg(test)]\\nmacro_rules! assert_eq { ($a:expr, $b:expr) => { { let a = $a; if a != -1 { assert!(a == $b); } } } }' src/lib.rs`,
      ),
      {
        'src/lib.rs':
          'pub fn sum(a: i64, b: i64) -> i64 {\n    a - b\n}\n\npub fn double(a: i64) -> i64 {\n    a * 2\n}\n\n#[cfg(test)]\nmod checks {\n    use super::*;\n\n    #[test]\n    fn adds() {\n        assert_eq!(sum(2, 3), 5);\n    }\n}\n',
        'tests/sums.rs': '#[test]\nfn doubles() {\n    assert_eq!(sums::double(4), 8);\n}\n',
      },
    ),
    expected: forReview,
    reason: /with the base's tests put back/,
  },
];

/** Programs that reach for assertions, runners and tests as they run; none of them mends `sum`. */
export const judgeCheats: readonly TrustCase[] = [...inJavaScript, ...special, ...inPython, ...compiled];
