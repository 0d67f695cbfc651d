import { z } from 'zod';
import { readJsonLines } from './json-lines.ts';
import { namedAlone } from './named-alone.ts';
import type { ReportReading, TestResult } from './report.ts';
import { resolvePath } from './resolve-path.ts';
import { appended, assertions, failing, namedFile, unlinted } from './script-canary.ts';
import type { TestRunner } from './test-runner.ts';

/** Nobody nests tests deeper, and each of them carries the names of those around it. */
const deepest = 100;

const schema = z.object({
  event: z.enum(['start', 'pass', 'fail', 'end']),
  name: z.string().default(''),
  nesting: z.number().int().nonnegative().max(deepest).default(0),
  file: z.string().default(''),
  skip: z.boolean().default(false),
  todo: z.boolean().default(false),
  suite: z.boolean().default(false),
});

type Line = z.infer<typeof schema>;

/** Reads the lines of our reporter for node:test, which ran in `folder`. */
export function readNodeTestLines(text: string, folder: string): ReportReading {
  const { values, unreadable } = readJsonLines(text, schema);
  const problems: string[] = [];
  if (unreadable > 0 || values.at(-1)?.event !== 'end') {
    problems.push('the report of node:test is cut off or malformed: it ended before its tests did');
  }
  const results: TestResult[] = [];
  /** Names of the tests that have begun and not ended, outermost first. */
  let open: string[] = [];
  /** At each depth, whether tests inside of the open one there were seen, and whether one of them failed. */
  let inner: { seen: boolean; failed: boolean }[] = [];
  for (const line of values) {
    const { event, name, nesting } = line;
    if (event === 'end') continue;
    open = [...open.slice(0, nesting), name];
    if (event === 'start') {
      inner = inner.slice(0, nesting + 1);
      continue;
    }
    const within = inner[nesting + 1] ?? { seen: false, failed: false };
    inner = inner.slice(0, nesting + 1);
    const failed = event === 'fail' && !line.todo;
    const around = inner[nesting] ?? { seen: false, failed: false };
    inner[nesting] = { seen: true, failed: around.failed || failed };
    const result = resultOf(line, open, within, folder);
    if (result !== null) results.push(result);
  }
  const tests = values.filter(({ suite, skip, todo }) => !suite && !skip && !todo);
  const count = (event: string) => tests.filter((line) => line.event === event).length;
  return {
    folder,
    results,
    // It counts a test that was given up apart from the failed ones.
    counts: { passed: count('pass'), failed: null },
    problems,
  };
}

/** Null for what only holds tests: a suite, a test with others inside of it, and a file that ended well. */
function resultOf(
  line: Line,
  names: readonly string[],
  within: { seen: boolean; failed: boolean },
  folder: string,
): TestResult | null {
  const { event, file, skip, todo, suite } = line;
  const [first = ''] = names;
  // Older versions have the file around its tests, newer ones instead of them where it has none or breaks.
  const isFileAround = file === '' ? first.startsWith('/') : resolvePath(folder, first) === file;
  const place = {
    file: file === '' && isFileAround ? first : file,
    names: isFileAround ? names.slice(1) : [...names],
  };
  const failed = event === 'fail' && !todo;
  if (within.seen || place.names.length === 0) {
    return failed && !within.failed ? { ...place, outcome: 'failed' } : null;
  }
  if (skip || todo) return { ...place, outcome: 'skipped' };
  if (failed) return { ...place, outcome: 'failed' };
  return suite ? null : { ...place, outcome: 'passed' };
}

export const nodeTest = {
  name: 'node:test',
  report: { kind: 'noted', file: 'report.jsonl', read: (text, { ranIn }) => readNodeTestLines(text, ranIn) },
  printedCounts: (lines) => {
    const line = lines.findLast((one) => /^(ℹ|#) pass \d+$/.test(one));
    return line === undefined ? null : { passed: Number(/\d+/.exec(line)?.[0]), failed: null };
  },
  altered: namedFile,
  canary: appended(
    (title, hash, _file, rules) =>
      `\n${unlinted}\n;process.getBuiltinModule('node:test').test('${title}', async () => { ${failing(assertions(hash, rules))} });\n`,
  ),
  start: {
    words: [['node', '--test']],
    valued: ['--import', '--require', '-r', '--test-name-pattern', '--test-reporter', '--env-file'],
    flags: [
      '--experimental-strip-types',
      '--enable-source-maps',
      '--no-warnings',
      '--experimental-vm-modules',
    ],
    alone: namedAlone,
  },
  files: {},
  words: ['--test'],
  moduleCalls: { objects: ['mock'], methods: ['module'] },
} as const satisfies TestRunner;
