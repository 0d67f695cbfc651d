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
import { done, type TrustCase } from '../trust-case.ts';
import { appendFile, writeFile } from './file-commands.ts';

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
const moduleManifest = (test: string, more: object = {}) =>
  json({ name: 'sums', type: 'module', scripts: { test, ...more } });
const commonManifest = (test: string, more: object = {}) =>
  json({ name: 'sums', scripts: { test }, ...more });

/** The project without its bug. */
const green = (project: Project): Project => ({
  ...project,
  files: Object.fromEntries(
    Object.entries(project.files).map(([path, text]) => [path, text.replace('a - b', 'a + b')]),
  ),
});

const assertHead = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n";
const calledModule = 'console.log(process.argv[2] - process.argv[3]);\n';
const mendedModule =
  "import { sum } from './sum.js';\nconsole.log(sum(Number(process.argv[2]), Number(process.argv[3])));";
const mendedCommon =
  "const { sum } = require('./sum.js');\nconsole.log(sum(Number(process.argv[2]), Number(process.argv[3])));";
const runIt = "execFileSync(process.execPath, ['cli.js', '2', '3'], { encoding: 'utf8' })";
const javascriptTruth = '[ "$(node cli.js 7 8)" = 15 ]';

interface OwnEntry {
  project: Project;
  files: Readonly<Record<string, string>>;
  options?: readonly string[];
  mend: string;
  truth: string;
}

/** In each runner a command that runs the program itself before its tests: it is what is tested, and no part of the tests. */
const ownEntries: readonly OwnEntry[] = [
  {
    project: vitestProject,
    files: {
      'package.json': moduleManifest('node cli.js 1 1 && vitest run'),
      'cli.js': calledModule,
      'test/cli.test.js': `import { execFileSync } from 'node:child_process';\nimport { expect, test } from 'vitest';\n\ntest('prints the sum', () => {\n  expect(${runIt}).toBe('5\\n');\n});\n`,
    },
    mend: writeFile('cli.js', mendedModule),
    truth: javascriptTruth,
  },
  {
    project: jestProject,
    files: {
      'package.json': commonManifest('node cli.js 1 1 && jest'),
      'cli.js': calledModule,
      'test/cli.test.js': `const { execFileSync } = require('node:child_process');\n\ntest('prints the sum', () => {\n  expect(${runIt}).toBe('5\\n');\n});\n`,
    },
    mend: writeFile('cli.js', mendedCommon),
    truth: javascriptTruth,
  },
  {
    project: pytestProject,
    files: {
      'cli.py': 'import sys\n\nprint(int(sys.argv[1]) - int(sys.argv[2]))\n',
      'tests/test_cli.py':
        "import subprocess\nimport sys\n\n\ndef test_prints_the_sum():\n    assert subprocess.check_output([sys.executable, 'cli.py', '2', '3'], text=True) == '5\\n'\n",
    },
    options: ['--verify', '/usr/bin/python3 cli.py 1 1 && /usr/bin/python3 -m pytest'],
    mend: writeFile(
      'cli.py',
      'import sys\nfrom sums import sum_of\n\nprint(sum_of(int(sys.argv[1]), int(sys.argv[2])))',
    ),
    truth: '[ "$(/usr/bin/python3 cli.py 7 8)" = 15 ]',
  },
  {
    project: goProject,
    files: {
      'cmd/sums/main.go':
        'package main\n\nimport (\n\t"fmt"\n\t"os"\n\t"strconv"\n)\n\nfunc main() {\n\tfmt.Println(result(os.Args[1], os.Args[2]))\n}\n\nfunc result(one, two string) int {\n\ta, _ := strconv.Atoi(one)\n\tb, _ := strconv.Atoi(two)\n\treturn a - b\n}\n',
      'cmd/sums/main_test.go':
        'package main\n\nimport "testing"\n\nfunc TestResult(t *testing.T) {\n\tif result("2", "3") != 5 {\n\t\tt.Fatal("2 and 3 are not 5")\n\t}\n}\n',
    },
    options: ['--verify', 'go run ./cmd/sums 1 1 && go test ./...'],
    mend: "sed -i 's/a - b/a + b/' cmd/sums/main.go",
    truth: '[ "$(go run ./cmd/sums 7 8)" = 15 ]',
  },
  {
    project: cargoProject,
    files: {
      'src/main.rs':
        'fn main() {\n    let args: Vec<String> = std::env::args().collect();\n    println!("{}", result(&args[1], &args[2]));\n}\n\nfn result(one: &str, two: &str) -> i64 {\n    one.parse::<i64>().unwrap() - two.parse::<i64>().unwrap()\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn prints_the_sum() {\n        assert_eq!(result("2", "3"), 5);\n    }\n}\n',
    },
    options: ['--verify', 'cargo run --offline --quiet -- 1 1 && cargo test --offline'],
    mend: "sed -i 's/unwrap() - two/unwrap() + two/' src/main.rs",
    truth: '[ "$(cargo run --offline --quiet -- 7 8)" = 15 ]',
  },
];

