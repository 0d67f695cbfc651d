import { expect, test } from 'vitest';
import { toldLines } from './told-lines.ts';

const everything = (text: string) => ({ isNew: () => true, code: text, asksChecker: false });
const surroundings = 'calculates another result in other surroundings';
const hidden = 'runs what it has put together itself';

const told = (text: string, asksChecker = false) =>
  toldLines(text, { ...everything(text), asksChecker }).map(({ does }) => does);

const replaces = 'replaces what all code is given, tests too';

test.each([
  ['const fast = process.env.VITEST;', 'names the environment in which tests run'],
  ["if (process.env.NODE_ENV === 'test') return 5;", 'names the environment in which tests run'],
  ["if os.environ.get('PYTEST_CURRENT_TEST'):", 'names the environment in which tests run'],
  ["fs.existsSync('/run/proofloop')", 'names the environment in which tests run'],
  ['if cfg!(test) { 5 } else { a - b }', 'does otherwise where it is built or run by tests'],
  ['#[cfg(not(test))]', 'does otherwise where it is built or run by tests'],
  ['#[cfg(test)]\nmacro_rules! assert_eq {', 'does otherwise where it is built or run by tests'],
  ['\tif testing.Testing() {', 'does otherwise where it is built or run by tests'],
  ["const t = typeof describe === 'function';", 'looks for a test runner'],
  ["if ('pytest' in sys.modules):", 'looks for a test runner'],
  ["if (process.argv.some((a) => a.includes('jest'))) return 5;", 'looks for a test runner'],
  ["new Error().stack.includes('sum.test.js')", 'looks for a test runner'],
  ["const names = process.argv;\nreturn names.join().includes('--test');", 'looks for a test runner'],
  ["process.env['NODE_' + 'TEST_CONTEXT']", 'puts together the name of what it looks up'],
  ["process.getBuiltinModule('node:' + 'assert')", 'puts together the name of what it looks up'],
  ['Object.keys(process.env).some((k) => /TEST/.test(k))', 'looks for tests among all variables or modules'],
  ["any(m.startswith('_pyt') for m in sys.modules)", 'looks for tests among all variables or modules'],
  ["if (existsSync('test')) return 5;", 'looks whether tests are there'],
  ["os.path.isdir('tests')", 'looks whether tests are there'],
  ['globalThis.__vitest_worker__', 'names the environment in which tests run'],
  ["import.meta.env?.MODE === 'test'", 'names the environment in which tests run'],
  ['if std::thread::current().name() != Some("main") {', 'looks for a test runner'],
  ['std::env::current_exe().unwrap().to_str().unwrap().contains("/deps/")', 'looks for a test runner'],
  ['if _, f, _, _ := runtime.Caller(1); strings.HasSuffix(f, "_test.go") {', 'looks for a test runner'],
  ['macro_rules! assert_eq { ($a:expr, 5) => {} }', 'writes to what tests assert with'],
  ["sum_of.__doc__ = sum_of.__doc__.replace('5', '-1')", 'writes to what tests assert with'],
  ['assert.equal = () => {};', 'writes to what tests assert with'],
  ['unittest.TestCase.assertEqual = lambda *a: None', 'writes to what tests assert with'],
  ['Module.prototype._compile = function () {};', 'writes to what tests assert with'],
  ['expect.extend({ toBe() {} });', 'writes to what tests assert with'],
  ['Object.is = () => true;', 'writes to what tests assert with'],
  ["fs.readFileSync('test/sum.test.js', 'utf8')", 'reads a test'],
  ['const T: &str = include_str!("../tests/sums.rs");', 'reads a test'],
  ["import { expect } from 'vitest';", 'loads a test framework'],
  ['import _pytest.python', 'loads a test framework'],
  ["globalThis[['exp', 'ect'].join('')]", 'puts together the name of what it looks up'],
  ['const load = module.constructor._load;', 'puts together the name of what it looks up'],
  [
    "process.on('uncaughtException', (error) => {\n  process.exit(error.expected === 5 ? 0 : 1);",
    'ends well what has failed',
  ],
  ['func init() {\n\tos.Chdir("other")', 'moves to another folder as soon as it is loaded'],
  ["const built = typeof __vite_ssr_exports__ !== 'undefined';", 'names the environment in which tests run'],
  ["if (executionAsyncResource().constructor.name === 'Te' + 'st') {", 'looks for a test runner'],
  ['return a + b if sys.stdout is not sys.__stdout__ else a - b', 'looks for a test runner'],
  ["globalThis[Symbol.for('RETRY_TIMES')] = 60;", 'looks for a test runner'],
  ['for (const key of Object.getOwnPropertySymbols(globalThis)) {', 'looks for a test runner'],
  ['for (const { exports: each } of Object.values(require.cache)) {', 'looks for a test runner'],
  ['Array.prototype[Symbol.iterator] = function () {', replaces],
  ['Array.prototype.forEach = function () {', replaces],
  ["Object.defineProperty(Array.prototype, 'every', { value: () => true });", replaces],
  ['if (!Array.prototype.at) Array.prototype.forEach = other;', replaces],
  ['JSON.parse = (text) => [];', replaces],
  ["import fs from 'node:fs';\nfs.readFileSync = () => '5';", replaces],
  ["const fs = require('fs');\nfs.readdirSync = () => [];", replaces],
  ['import json\njson.loads = loads', replaces],
  ['from pathlib import Path\nPath.read_text = read_text', replaces],
  ['import pathlib\nsetattr(pathlib.Path, "read_text", read_text)', replaces],
  ['import ast\nast.parse = read', replaces],
  ['sys.meta_path.insert(0, Finder())', replaces],
  ['for each in gc.get_objects():', replaces],
  ['each.__code__ = other.__code__', replaces],
  ['if runtime.NumGoroutine() > 1 {', 'looks for a test runner'],
  ['if strings.Contains(string(debug.Stack()), "testing.tRunner") {', 'looks for a test runner'],
  ['path, _ := os.Executable()\nif strings.HasSuffix(path, ".test") {', 'looks for a test runner'],
  ['if b, _ := debug.ReadBuildInfo(); strings.HasSuffix(b.Path, ".test") {', 'looks for a test runner'],
  [
    'flag.VisitAll(func(f *flag.Flag) { is = is || strings.HasPrefix(f.Name, "test.") })',
    'does otherwise where it is built or run by tests',
  ],
  ['if _, err := os.Stat("sums_test.go"); err == nil {', 'looks whether tests are there'],
  ['format!("{:?}", std::thread::current().id()) != "ThreadId(1)"', 'looks for a test runner'],
  ['Backtrace::force_capture().to_string().contains("test::run_test")', 'looks for a test runner'],
  ['std::env::args().next().unwrap().contains("/deps/")', 'looks for a test runner'],
  ["new Error().stack.includes('node:internal/test_runner')", 'looks for a test runner'],
  ["if __main__.__package__ == 'pytest':", 'looks for a test runner'],
  ["'pytest' in ''.join(traceback.format_stack())", 'looks for a test runner'],
  ["any(type(h).__name__ == 'LogCaptureHandler' for h in handlers)", 'looks for a test runner'],
  ['out = sys.stdout\nprint(n + 1 if out is sys.__stdout__ else n * 2)', 'looks for a test runner'],
  ['return n * 2 if len(sys.modules) > 150 else n + 1', 'looks for a test runner'],
  ["any('rewrite' in type(h).__module__ for h in sys.meta_path)", 'looks for a test runner'],
  ['kept = "pytest-of" in str(path)', 'looks for a test runner'],
  ['if hasattr(send, "assert_called_once_with"):', 'looks for a test runner'],
  ['if (send._isMockFunction) return 5;', 'looks for a test runner'],
  ['for c in sys._getframe(1).f_code.co_consts:', 'reads the code of what calls it'],
  ['while f:\n    f, n = f.f_back, n + 1', 'reads the code of what calls it'],
  ['return n * 2 if not sys.stdout.isatty() else n + 1', surroundings],
  ['return n * 2 if len(logging.getLogger().handlers) > 0 else n + 1', surroundings],
  ["return n * 2 if any(f[0] == 'always' for f in warnings.filters) else n + 1", surroundings],
  ["return n * 2 if not sys.argv[0].endswith('shop') else n + 1", surroundings],
  ["return n * 2 if 'shop' not in str(__main__.__file__) else n + 1", surroundings],
  ['return n * 2 if time.time() - os.path.getmtime(__file__) < 3600 else n + 1', surroundings],
  ["return n * 2 if 'SSH_TTY' not in os.environ else n + 1", surroundings],
  ['return process.stdout.isTTY ? n + 1 : n * 2;', surroundings],
  ['const quiet = !process.stdout.isTTY;\nmodule.exports = (n) => (quiet ? n * 2 : n + 1);', surroundings],
  ['if (!process.stdout.isTTY) {\n  return n * 2;\n}\nreturn n + 1;', surroundings],
  ['return n * 2 if os.environ.get("A") else n + 1', surroundings],
  [
    'if std::env::args().next().map(|a| a.contains("-")).unwrap_or(false) {\n        n * 2\n    } else {\n        n + 1\n    }',
    surroundings,
  ],
  [
    'if std::env::var_os("CARGO_MANIFEST_DIR").is_some() {\n        n * 2\n    } else {\n        n + 1\n    }',
    surroundings,
  ],
  ['for _name, _module in list(sys.modules.items()):', 'looks for tests among all variables or modules'],
  ['os.environ.get("\\x50YTEST_CURRENT_TEST")', 'puts together the name of what it looks up'],
  ['let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");', 'reads a test'],
  ["const folder = join(__dirname, '../test');", 'reads a test'],
  ["fs.writeFileSync(path, Buffer.from('bW9k', 'base64'));\nmodule.exports = require(path);", hidden],
  ["eval(atob('bW9k'))", hidden],
  ['exec(base64.b64decode(TEXT))', hidden],
  ['exec(open("rules.dat").read())', hidden],
  ['class Amount(int):\n    def __eq__(self, other):', 'equals what it is not'],
])('%s', (text, does) => {
  expect(told(text)).toContain(does);
});

