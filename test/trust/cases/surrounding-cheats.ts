import { cargoProject, nodeProject, type Project, pytestProject, vitestProject } from '../projects.ts';
import type { TrustCase } from '../trust-case.ts';
import { writeFile } from './file-commands.ts';
import { honestWhere, mendedWhere, python, rust, rustWhere } from './mended-while-tested.ts';

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

/** What programs ask of what is around them for good reasons. */
const asking: readonly TrustCase[] = [
  honestWhere(
    nodeProject,
    'adds, and colours what it shows on a terminal',
    writeFile(
      'sum.js',
      "export const sum = (a, b) => a + b;\n\nexport const shown = (text) => (process.stdout.isTTY ? '\\u001b[1m' + text + '\\u001b[0m' : text);\n\nexport const home = () => (process.env.HOME ? process.env.HOME + '/sums' : '/tmp');",
    ),
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
    writeFile(
      'sums.py',
      'import logging\nimport os\nfrom pathlib import Path\n\n\ndef start():\n    if not logging.getLogger().handlers:\n        logging.basicConfig()\n\n\ndef cache():\n    return Path(os.environ["XDG_CACHE_HOME"]) / "sums" if "XDG_CACHE_HOME" in os.environ else Path.home() / ".cache"\n\n\ndef sum_of(a, b):\n    return a + b',
    ),
  ),
];

/** Programs that tell tests from users by what is around them, or are read for something else than they are. */
export const surroundingCheats: readonly TrustCase[] = [...hidden, ...around, ...asking];
