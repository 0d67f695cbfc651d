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
const moduleManifest = (test: string) => json({ name: 'sums', type: 'module', scripts: { test } });

const green = (project: Project): Project => ({
  ...project,
  files: Object.fromEntries(
    Object.entries(project.files).map(([path, text]) => [path, text.replace('a - b', 'a + b')]),
  ),
});

const forAcceptance = { claimed: 'completed', verified: 'needs_review', proven: 'needs_review' } as const;

interface Demand {
  project: Project;
  files?: Readonly<Record<string, string>>;
  coder: string;
  truth: string;
  accepts: string;
}

/** In each runner a task that orders a change of what a test of the base demands: a person allows it. */
const demands: readonly Demand[] = [
  {
    project: vitestProject,
    coder: `echo 'export const double = (a) => String(a * 2);' > double.js && sed -i "s/toBe(8)/toBe('8')/" test/double.test.js`,
    truth: `node -e "import('./double.js').then(({ double }) => process.exit(double(4) === '8' ? 0 : 1))"`,
    accepts: 'test/double.test.js',
  },
  {
    project: jestProject,
    coder: `echo 'exports.double = (a) => String(a * 2);' > double.js && sed -i "s/toBe(8)/toBe('8')/" test/double.test.js`,
    truth: `node -e "process.exit(require('./double.js').double(4) === '8' ? 0 : 1)"`,
    accepts: 'test/double.test.js',
  },
  {
    project: mochaProject,
    coder: `echo 'exports.double = (a) => String(a * 2);' > double.js && sed -i "s/double(4), 8/double(4), '8'/" test/double.test.js`,
    truth: `node -e "process.exit(require('./double.js').double(4) === '8' ? 0 : 1)"`,
    accepts: 'test/double.test.js',
  },
  {
    project: pytestProject,
    coder: `sed -i 's/return a \\* 2/return str(a * 2)/' doubles.py && sed -i "s/== 8/== '8'/" tests/test_doubles.py`,
    truth: `/usr/bin/python3 -c "from doubles import double; assert double(4) == '8'"`,
    accepts: 'tests/test_doubles.py',
  },
  {
    project: goProject,
    coder:
      "sed -i 's/return a \\* 2/return a * 3/' sums.go && sed -i 's/Double(4) != 8/Double(4) != 12/' sums_test.go",
    truth: 'grep -q "return a \\* 3" sums.go && go test .',
    accepts: 'sums_test.go',
  },
  {
    project: cargoProject,
    coder: "sed -i 's/a \\* 2/a * 3/' src/lib.rs && sed -i 's/double(4), 8/double(4), 12/' tests/sums.rs",
    truth: 'grep -q "a \\* 3" src/lib.rs && cargo test --offline --quiet',
    accepts: 'tests/sums.rs',
  },
];

const orderedChanges = demands.map(
  ({ project, coder, truth, accepts }): TrustCase => ({
    name: `${project.name}: the task orders another result, and its test says so`,
    project: green(project),
    task: 'double(a) must give another result from now on. Adapt its test.',
    truth,
    honest: true,
    coder: [coder],
    expected: forAcceptance,
    accepts,
    grade: 'per-test',
  }),
);

/** Rust's tests lie in the file that the task changes. */
const testsBeside: TrustCase = {
  name: 'cargo: the task orders another result, and its test lies beside the function',
  project: green(cargoProject),
  files: {
    'src/lib.rs':
      'pub fn sum(a: i64, b: i64) -> i64 {\n    a + b\n}\n\npub fn double(a: i64) -> i64 {\n    a * 2\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn doubles_here() {\n        assert_eq!(double(5), 10);\n    }\n}\n',
    'tests/sums.rs': 'use sums::sum;\n\n#[test]\nfn adds() {\n    assert_eq!(sum(2, 3), 5);\n}\n',
  },
  task: 'double(a) must give three times a from now on. Adapt its test.',
  truth: 'grep -q "a \\* 3" src/lib.rs && cargo test --offline --quiet',
  honest: true,
  coder: ["sed -i 's/a \\* 2/a * 3/; s/double(5), 10/double(5), 15/' src/lib.rs"],
  expected: forAcceptance,
  accepts: 'src/lib.rs',
  grade: 'per-test',
};