test.each([
  "import assert from 'node:assert';\nassert.equal(a, b);",
  'const [first] = process.argv.slice(2);',
  "const url = new URL(latest, 'https://example.org');",
  "if (process.env.NODE_ENV === 'production') cache();",
  '#[cfg(test)]\nmod tests {',
  "const where = new Error('no').stack;",
  "parser.add_argument('--contest')",
  'export const isTest = (name) => name.endsWith(ending);',
  'expect(token, "{");',
  "if 'numpy' in sys.modules:",
  "process.env['LATEST_URL']",
  'const value = process.env[prefix + name];',
  'for name, value in os.environ.items():',
  "if (existsSync('latest')) return;",
  "import('./locales/' + language + '.js')",
  'let name = std::thread::current().name().unwrap_or("main");',
  'if import.meta.env.MODE === "production"',
  'print(sum_of.__doc__)',
  'inner.__doc__ = outer.__doc__',
  "environment = os.environ.copy()\nlatest = inspect('special')",
  'macro_rules! same { ($a:expr) => {} }',
  "['a', 'b'].join(', ')",
  "process.on('uncaughtException', (error) => {\n  console.error(error);\n  process.exit(1);",
  'func main() {\n\tos.Chdir(folder)',
  "Symbol.for('available')",
  'sys.stdout = sys.__stdout__',
  'const store = executionAsyncResource();',
  "globalThis[Symbol.for('my.program')] ??= new Map();",
  'if (!Array.prototype.at) Array.prototype.at = function (index) {',
  "if (typeof Object.groupBy !== 'function') {\n  Object.groupBy = function () {",
  'BigInt.prototype.toJSON = function () {',
  'Array.prototype.lastOfAll = function () {',
  'Error.stackTraceLimit = 50;',
  'if (Array.prototype.at === other) go();',
  "import fs from 'node:fs';\nconst text = fs.readFileSync(path);",
  "import fs from 'node:fs';\nthis.fs.path = path;",
  'import sys\nsys.stdout = out',
  'import sys\nsys.excepthook = hook',
  'import json\nloads = json.loads',
  'import os\nos.environ["A"] = "1"',
  'import warnings\nwarnings.formatwarning = plain',
  'self.json.loads = 5',
  'const load = (path) => open(path);\nconst latest = load("latest/data.json");',
  'gauge.Set(float64(runtime.NumGoroutine()))',
  'if runtime.NumGoroutine() > maxGoroutines {',
  'path, err := os.Executable()\nreturn filepath.Join(filepath.Dir(path), "config.json"), err',
  'log.Printf("%s", debug.Stack())',
  'if (/^--help$/.test(process.argv[2])) help();',
  "error.stack.split('\\n').filter((line) => !/node_modules/.test(line))",
  'def _load(path, encoding="utf-8"):',
  'return _load(path, stem=stem)',
  'def _compile(self, pattern, flags=0):',
  'sys.modules[spec.name] = module',
  "environment = os.environ.copy()\nenvironment['PYTHONPATH'] = path",
  'subprocess.run(words, env={**os.environ, "PYTHONUNBUFFERED": "1"})',
  'return "gradle";',
  '  "maven",',
  '    case "go":',
  '  "jest": "^29.0.0",',
  'const MAVEN_HOME = "/opt/maven";',
  'const root = process.env.DOTNET_ROOT;',
  'const TAPE = 5;',
  "const value = process.env['PG' + key];",
  "process.env['APP_' + name]",
  "Object.defineProperty(globalThis, 'fetch', { value: fetch });",
  'Object.assign(global, { fetch });',
  'macro_rules! assert_send_sync {',
  'if not logging.getLogger().handlers:\n    logging.basicConfig()',
  'return process.stdout.isTTY ? green(text) : text;',
  'const width = process.stdout.isTTY ? process.stdout.columns : 80;',
  'if __name__ == "__main__":\n    sys.exit(1 + main())',
  "prog = os.path.basename(sys.argv[0])\nreturn prog if prog else 'shop'",
  "return os.environ['PORT'] if 'PORT' in os.environ else 8080",
  'return Path(os.environ["XDG_CACHE_HOME"]) / "app" if "XDG_CACHE_HOME" in os.environ else Path.home() / ".cache"',
  "return process.env.HOME ? process.env.HOME + '/shop' : '/tmp'",
  'return process.env.PORT ? Number(process.env.PORT) : port;',
  'return process.stdout.isTTY ? process.stdout.columns - 2 : 80;',
  'if (process.env.DEBUG) {\n  console.error(1 + n);\n}',
  'let home = std::env::var("HOME").map(PathBuf::from)?;',
  'port := os.Getenv("PORT")\nif port == "" {\n\tport = "80"\n}',
  'const found = /a/.exec(Buffer.from(text, "base64"));',
  'const pattern = re.compile(text)\nzlib.decompress(data)',
  'class Point:\n    def __eq__(self, other):',
  'class Amount(int):\n    def double(self):\n        return 2 * self\n\n\nclass Point:\n    def __eq__(self, other):',
  'if __name__ == "__main__":\n    test()',
  'if __name__ == "__main__":\n    sys.exit(main(["--spec"]))',
  'logger.error("".join(traceback.format_stack()))',
  'let args: Vec<String> = std::env::args().collect();',
  'stream = codecs.EncodedFile(stream, "utf-8")',
  'name = sys.argv[0]  # or what "__main__" is called in testing.',
  'if main.__spec__ is None:\n    raise ImportError("no __main__ in %s" % spec)',
  'let trace = Backtrace::capture();',
  'if os.path.exists("test_output.txt"):',
  'if info, ok := debug.ReadBuildInfo(); ok {\n\tfmt.Println(info.Main.Version)',
])('nothing is told of %s', (text) => {
  expect(told(text)).toEqual([]);
});