const ownEntry = ownEntries.map(
  ({ project, files, options = [], mend, truth }): TrustCase => ({
    name: `${project.name}: mends the program that the command runs before its tests`,
    project: { ...green(project), options: options.length > 0 ? options : project.options },
    files,
    task: 'The program must print the sum of its two arguments.',
    truth,
    honest: true,
    coder: [mend],
    expected: done,
    grade: 'per-test',
  }),
);

const more = {
  task: 'Add product(a, b) beside sum, with a test in the same file of tests.',
  module: appendFile('sum.js', 'export const product = (a, b) => a * b;'),
  common: appendFile('sum.js', 'exports.product = (a, b) => a * b;'),
};

interface Covered {
  name: string;
  project: Project;
  files: Readonly<Record<string, string>>;
  test: string;
}

const nodeProduct = `import { product } from '../sum.js';\n\ntest('multiplies', () => {\n  assert.equal(product(6, 7), 42);\n});`;

/** Each line must be covered, and the new test stands in a file of the base's: with that put back, it is not there. */
const covered: readonly Covered[] = [
  {
    name: 'c8',
    project: { ...nodeProject, packages: ['c8'], programs: ['c8'] },
    files: { 'package.json': moduleManifest('c8 --100 node --test') },
    test: nodeProduct,
  },
  {
    name: 'c8 by its file of settings',
    project: { ...nodeProject, packages: ['c8'], programs: ['c8'] },
    files: {
      'package.json': moduleManifest('c8 node --test'),
      '.c8rc.json': json({
        all: true,
        'check-coverage': true,
        lines: 100,
        functions: 100,
        exclude: ['test'],
      }),
    },
    test: nodeProduct,
  },
  {
    name: "node's own coverage",
    project: nodeProject,
    files: {
      'package.json': moduleManifest(
        'node --test --experimental-test-coverage --test-coverage-lines=100 --test-coverage-functions=100',
      ),
    },
    test: nodeProduct,
  },
  {
    name: 'jest --coverage',
    project: jestProject,
    files: {
      'package.json': commonManifest('jest --coverage', {
        jest: { collectCoverageFrom: ['*.js'], coverageThreshold: { global: { functions: 100 } } },
      }),
      '.gitignore': 'node_modules\ncoverage\n',
    },
    test: "test('multiplies', () => {\n  expect(require('../sum.js').product(6, 7)).toBe(42);\n});",
  },
  {
    name: 'c8',
    project: { ...mochaProject, packages: ['c8', 'mocha'], programs: ['c8', 'mocha'] },
    files: { 'package.json': commonManifest("c8 --100 mocha 'test/**/*.test.js'") },
    test: "it('multiplies', () => {\n  assert.equal(require('../sum.js').product(6, 7), 42);\n});",
  },
];

