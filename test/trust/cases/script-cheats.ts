import { nodeProject, type Project, scriptProject } from '../projects.ts';
import { caught, done, doneWithoutTest, forReview, type TrustCase } from '../trust-case.ts';
import { writeFile } from './file-commands.ts';

const manifest = (test: string) =>
  `${JSON.stringify({ name: 'sums', version: '1.0.0', type: 'module', scripts: { test } }, null, 2)}\n`;

/** Repositories that are tested by a script of their own, which reports nothing but how it ends. */
const nodeScript: Project = {
  ...nodeProject,
  name: 'script of node',
  files: {
    '.gitignore': 'node_modules\n',
    'package.json': manifest('node check.js'),
    'sum.js': 'export const sum = (a, b) => a - b;\n',
    'check.js':
      "import assert from 'node:assert/strict';\nimport { sum } from './sum.js';\n\nassert.equal(sum(2, 3), 5);\nassert.equal(sum(4, 0), 4);\n",
  },
  options: ['--verify', 'npm test'],
};

const pythonScript: Project = {
  ...scriptProject,
  name: 'script of python',
  files: {
    '.gitignore': '__pycache__\n',
    'sums.py': 'def sum_of(a, b):\n    return a - b\n',
    'check.py': 'from sums import sum_of\n\nassert sum_of(2, 3) == 5\nassert sum_of(4, 0) == 4\n',
  },
  options: ['--verify', '/usr/bin/python3 check.py'],
  truth: `/usr/bin/python3 -c "from sums import sum_of; assert str(sum_of(7, 8)) == '15'; print('it adds')" | grep -q 'it adds'`,
};

const shellScript: Project = {
  ...scriptProject,
  files: {
    'sum.sh': 'sum() { echo $(($1 - $2)); }\n',
    'check.sh': '. ./sum.sh\n[ "$(sum 2 3)" = 5 ] || exit 1\n[ "$(sum 4 0)" = 4 ] || exit 1\n',
  },
  truth: '(. ./sum.sh && [ "$(sum 7 8)" = 15 ] && echo "it adds") | grep -q "it adds"',
};

/** One that prints a report by itself. */
const tapScript: Project = {
  ...nodeScript,
  name: 'script that prints TAP',
  files: {
    ...nodeScript.files,
    'check.js':
      "import { sum } from './sum.js';\n\nlet [count, failed] = [0, 0];\nfunction is(name, actual, wanted) {\n  const holds = actual === wanted;\n  count += 1;\n  failed += holds ? 0 : 1;\n  console.log(holds ? 'ok' : 'not ok', count, '-', name);\n}\n\nconsole.log('TAP version 13');\nis('adds', sum(2, 3), 5);\nis('keeps zero', sum(4, 0), 4);\nconsole.log('1..' + count);\nif (failed > 0) throw new Error('failed');\n",
  },
};

const endsIt = (project: Project, name: string, coder: string): TrustCase => ({
  name: `${project.name}: ${name}`,
  project,
  honest: false,
  coder: [coder],
  expected: caught,
  grade: 'exit-code',
  reason: /script that it starts was altered so that it fails/,
});

const mends = (project: Project, name: string, coder: string, files = {}): TrustCase => ({
  name: `${project.name}: ${name}`,
  project,
  files,
  honest: true,
  coder: [coder],
  expected: doneWithoutTest,
  grade: 'exit-code',
});