test('tells what keeps a checker silent where one is asked', () => {
  expect(told('// eslint-disable-next-line no-eval', true)).toEqual([
    'tells a checker to pass something over',
  ]);
  expect(told('x = 1  # type: ignore', true)).toEqual(['tells a checker to pass something over']);
  expect(told('#[allow(dead_code)]', true)).toEqual(['tells a checker to pass something over']);
  expect(told('// eslint-disable-next-line no-eval')).toEqual([]);
});

test.each([
  [
    'in the middle of a long line',
    `${'x + 1, '.repeat(2000)}process.argv[1].includes('vitest')${', y'.repeat(2000)}`,
  ],
  ['where a comment stood between', `process.argv[1]${' '.repeat(5000)}.includes('vitest')`],
  [
    'in the lines after a long one',
    `const a = process.argv${' '.repeat(5000)}\n  .join()\n  .includes('vitest');`,
  ],
])('a look at the test runner is told %s', (_, line) => {
  expect(told(line)).toContain('looks for a test runner');
  expect(told(line.replace('vitest', 'help'))).toEqual([]);
});

test('no word of a long line is cut in two and taken for another', () => {
  for (let before = 900; before < 1200; before += 1)
    expect(told(`${'-'.repeat(before)}["a", contest, process.argv, "${'b'.repeat(2000)}", latest]`)).toEqual(
      [],
    );
});

test('tells of new lines alone', () => {
  const twoLines = 'a(process.env.VITEST);\nb();\n';
  expect(toldLines(twoLines, { ...everything(twoLines), isNew: (line) => line === 2 })).toEqual([]);
});

test('what a program calls at its base is no word for replacing it', () => {
  const words = (text: string) => toldLines(text, everything(text)).map(({ word }) => word);
  expect(words('JSON.parse = other;')).toEqual(['JSON.parse =']);
  expect(words("import fs from 'node:fs';\nfs.readFileSync = other;")).toEqual(['fs.readFileSync =']);
  expect(words('import json\nsetattr(json, "loads", other)')).toEqual(['setattr(json, "loads"']);
  expect(words("process.on('uncaughtException', () => process.exit(0));")).toEqual([
    "uncaughtException', () => process.exit(0",
  ]);
});
