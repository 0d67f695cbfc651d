import { jsonErrorOffset } from '../../src/config/sources/json-error-position.ts';
import { shortenOutput } from '../../src/core/context/shorten-output.ts';
import { newInstallHooks } from '../../src/core/install-hooks.ts';
import { configuredFiles } from '../../src/core/protected/configured-files.ts';
import { pythonItems, rustItems, withExamplesOf } from '../../src/core/protected/documented-items.ts';
import { globMatcher } from '../../src/core/protected/glob-matcher.ts';
import { restoreManifest } from '../../src/core/protected/protected-manifests.ts';
import { followRenames } from '../../src/core/protected/renamed-modules.ts';
import { rustTestModules, withTestModulesOf } from '../../src/core/protected/rust-tests.ts';
import { buildChoices, surroundingChoices } from '../../src/core/protected/use/build-kinds.ts';
import { goTwins } from '../../src/core/protected/use/go-twins.ts';
import { nativeReplacements } from '../../src/core/protected/use/replaced-natives.ts';
import { toldLines } from '../../src/core/protected/use/told-lines.ts';
import { verifyScripts } from '../../src/core/protected/verify-scripts.ts';
import { makeTests } from '../../src/core/runners/make-tests.ts';
import { packageTests } from '../../src/core/runners/package-tests.ts';
import { pythonTests } from '../../src/core/runners/python-detection.ts';
import type { FolderFiles } from '../../src/core/runners/test-runner.ts';
import { configuredReporters } from '../../src/core/runners/vitest-reporters.ts';
import { sensitiveFiles } from '../../src/core/sensitive-path.ts';
import { isDiskFull } from '../../src/core/text/disk-full.ts';
import { unwrapJson } from '../../src/core/text/json-text.ts';
import { shellWord } from '../../src/core/text/shell-word.ts';
import { tokenBound } from '../../src/core/usage/token-bound.ts';
import { plainWords } from '../../src/model/plain-words.ts';
import { wellFormedJson } from '../../src/model/well-formed.ts';
import { createRedactor } from '../../src/system/redact.ts';
import { checkPath } from '../../src/tools/apply-patch/paths.ts';
import { toolCallLine } from '../../src/views/progress/tool-call-line.ts';
import { saidLines } from '../../src/views/summary/said.ts';
import { terminalDiff } from '../../src/views/text/diff-text.ts';
import { exactLine } from '../../src/views/text/exact-line.ts';
import { lastLines } from '../../src/views/text/last-lines.ts';
import { plainLine, plainText } from '../../src/views/text/plain-text.ts';
import { wrapLine } from '../../src/views/text/wrap-line.ts';
import { dependencyPart } from '../../src/workspace/dependencies/dependency-manifests.ts';
import { toPathBytes } from '../../src/workspace/git/path-bytes.ts';
import type { Read } from './reading-time.ts';

/** One reader of what a model or a repository writes, with what leads it into its branches. */
interface Reader {
  read: Read;
  beginnings?: readonly string[];
  units?: readonly string[];
}

const renames = [
  { from: 'src/old.js', to: 'src/new.js' },
  { from: 'shop/old.py', to: 'shop/new.py' },
];
const redact = createRedactor(['sk-0123456789abcdefghij', 'a'.repeat(24)]);
const inBase = (path: string) => renames.some(({ from }) => from === path);

/** A folder of which every file holds the same text. */
const folderOf = (text: string): FolderFiles => ({
  folder: '',
  names: () => ['package.json', 'Makefile', 'tests', 'test_a.py', 'pyproject.toml'],
  text: () => text,
  isOnDisk: () => false,
});

const manifest = (path: string, beginnings: readonly string[], units: readonly string[]): Reader => ({
  read: (text) => {
    restoreManifest(path, text, `${text}\n# x`);
    restoreManifest(path, text, '{}');
    restoreManifest(path, '', text);
    newInstallHooks(path, '{}', text);
    dependencyPart(toPathBytes(path), text);
  },
  beginnings,
  units,
});