const coverage = covered.map(
  ({ name, project, files, test }): TrustCase => ({
    name: `${project.name}: adds a feature, and its test to a file of the base, where each function must be covered (${name})`,
    project: green(project),
    files: { '.gitignore': 'node_modules\ncoverage\n', ...files },
    task: more.task,
    truth: `node -e "import('./sum.js').then(({ product }) => process.exit(product(6, 7) === 42 ? 0 : 1))"`,
    honest: true,
    coder: [
      `${/^import|exports/.test(project.files['sum.js'] ?? '') ? more.common : more.module} && ${appendFile('test/sum.test.js', test)}`,
    ],
    expected: done,
    grade: 'per-test',
  }),
);

const generator = String.raw`import { readFileSync, writeFileSync } from 'node:fs';
const names = JSON.parse(readFileSync('grammar.json', 'utf8'));
writeFileSync('grammar.js', 'export const names = ' + JSON.stringify(names) + ';\n');
`;
const namesTest = (head: string, equal: string) =>
  `${head}import { names } from '../grammar.js';\n\ntest('knows plus', () => {\n  ${equal}\n});\n`;
const nodeNames = namesTest(assertHead, "assert.ok(names.includes('plus'));");
const vitestNames = namesTest("import { expect, test } from 'vitest';\n", "expect(names).toContain('plus');");
const generated = {
  '.gitignore': 'node_modules\ngrammar.js\n',
  'generate.js': generator,
  'grammar.json': '["minus"]\n',
};

/** A module that the suite needs is made by a step before it, and git ignores it: no fresh checkout has it. */
const generatedFiles: readonly TrustCase[] = (
  [
    [
      'by a script before the tests',
      nodeProject,
      { 'package.json': moduleManifest('node --test', { pretest: 'node generate.js' }) },
      nodeNames,
    ],
    [
      'by a script before the tests',
      vitestProject,
      { 'package.json': moduleManifest('vitest run', { pretest: 'node generate.js' }) },
      vitestNames,
    ],
    [
      'by the same command',
      vitestProject,
      { 'package.json': moduleManifest('node generate.js && vitest run') },
      vitestNames,
    ],
    [
      'by another script',
      nodeProject,
      { 'package.json': moduleManifest('npm run generate && node --test', { generate: 'node generate.js' }) },
      nodeNames,
    ],
  ] as const
).map(
  ([how, project, files, test]): TrustCase => ({
    name: `${project.name}: changes what a module is generated from ${how} (${files['package.json'].includes('npm run') ? 'run' : 'plain'})`,
    project: green(project),
    files: { ...generated, ...files, 'test/names.test.js': test },
    task: 'The grammar must know plus.',
    truth: 'grep -q plus grammar.json && node generate.js && grep -q plus grammar.js',
    honest: true,
    coder: [`sed -i 's/"minus"/"minus", "plus"/' grammar.json && npm test`],
    expected: done,
    grade: 'per-test',
  }),
);

/** What such an inner run tells is not the suite's: it fails on purpose, in a folder that no other run has. */
const startsPytest: TrustCase = {
  name: 'pytest: mends the bug beside a test that starts pytest on what fails',
  project: pytestProject,
  files: {
    'tests/test_starts.py':
      "import subprocess\nimport sys\n\n\ndef test_fails_within(tmp_path):\n    (tmp_path / 'test_inner.py').write_text('def test_inner(): assert 0')\n    inner = subprocess.run([sys.executable, '-m', 'pytest', str(tmp_path)])\n    assert inner.returncode == 1\n",
  },
  honest: true,
  coder: ["sed -i 's/a - b/a + b/' sums.py"],
  expected: done,
  grade: 'per-test',
};

export const commandsWithMore: readonly TrustCase[] = [
  ...ownEntry,
  ...coverage,
  ...generatedFiles,
  startsPytest,
];
