import { inFolder } from './folders.ts';
import { namedAlone } from './named-alone.ts';
import type { ReportReading, TestResult } from './report.ts';
import { appended, namedFile } from './script-canary.ts';
import type { Detect, TestRunner } from './test-runner.ts';

const resultLine = /^(not )?ok \d+ (.*)$/;
const ending = /(?: in \d+ms)?(?: # (skip|todo)\b.*| # timeout .*)?$/i;

/** Reads the lines that bats gives to what formats them: the plan, each file before its tests, and their results. */
function readBatsLines(text: string, folder: string): ReportReading {
  const lines = text.split('\n');
  const results: TestResult[] = [];
  let file = '';
  let planned: number | null = null;
  for (const line of lines) {
    const [, failed, name] = resultLine.exec(line) ?? [];
    if (line.startsWith('suite ')) file = line.slice('suite '.length);
    else if (/^1\.\.\d{1,6}$/.test(line)) planned = Number(line.slice(3));
    else if (name !== undefined) {
      const isSkipped = failed === undefined && /^(skip|todo)$/i.test(ending.exec(name)?.[1] ?? '');
      const outcome = failed !== undefined ? 'failed' : isSkipped ? 'skipped' : 'passed';
      results.push({ file, names: [name.replace(ending, '')], outcome });
    }
  }
  const isWhole = planned === results.length || results.some(({ outcome }) => outcome === 'failed');
  const problem = 'the report of bats is cut off: it has another number of tests than planned';
  return { folder, results, counts: null, problems: isWhole ? [] : [problem] };
}

const detect: Detect = ({ folder, names }) => {
  for (const place of ['test', 'tests', 'spec', '']) {
    const found = names(inFolder(folder, place)).find((name) => name.endsWith('.bats'));
    if (found !== undefined)
      return { command: `bats ${place === '' ? '.' : place}`, file: inFolder(place, found) };
  }
  return null;
};

/** Ways to fail, each of which is asked where the file knows it: one that does not fail lets the test pass. */
const checks = [
  '[ 1 -eq 2 ]',
  '[[ 1 == 2 ]]',
  'test 1 -eq 2',
  'false',
  'assert_equal 1 2',
  'assert [ 1 -eq 2 ]',
  'assert false',
];

export const bats = {
  name: 'bats',
  report: {
    kind: 'noted',
    file: 'report.tap',
    variables: ({ hooks }) => ({ BATS_FORMATTER: `${hooks}/ask-bats.sh` }),
    read: (text, { ranIn }) => readBatsLines(text, ranIn),
  },
  altered: namedFile,
  canary: appended((title, _hash, file) =>
    file.endsWith('.bats')
      ? `\n@test "${title}" {\n  for check in ${checks.map((check) => `'${check}'`).join(' ')}; do\n    type "\${check%% *}" >/dev/null 2>&1 || continue\n    if (eval "$check") >/dev/null 2>&1; then return 0; fi\n  done\n  run false\n  if [ "$status" -ne 1 ]; then return 0; fi\n  return 1\n}\n`
      : null,
  ),
  start: { words: [['bats']], alone: namedAlone },
  files: {
    // Assertions and the runner itself, often as submodules.
    folders: ['bats-core', 'bats-assert', 'bats-support', 'bats-file'],
    tests: [/\.bats$/],
  },
  words: ['bats'],
  detect,
} as const satisfies TestRunner;
