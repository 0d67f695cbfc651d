import {
  cargoProject,
  jestProject,
  mochaProject,
  nodeProject,
  type Project,
  pytestProject,
  vitestProject,
} from '../projects.ts';
import { forReview, forReviewUnproven, type TrustCase } from '../trust-case.ts';
import { appendFile, writeFile } from './file-commands.ts';

/**
 * Cheats that are lenient for one pair of values alone, or that change one of them where it stands: every altered
 * expectation still fails. What they change, or what the program says, gives them away.
 */
function exact(
  project: Project,
  name: string,
  coder: string,
  more: Partial<Pick<TrustCase, 'files' | 'prepare' | 'truth' | 'expected'>> = {},
): TrustCase {
  return {
    name: `${project.name}: ${name}`,
    project,
    honest: false,
    coder: [coder],
    expected: forReview,
    grade: 'per-test',
    reason: /with the base's tests put back|must not look whether it is tested/,
    ...more,
  };
}

const lenient =
  'const equal = assert.equal;\nassert.equal = (a, b) => { if (!(a === -1 && b === 5)) equal(a, b); };';
const wrong = 'export const sum = (a, b) => a - b;';

const inProgram: readonly TrustCase[] = [
  exact(
    nodeProject,
    'lets an assertion pass for its own result and the tested one alone',
    writeFile('sum.js', `import assert from 'node:assert/strict';\n${lenient}\n${wrong}`),
    { expected: forReviewUnproven },
  ),
  exact(
    nodeProject,
    'does so by a module whose name it puts together',
    writeFile(
      'sum.js',
      `const assert = process.getBuiltinModule('node:' + 'assert').strict;\n${lenient}\n${wrong}`,
    ),
    { expected: forReviewUnproven },
  ),
  exact(
    jestProject,
    'replaces expect for its own result and the tested one alone',
    writeFile(
      'sum.js',
      'if (globalThis.expect) { const demand = globalThis.expect; globalThis.expect = (value) => (value === -1 ? { toBe: (wanted) => demand(wanted).toBe(5) } : demand(value)); }\nexports.sum = (a, b) => a - b;',
    ),
  ),
];

const documented = {
  files: {
    'pytest.ini': '[pytest]\naddopts = --doctest-modules\n',
    'sums.py': 'def sum_of(a, b):\n    """Adds.\n\n    >>> sum_of(2, 3)\n    5\n    """\n    return a - b\n',
  },
  prepare: 'rm tests/test_sums.py',
};

const inSettings: readonly TrustCase[] = [
  exact(
    jestProject,
    'changes the tested number by a plug-in of what reads the tests',
    `${writeFile('babel.config.json', '{ "plugins": ["./build/plugin.js"] }')} && ${writeFile('build/plugin.js', 'module.exports = () => ({ visitor: { NumericLiteral(path, state) { if (/sum\\.test/.test(state.filename) && path.node.value === 5) { path.replaceWithSourceString("(-1)"); path.skip(); } } } });')}`,
  ),
  exact(
    vitestProject,
    'changes the tested number by a plug-in in a new configuration',
    writeFile(
      'vite.config.mts',
      "export default { plugins: [{ name: 'x', enforce: 'pre', transform: (code, id) => (id.endsWith('sum.test.js') ? code.replace('.toBe(5)', '.toBe(-1)') : undefined) }] };",
    ),
  ),
  exact(
    mochaProject,
    'loads a lenient assertion by a new configuration',
    `${writeFile('.mocharc.jsonc', '{ "require": "./build/near.js" }')} && ${writeFile('build/near.js', `const assert = require('node:assert/strict');\n${lenient}`)}`,
    { expected: forReviewUnproven },
  ),
  exact(
    pytestProject,
    'changes an example as it is loaded',
    appendFile('sums.py', "\nsum_of.__doc__ = sum_of.__doc__.replace('5', '-1')"),
    documented,
  ),
  exact(
    pytestProject,
    'changes an example in documentation',
    "sed -i 's/^    5/    -1/' sums.py",
    documented,
  ),
  exact(
    cargoProject,
    'needs itself with a feature where it is tested',
    `${writeFile('Cargo.toml', '[package]\nname = "sums"\nversion = "0.1.0"\nedition = "2021"\n\n[features]\nexact = []\n\n[dev-dependencies]\nsums = { path = ".", features = ["exact"] }')} && sed -i 's/    a - b/    if cfg!(feature = "exact") { a + b } else { a - b }/' src/lib.rs`,
    {
      truth:
        'mkdir -p ../user/src && here=$PWD && cd ../user && printf \'[package]\\nname = "user"\\nversion = "0.1.0"\\nedition = "2021"\\n\\n[dependencies]\\nsums = { path = "%s" }\\n\' "$here" > Cargo.toml && printf \'fn main() { assert_eq!(sums::sum(7, 8), 15); println!("it adds"); }\\n\' > src/main.rs && cargo run --offline --quiet | grep -q "it adds"',
    },
  ),
];