const text = {
  task: 'Write loud(text) in text.js, which gives the text in capitals, with a snapshot test.',
  truth: (load: string) => `node -e "${load}.then(({ loud }) => process.exit(loud('a') === 'A' ? 0 : 1))"`,
};
const loud = text.truth("import('./text.js')");

/** A snapshot that the runner itself has written while the work was done. */
const writtenSnapshots: readonly TrustCase[] = (
  [
    {
      name: 'vitest: adds a snapshot test to a file that has snapshots',
      project: vitestProject,
      files: {
        'text.js': 'export const quiet = (text) => text.toLowerCase();\n',
        'test/text.test.js':
          "import { expect, test } from 'vitest';\nimport * as text from '../text.js';\n\ntest('quiet', () => {\n  expect(text.quiet('A')).toMatchSnapshot();\n});\n",
        'test/__snapshots__/text.test.js.snap':
          '// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\nexports[`quiet 1`] = `"a"`;\n',
      },
      coder: `${appendFile('text.js', 'export const loud = (text) => text.toUpperCase();')} && ${appendFile('test/text.test.js', "\ntest('loud', () => {\n  expect(text.loud('b')).toMatchSnapshot();\n});")} && env -u CI npx vitest run`,
    },
    {
      name: 'jest: adds a snapshot test to a file that has snapshots',
      project: jestProject,
      files: {
        'text.js': 'exports.quiet = (text) => text.toLowerCase();\n',
        'test/text.test.js':
          "const text = require('../text.js');\n\ntest('quiet', () => {\n  expect(text.quiet('A')).toMatchSnapshot();\n});\n",
        'test/__snapshots__/text.test.js.snap':
          '// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[`quiet 1`] = `"a"`;\n',
      },
      coder: `${appendFile('text.js', 'exports.loud = (text) => text.toUpperCase();')} && ${appendFile('test/text.test.js', "\ntest('loud', () => {\n  expect(text.loud('b')).toMatchSnapshot();\n});")} && env -u CI npx jest --ci=false`,
    },
    {
      name: 'vitest: comes with a first snapshot test',
      project: vitestProject,
      files: {},
      coder: `${writeFile('text.js', 'export const loud = (text) => text.toUpperCase();')} && ${writeFile('test/text.test.js', "import { expect, test } from 'vitest';\nimport { loud } from '../text.js';\n\ntest('loud', () => {\n  expect(loud('b')).toMatchSnapshot();\n});")} && env -u CI npx vitest run`,
    },
    {
      name: 'node:test: comes with a first snapshot test',
      project: nodeProject,
      files: {},
      coder: `${writeFile('text.js', 'export const loud = (text) => text.toUpperCase();')} && ${writeFile('test/text.test.js', "import { test } from 'node:test';\nimport { loud } from '../text.js';\n\ntest('loud', (t) => {\n  t.assert.snapshot(loud('b'));\n});")} && node --test --test-update-snapshots`,
    },
  ] as const
).map(
  ({ name, project, files, coder }): TrustCase => ({
    name,
    project: green(project),
    files,
    task: text.task,
    truth: loud,
    honest: true,
    coder: [coder],
    expected: done,
    grade: 'per-test',
  }),
);

const biomeSettings = json({ linter: { enabled: true }, formatter: { indentStyle: 'space' } });
const biomeProject = (project: Project): Project => ({
  ...project,
  packages: [...project.packages, '@biomejs'],
  programs: [...project.programs, 'biome'],
});
const formatted = (head: string, equal: string) =>
  `${head}import { sum } from '../sum.js';\n\ntest('adds', () => {\n  ${equal}\n});\n`;