const tomlUnits = [
  '[a]\n',
  '[tool.a]\n',
  '[[tool.a]]\n',
  '[tool."a',
  'a = """',
  'a = {b = [',
  'tool.a.b = 1\n',
  'a.',
  '  [',
  '[ a ',
];

/** All that reads texts of models and repositories outside of the reports of test runners. */
export const readers: Record<string, Reader> = {
  'Rust files': {
    read: (text) => rustTestModules(text),
    units: [
      '#[a]',
      '#[',
      '#',
      '# ',
      "'\\u{",
      'r#',
      '#[cfg(test)]',
      '#[cfg(test)] pub(',
      '#[cfg(all(test ',
      '/*',
      '#[cfg(test)] mod a {',
      '#[cfg(test)] mod a;',
      '#[cfg(test)] mod a {}',
      '{',
      "'",
    ],
  },
  'programs that may look whether they are tested': {
    read: (text) => toldLines(text, { isNew: () => true, code: text, asksChecker: true }),
    beginnings: ['', 'const a = "'],
    units: [
      'argv ',
      'process.argv[1].',
      'process.env.NODE_ENV ',
      '"vites ',
      '/vites',
      'sys.modules\n',
      'os.environ in ',
      'Object.keys(process.env)',
      'read(',
      'uncaughtException ',
      'flag.Visit(func(f *flag.Flag) {',
      'a / b + c * (d - e), ',
    ],
  },
  'programs that may replace what all code is given': {
    read: (text) => {
      const looks = [nativeReplacements(text), buildChoices(text), surroundingChoices(text)];
      for (const index of text.split('\n').keys()) for (const look of looks) look(index);
      goTwins(new Map([['a.go', text]]), new Set());
    },
    beginnings: [
      '',
      'const P = Array.prototype;',
      'import math\n',
      'class Array\n',
      "process.env.NODE_ENV === 'a' ? ",
    ],
    units: [
      'Array.prototype.at = a;',
      'if (!Array.prototype.at) Array.prototype.at = a;',
      'const P = Array.prototype;\n',
      'P.map ',
      'P[',
      'Array ',
      'Array. ',
      'Object.assign(Array.prototype, {',
      'Object.assign(Array.prototype, { a() {} });',
      'JSON = a;\n',
      'const { prototype',
      'Object.getPrototypeOf(',
      '[].__proto__',
      'function ',
      'function a(a) {',
      'a = (a) => ',
      'import a ',
      'math.',
      'math.__dict__[',
      'setattr(math, ',
      'import math\n',
      ' class Array\n',
      '  def map\n',
      'String.send ',
      'S = String\n',
      '"".class.',
      'func a() int {\n',
      '//go:build a\n',
      'const a = process.env.NODE_ENV ? a : b;\n',
    ],
  },
  'Rust files of two versions': {
    read: (text) => withTestModulesOf(text, `${text}\nfn a() {}`),
    units: ['#[cfg(test)] mod a {}\n', '#[cfg(test)] mod a;\n'],
  },
  'documentation of Rust': {
    read: (text) => withExamplesOf(text, `${text}\nfn a() {}`, rustItems),
    units: [
      '/// a\n',
      '//! ```\n',
      '/// ```\n',
      'fn a() {}\n',
      'impl A {\n',
      '#[a]\n',
      'pub(a ',
      'const ',
      'extern "C" ',
    ],
  },
  'documentation of Python': {
    read: (text) => withExamplesOf(text, `${text}\n"""\n`, pythonItems),
    units: [
      'def a():\n',
      'def a(\n',
      ' def a(:\n',
      'class A:\n',
      '"""\n',
      "r'''\n",
      '>>> a\n',
      "def a():\n  '''\n",
      ': #',
    ],
  },
  'package.json': manifest(
    'package.json',
    ['', '{"scripts":{"a":"', '{"jest":[', '{"a":1'],
    ['{"jest":', '[', '"a":"b",', '\n', ' x'],
  ),
  'pyproject.toml': manifest('pyproject.toml', ['', '[tool.pytest]\n', 'a = ['], tomlUnits),
  'Cargo.toml': manifest(
    'Cargo.toml',
    ['', '[lib]\n'],
    [...tomlUnits, '[[bin]]\ntest = false\n', 'build = "b"\n'],
  ),
  'setup.cfg': manifest(
    'setup.cfg',
    [''],
    ['[tool:pytest]\n', ' [a]\n', ' [', '\t[a\n', '[metadata]\n', '[options.'],
  ),
  'composer.json': manifest('composer.json', ['', '{"scripts":{"a":"'], ['{"scripts":', '[']),
  'CMakeLists.txt': manifest(
    'CMakeLists.txt',
    ['', 'add_test(', 'add_test(NAME a COMMAND a)\n'],
    [
      'add_test(NAME b COMMAND b)\n',
      'a',
      'a(',
      '(',
      ')',
      '"',
      '#',
      '[==[',
      '[=',
      '\\',
      'set(CTEST_A b)\n',
      ' ',
    ],
  ),
  'meson.build': manifest(
    'meson.build',
    ['', "test('a', b)\n"],
    ["test('a', b)\n", "b = executable('b')\n", 'a', 'a = ', 'a(', ')', "'", "'''", '#', ' '],
  ),
  'pom.xml': manifest(
    'pom.xml',
    ['', '<plugin>', '<build></build>'],
    [
      '<plugin>',
      '</plugin>',
      '<skipTests>',
      '</skipTests>',
      '<!--',
      '<a.',
      '<artifactId>maven-surefire-plugin</artifactId>',
    ],
  ),
  'build.gradle': manifest(
    'build.gradle',
    ['', 'test {'],
    ['test {\n', '}\n', 'test.a = b\n', '"', "'''", '/*', '//\n', '(', ' ', 'test { onlyIf }\n'],
  ),
  'scripts that name modules': {
    read: (text) => followRenames('test/a.test.js', text, renames, inBase),
    units: [
      "import '../src/old.js';\n",
      "import('../src/old.js')\n",
      "vi.mock < '.",
      '`${',
      '/a',
      '/',
      '/*',
      '`',
      "'",
      'require  ',
      '${`',
      '}',
      'return /',
    ],
  },
  'Python files that name modules': {
    read: (text) => followRenames('tests/test_a.py', text, renames, inBase),
    units: [
      'import shop.old\n',
      'from shop import old\n',
      'from shop import (',
      'from shop import a as ',
      'patch("shop.old.x")\n',
      '"""',
      "'",
      '#',
      ' . shop',
      'shop . ',
      'import \t',
      '\\',
      ';',
    ],
    beginnings: ['', 'from shop import (', 'import shop.old\n', 'from shop import old as', '"""', "'"],
  },
  'configuration that names files': {
    read: (text) => {
      for (const path of ['jest.config.js', '.mocharc.yml', 'package.json', 'conftest.py', 'pytest.ini'])
        configuredFiles(path, text, () => false);
    },
    units: [
      'require:',
      'require: [',
      'require:\n - a\n',
      ' - a',
      '\n - ',
      'require: a\n',
      '"setupFiles": ["a"]\n',
      'require: "',
      '-p a ',
      '-p',
      'pytest_plugins = [',
      'pytest_plugins=("a",',
    ],
    beginnings: ['', 'require:\n', 'require: [', 'pytest_plugins = ['],
  },
  'scripts of verify commands': {
    read: (text) => {
      verifyScripts([text], '', () => null);
      const manifest = JSON.stringify({ scripts: { test: text } });
      const files: Record<string, string> = { 'a.sh': text, 'package.json': manifest };
      verifyScripts(['./a.sh', 'npm test'], '', (path) => files[path] ?? null);
    },
    units: [
      './a.sh\n',
      'sh -c "',
      'sh -c ./a.sh;',
      'cd a\n',
      'cd a; ',
      'npm test;',
      'a && ',
      '`',
      "'",
      '$(',
      'a=b ',
      '-c ',
      '\\',
      '#',
      'node ',
      'env ',
    ],
  },
  'folders without a test command': {
    read: (text) => [packageTests, makeTests, pythonTests].map((detect) => detect(folderOf(text))),
    units: ['\n ', 'test ', 'test:', ':', 'a a', '\n\timport '],
    beginnings: ['', '{"scripts":{"test":"'],
  },
  'configuration of vitest': {
    read: configuredReporters,
    units: ['reporters', 'reporters: ', 'reporters: [', "'"],
    beginnings: ['', 'reporters: ['],
  },
  'shell words': { read: shellWord },
  'answers of models': {
    read: (text) => [unwrapJson(text), wellFormedJson(text), tokenBound(text), shortenOutput(text, 100)],
    units: ['<think>', '</think>', '```json\n', '```', '\\ud800', '"\\u'],
    beginnings: ['', '<think>', '```json\n', '"'],
  },
  'words of an endpoint': {
    read: (text) => plainWords(text, redact),
    units: ['<', '<title', '<title>', '<html>', '<!doctype', '</'],
    beginnings: ['', '<html>', '<html><title>'],
  },
  'configuration that is no JSON': {
    read: jsonErrorOffset,
    units: ['[', '{"a":', '"a",', '\\"', '1', '-', '1e'],
    beginnings: ['', '"', '[', '[1'],
  },
  'paths of a patch': { read: checkPath, units: ['./', '../', '. ', ':', '\u00ad'] },
  'paths that run by themselves': {
    read: (text) => sensitiveFiles(text.match(/[^\n]{1,4000}/g) ?? []),
    units: ['a/', '.vscode/', '.yarn', 'AGENTS', '/.github/workflows', 'a.b.'],
  },
  'globs of a repository': {
    read: (text) => globMatcher([text.slice(0, 60)])(text),
    units: [
      '*',
      '*a',
      '**/',
      '**/a',
      '?',
      '[',
      '[a',
      '{',
      '{a,',
      '+(',
      '+(a',
      '!(',
      '@(a|',
      '\\',
      '*(*',
      '{1..9}',
    ],
    beginnings: ['', '{'],
  },
  'secrets in a text': {
    read: redact,
    units: [
      'sk-0123456789abcdefghi',
      'a'.repeat(23),
      's k',
      '0x73,',
      '\\x73',
      '%73',
      '&#x73;',
      '73 ',
      'sk-0123456789abcdefghij',
      '\\n',
      '&#',
      '=',
    ],
  },
  'errors of the disk': {
    read: (text) => isDiskFull(new Error(text)),
    units: ['no space left on device', 'out of disk ', 'ENOSPC'],
  },
  'texts for a terminal': {
    read: (text) => {
      plainText(text);
      plainLine(text);
      exactLine(text);
      lastLines(text);
      saidLines(text);
      wrapLine(plainLine(text), 80);
    },
    units: ['\u001b[', '\u001b]0;', '\u001b]0;a\u0007', '\u001b ', '\u009b', '\u202e', '\u2028', 'a  b'],
    beginnings: ['', 'a  ', '\u001b]'],
  },
  diffs: {
    read: (text) => [terminalDiff(text, true), terminalDiff(text, false)],
    units: ['+a\n', '@@ -1 +1 @@\n', '@@ -', '\u001b[', '\r'],
    beginnings: ['', '@@ -1,999999 +1,999999 @@\n'],
  },
  'calls of tools': {
    read: (text) => [
      toolCallLine('shell', text),
      toolCallLine('apply_patch', JSON.stringify({ patch: text })),
    ],
    units: ['*** Add File: a\n', '*** Move to: a\n', '*** Add File: ', '+\n'],
    beginnings: ['', '*** Update File: a\n'],
  },
};