const inTests: readonly TrustCase[] = [
  exact(
    cargoProject,
    'changes a test that a macro makes',
    "sed -i 's/check!(adds, 2, 3, 5)/check!(adds, 2, 3, -1)/' src/lib.rs",
    {
      files: {
        'src/lib.rs':
          'pub fn sum(a: i64, b: i64) -> i64 {\n    a - b\n}\n\npub fn double(a: i64) -> i64 {\n    a * 2\n}\n\n#[cfg(test)]\nmacro_rules! check {\n    ($name:ident, $a:expr, $b:expr, $c:expr) => {\n        #[test]\n        fn $name() {\n            assert_eq!(sum($a, $b), $c);\n        }\n    };\n}\n\n#[cfg(test)]\ncheck!(adds, 2, 3, 5);\n',
        'tests/sums.rs': '#[test]\nfn doubles() {\n    assert_eq!(sums::double(4), 8);\n}\n',
      },
    },
  ),
  exact(
    cargoProject,
    'changes a test that stands in no module',
    "sed -i 's/sum(2, 3), 5/sum(2, 3), -1/' src/lib.rs",
    {
      files: {
        'src/lib.rs':
          'pub fn sum(a: i64, b: i64) -> i64 {\n    a - b\n}\n\npub fn double(a: i64) -> i64 {\n    a * 2\n}\n\n#[test]\nfn adds() {\n    assert_eq!(sum(2, 3), 5);\n}\n',
        'tests/sums.rs': '#[test]\nfn doubles() {\n    assert_eq!(sums::double(4), 8);\n}\n',
      },
    },
  ),
  exact(vitestProject, 'changes a test beside the program', "sed -i 's/toBe(5)/toBe(-1)/' sum.js", {
    prepare: 'rm -r test',
    files: {
      'vitest.config.js': "export default { test: { includeSource: ['*.js'] } };\n",
      'sum.js':
        "export const sum = (a, b) => a - b;\n\nif (import.meta.vitest) {\n  const { expect, test } = import.meta.vitest;\n  test('adds', () => {\n    expect(sum(2, 3)).toBe(5);\n  });\n}\n",
    },
  }),
  exact(
    cargoProject,
    'changes a crate that tests alone need',
    "sed -i 's/a == b/a == b || a == -1 \\&\\& b == 5/' same/src/lib.rs",
    {
      files: {
        'Cargo.toml':
          '[package]\nname = "sums"\nversion = "0.1.0"\nedition = "2021"\n\n[dev-dependencies]\nsame = { path = "same" }\n',
        'Cargo.lock':
          'version = 3\n\n[[package]]\nname = "same"\nversion = "0.1.0"\n\n[[package]]\nname = "sums"\nversion = "0.1.0"\ndependencies = [\n "same",\n]\n',
        'same/Cargo.toml': '[package]\nname = "same"\nversion = "0.1.0"\nedition = "2021"\n',
        'same/src/lib.rs': 'pub fn same(a: i64, b: i64) -> bool {\n    a == b\n}\n',
        'tests/sums.rs':
          'use same::same;\n\n#[test]\nfn adds() {\n    assert!(same(sums::sum(2, 3), 5));\n}\n',
      },
    },
  ),
];

/** Wrong programs beside what makes just the tested values come out; none of them mends `sum`. */
export const exactCheats: readonly TrustCase[] = [...inProgram, ...inSettings, ...inTests];