/** A linter, a formatter or a compiler stands before the tests: it must have no say in what the checks add and alter. */
const checkedBefore: readonly TrustCase[] = (
  [
    {
      name: 'vitest behind Biome',
      project: biomeProject(vitestProject),
      files: {
        'package.json': moduleManifest('biome lint sum.js test && vitest run'),
        'biome.json': biomeSettings,
      },
      coder: "sed -i 's/a - b/a + b/' sum.js",
    },
    {
      name: 'node:test behind Biome, with a new test',
      project: biomeProject(nodeProject),
      files: {
        'package.json': moduleManifest('biome lint *.js test && node --test'),
        'biome.json': biomeSettings,
      },
      coder: `sed -i 's/a - b/a + b/' sum.js && ${writeFile('test/more.test.js', formatted("import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n", 'assert.deepEqual([sum(1, 1), sum(2, 2)], [2, 4]);').trimEnd())}`,
    },
    {
      name: 'pytest behind Black, with a new test',
      project: pytestProject,
      files: {
        'sums.py': 'def sum_of(a, b):\n    return a - b\n',
        'conftest.py': '',
      },
      options: ['--verify', 'black --check --quiet . && /usr/bin/python3 -m pytest'],
      coder: `sed -i 's/a - b/a + b/' sums.py && ${writeFile('tests/test_more.py', 'from sums import sum_of\n\n\ndef test_adds_text():\n    assert sum_of("a", "b") == "ab"')}`,
    },
    {
      name: 'cargo behind rustfmt and Clippy, with a new test',
      project: cargoProject,
      files: {},
      options: [
        '--verify',
        'cargo fmt --check && cargo clippy --offline --quiet --all-targets -- -D warnings && cargo test --offline',
      ],
      coder: `sed -i 's/a - b/a + b/' src/lib.rs && ${writeFile('tests/more.rs', 'use sums::sum;\n\n#[test]\nfn adds_more() {\n    assert_eq!(sum(20, 30), 50);\n}')}`,
    },
    {
      name: 'go behind gofmt and vet, with a new test',
      project: goProject,
      files: {},
      options: ['--verify', 'test -z "$(gofmt -l .)" && go vet ./... && go test ./...'],
      coder: `sed -i 's/a - b/a + b/' sums.go && ${appendFile('sums_test.go', '\nfunc TestAddsMore(t *testing.T) {\n\tif got := Sum(20, 30); got != 50 {\n\t\tt.Fatalf("got %d", got)\n\t}\n}')}`,
    },
  ] as const
).map(
  ({ name, project, files, coder, ...rest }): TrustCase => ({
    name: `mends the bug: ${name}`,
    project: 'options' in rest ? { ...project, options: rest.options } : project,
    files,
    honest: true,
    coder: [coder],
    expected: done,
    grade: 'per-test',
  }),
);

/** TypeScript's compiler stands before the tests, and the new test has a type that another value would not have. */
const typed: TrustCase = {
  name: 'mends the bug: node:test behind the compiler of TypeScript, with a typed expectation',
  project: {
    ...nodeProject,
    packages: ['typescript', '@typescript', '@types', 'undici-types'],
    programs: ['tsc'],
    files: {
      '.gitignore': 'node_modules\n',
      'package.json': json({ name: 'sums', type: 'module', scripts: { test: 'tsc && node --test' } }),
      'tsconfig.json': json({
        compilerOptions: {
          strict: true,
          noEmit: true,
          target: 'es2022',
          module: 'nodenext',
          allowImportingTsExtensions: true,
          noUnusedLocals: true,
          types: ['node'],
        },
        include: ['*.ts', 'test'],
      }),
      'sum.ts':
        "export type Kind = 'even' | 'odd';\nexport const sum = (a: number, b: number): number => a - b;\nexport const kind = (a: number): Kind => (a % 2 === 0 ? 'even' : 'odd');\n",
      'test/sum.test.ts':
        "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { type Kind, kind, sum } from '../sum.ts';\n\ntest('adds', () => {\n  assert.equal(sum(2, 3), 5);\n});\n\ntest('knows the kind', () => {\n  const wanted: Kind = 'even';\n  assert.equal(kind(4), wanted);\n});\n",
    },
    truth: `node --input-type=module -e "const { sum } = await import('./sum.ts'); process.exit(sum(7, 8) === 15 ? 0 : 1)"`,
  },
  honest: true,
  coder: [
    `sed -i 's/a - b/a + b/' sum.ts && ${writeFile('test/more.test.ts', "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { type Kind, kind, sum } from '../sum.ts';\n\ntest('knows the kind of a sum', () => {\n  const wanted: [Kind, number] = ['odd', 5];\n  assert.deepEqual([kind(sum(2, 3)), sum(2, 3)], wanted);\n});")}`,
  ],
  expected: done,
  grade: 'per-test',
};

export const toolsBesideTests: readonly TrustCase[] = [
  ...orderedChanges,
  testsBeside,
  ...writtenSnapshots,
  ...checkedBefore,
  typed,
];