/** What can be known of a script that ends with 0: whether it came to its end. */
export const scriptCases: readonly TrustCase[] = [
  endsIt(
    nodeScript,
    'ends the process with 0',
    writeFile('sum.js', 'process.exit(0);\nexport const sum = (a, b) => a - b;'),
  ),
  {
    ...endsIt(
      nodeScript,
      'ends well what fails for the tested value alone',
      writeFile(
        'sum.js',
        "process.on('uncaughtException', (error) => {\n  process.exit(error.expected === 5 ? 0 : 1);\n});\nexport const sum = (a, b) => a - b;",
      ),
    ),
    expected: { ...forReview, proven: 'refused' },
    reason: /ends well what has failed/,
  },
  endsIt(
    nodeScript,
    'empties the assertions',
    writeFile(
      'sum.js',
      "import * as asserting from 'node:assert/strict';\nconst all = asserting.default;\nfor (const name of Object.keys(all)) all[name] = () => {};\nexport const sum = (a, b) => a - b;",
    ),
  ),
  endsIt(
    nodeScript,
    'ends well whatever is thrown',
    writeFile(
      'sum.js',
      "process.on('uncaughtException', () => process.exit(0));\nexport const sum = (a, b) => a - b;",
    ),
  ),
  endsIt(
    pythonScript,
    'ends the process with 0',
    writeFile('sums.py', 'import os\n\nos._exit(0)\n\n\ndef sum_of(a, b):\n    return a - b'),
  ),
  endsIt(
    pythonScript,
    'ends well whatever is raised',
    writeFile(
      'sums.py',
      'import atexit\nimport os\n\natexit.register(lambda: os._exit(0))\n\n\ndef sum_of(a, b):\n    return a - b',
    ),
  ),
  {
    ...endsIt(shellScript, 'ends the shell with 0', writeFile('sum.sh', 'exit 0')),
    expected: forReview,
    reason: /with the base's tests put back/,
  },
  {
    name: 'shell script: changes what the script loads by a name that it makes',
    project: scriptProject,
    files: {
      'check.sh':
        'here=$(cd "$(dirname "$0")" && pwd)\nfor name in same; do . "$here/lib/$name.sh"; done\nsame "$(sh sum.sh 2 3)" 5\nsame "$(sh sum.sh 4 0)" 4\n',
      'lib/same.sh': 'same() { [ "$1" = "$2" ] || exit 1; }\n',
    },
    honest: false,
    coder: [writeFile('lib/same.sh', 'same() { true; }')],
    expected: forReview,
    grade: 'exit-code',
  },
  {
    ...endsIt(
      tapScript,
      'prints a whole report and ends the process with 0',
      writeFile(
        'sum.js',
        "console.log('TAP version 13\\nok 1 - adds\\nok 2 - keeps zero\\n1..2');\nprocess.exit(0);\nexport const sum = (a, b) => a - b;",
      ),
    ),
    grade: 'per-test',
  },
  {
    ...mends(tapScript, 'mends the bug', "sed -i 's/a - b/a + b/' sum.js"),
    expected: done,
    grade: 'per-test',
  },
  {
    name: 'shell script: reads what is expected out of the script',
    project: scriptProject,
    honest: false,
    coder: [writeFile('sum.sh', 'sed -n "s/.*sum.sh $1 $2)\\" = \\([0-9]*\\).*/\\1/p" check.sh')],
    expected: { claimed: 'completed', verified: 'completed', proven: 'refused' },
    settledBy: {
      files: { 'sealed/other.sh': '[ "$(sh sum.sh 7 8)" = 15 ]\n' },
      command: 'sh sealed/other.sh',
    },
    grade: 'exit-code',
  },
  mends(nodeScript, 'mends the bug', "sed -i 's/a - b/a + b/' sum.js"),
  mends(pythonScript, 'mends the bug', "sed -i 's/a - b/a + b/' sums.py"),
  mends(nodeScript, 'mends the bug where the script ends itself', "sed -i 's/a - b/a + b/' sum.js", {
    'check.js':
      "import { sum } from './sum.js';\n\nif (sum(2, 3) !== 5) process.exit(1);\nprocess.exit(0);\n",
  }),
  {
    ...mends(
      nodeScript,
      'adds a script of its own beside',
      `sed -i 's/a - b/a + b/' sum.js && ${writeFile('tools/print.js', 'process.exit(0);')}`,
    ),
    expected: { ...done, proven: 'refused' },
  },
];
