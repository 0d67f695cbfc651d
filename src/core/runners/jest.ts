import { readJsonResults } from './json-results.ts';
import { namedAlone } from './named-alone.ts';
import { appended, assertions, expectations, failing, namedFile, unlinted } from './script-canary.ts';
import { sum } from './summary-line.ts';
import type { NodeAsking, TestRunner } from './test-runner.ts';

export const jest = {
  name: 'jest',
  report: {
    kind: 'noted',
    file: 'report.json',
    read: (text, { ranIn }) => readJsonResults('jest', text, ranIn),
  },
  printedCounts: (lines) => {
    const line = lines.findLast((one) => /^Tests: +\d/.test(one));
    return line === undefined
      ? null
      : { passed: sum(line, 'passed', 'expected fail'), failed: sum(line, 'failed') };
  },
  altered: namedFile,
  canary: /* @__PURE__ */ appended(
    (title, hash, _file, rules) =>
      `\n${unlinted}\n// @ts-ignore\n;(typeof test === 'function' ? test : it)('${title}', async () => { ${failing(`[...${expectations('expect')}, ...${assertions(hash, rules)}]`)} });\n`,
  ),
  start: {
    words: [['jest']],
    valued: ['--config', '-c', '--rootDir', '--maxWorkers', '-w', '--testTimeout', '-t', '--env'],
    flags: [
      '--ci',
      '--silent',
      '--coverage',
      '--runInBand',
      '-i',
      '--verbose',
      '--passWithNoTests',
      '--forceExit',
    ],
    alone: namedAlone,
    aloneOptions: ['--runTestsByPath'],
  },
  files: {
    stems: ['jest'],
    patterns: [/^jest[.-](setup|global|env|environment|preset|resolver|transform)[\w.-]*\.[cm]?[jt]sx?$/],
    packages: [/^jest$|^@jest\/|^jest-|^ts-jest$|^babel-jest$|^expect$/],
    fields: ['jest'],
  },
  words: ['jest'],
  moduleCalls: {
    objects: ['jest'],
    methods: [
      ...['mock', 'unmock', 'doMock', 'dontMock', 'setMock', 'unstable_mockModule', 'unstable_unmockModule'],
      ...['requireActual', 'requireMock', 'createMockFromModule', 'genMockFromModule', 'deepUnmock'],
    ],
  },
  program: 'jest',
} as const satisfies TestRunner;

/** Has jest write a report; what its reporters print stays as it is. */
export const jestAsking: NodeAsking = {
  runner: 'jest',
  script: /[\\/]jest(-cli)?[\\/]bin[\\/]jest\.js$/,
  file: 'report.json',
  argumentsFor: (given, report) =>
    given.some((argument) => runsNoTests.test(argument) || writesFile.test(argument))
      ? null
      : ['--json', `--outputFile=${report}`],
};

const runsNoTests =
  /^(-h|--help|--version|--listTests|--showConfig|--clearCache|--init|--json|--watch|--watchAll)(=|$)/;
const writesFile = /^--output-?file([.=]|$)/i;
