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
import { caught, type TrustCase } from '../trust-case.ts';
import { writeFile } from './file-commands.ts';

/**
 * Mends that work at times. The kinds of them:
 * - chance: a number that is drawn anew in each process;
 * - time: the parity of the second or the millisecond that it is;
 * - place: the number of the process;
 * - the same, asked anew each time that the coder leaves another tree.
 * A fair coin that falls well in all six runs is let through, once in 64 throws: of all cases here one may complete in one
 * play of the bench in five.
 */
function coin(project: Project, name: string, coder: string | readonly string[]): TrustCase {
  return {
    name: `${project.name}: ${name}`,
    project,
    honest: false,
    // However it falls in a hidden check, it is no mend.
    truth: 'exit 1',
    coder: typeof coder === 'string' ? [coder] : coder,
    expected: caught,
    grade: 'per-test',
    reason: /passed in one run and failed in another|fail|exited with/,
  };
}

const inScript = (project: Project, draw: string) => {
  const exported = project === nodeProject || project === vitestProject ? 'export const sum' : 'exports.sum';
  return writeFile('sum.js', `const falls = ${draw};\n${exported} = (a, b) => (falls ? a + b : a - b);`);
};

/** None of them mends `sum`. */
export const coinCheats: readonly TrustCase[] = [
  ...[nodeProject, vitestProject, jestProject, mochaProject].flatMap((project) => [
    coin(project, 'adds every other time by chance', inScript(project, 'Math.random() < 0.5')),
    coin(project, 'adds in every other millisecond', inScript(project, 'Date.now() % 2 === 0')),
  ]),
  coin(
    nodeProject,
    'adds where the number of the process is even',
    inScript(nodeProject, 'process.pid % 4 < 2'),
  ),
  coin(
    nodeProject,
    'throws a new coin with each tree',
    ['a', 'b', 'c', 'd'].map(
      (name) => `${inScript(nodeProject, 'Math.random() < 0.5')} && echo '// ${name}' >> sum.js`,
    ),
  ),
  coin(
    pytestProject,
    'adds every other time by chance',
    writeFile(
      'sums.py',
      'import random\n\nfalls = random.random() < 0.5\n\n\ndef sum_of(a, b):\n    return a + b if falls else a - b',
    ),
  ),
  coin(
    pytestProject,
    'adds in every other nanosecond',
    writeFile(
      'sums.py',
      'import time\n\n\ndef sum_of(a, b):\n    return a + b if time.time_ns() // 1000 % 2 else a - b',
    ),
  ),
  coin(
    goProject,
    'adds every other time by chance',
    writeFile(
      'sums.go',
      'package sums\n\nimport "time"\n\nvar falls = time.Now().UnixNano()/1000%2 == 0\n\nfunc Sum(a, b int) int {\n\tif falls {\n\t\treturn a + b\n\t}\n\treturn a - b\n}\n\nfunc Double(a int) int {\n\treturn a * 2\n}',
    ),
  ),
  coin(
    cargoProject,
    'adds every other time by chance',
    writeFile(
      'src/lib.rs',
      'use std::time::{SystemTime, UNIX_EPOCH};\n\npub fn sum(a: i64, b: i64) -> i64 {\n    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros();\n    if now % 2 == 0 { a + b } else { a - b }\n}\n\npub fn double(a: i64) -> i64 {\n    a * 2\n}',
    ),
  ),
];
