import { readJsonResults } from './json-results.ts';
import { namedAlone } from './named-alone.ts';
import { appended, assertions, expectations, failing, namedFile, unlinted } from './script-canary.ts';
import { sum } from './summary-line.ts';
import type { NodeAsking, TestRunner } from './test-runner.ts';
import { configuredReporters, vitestConfiguration } from './vitest-reporters.ts';

export const vitest = {
  name: 'vitest',
  report: {
    kind: 'noted',
    file: 'report.json',
    read: (text, { ranIn }) => readJsonResults('vitest', text, ranIn),
  },
  printedCounts: (lines) => {
    const line = lines.findLast((one) => /^ *Tests {2}\d/.test(one));
    return line === undefined
      ? null
      : { passed: sum(line, 'passed', 'expected fail'), failed: sum(line, 'failed') };
  },
  altered: namedFile,
  canary: /* @__PURE__ */ appended(
    (title, hash, _file, rules) =>
      `\n${unlinted}\n;import { expect as expect_${hash}, test as test_${hash} } from 'vitest';\ntest_${hash}('${title}', async () => { ${failing(`[...${expectations(`expect_${hash}`)}, ...${assertions(hash, rules)}]`)} });\n`,
  ),
  start: {
    words: [['vitest', 'run'], ['vitest', '--run'], ['vitest']],
    valued: ['--config', '-c', '--root', '-r', '--project', '--reporter', '-t', '--environment', '--dir'],
    flags: ['--run', '--silent', '--coverage', '--no-coverage', '--passWithNoTests', '--globals'],
    alone: namedAlone,
  },
  files: {
    stems: ['vitest', 'vite'],
    patterns: [/^vitest[.-](setup|global|env|environment|preset|resolver|transform)[\w.-]*\.[cm]?[jt]sx?$/],
    packages: [/^vitest$|^@vitest\/|^vite$/],
    fields: ['vitest'],
  },
  words: ['vitest'],
  moduleCalls: {
    objects: ['vi', 'vitest'],
    methods: ['mock', 'unmock', 'doMock', 'doUnmock', 'importActual', 'importMock'],
  },
  program: 'vitest run',
} as const satisfies TestRunner;

/** Has vitest write a report beside what its reporters print, unless it was already told where reports go. */
export const vitestAsking: NodeAsking = {
  runner: 'vitest',
  script: /[\\/]vitest[\\/]vitest\.mjs$/,
  file: 'report.json',
  configuration: vitestConfiguration,
  argumentsFor(given, report, configuration) {
    if (given.some((argument) => runsNoTests.test(argument) || writesFile.test(argument))) return null;
    if (/^(list|bench|init|complete)$/.test(given.find((argument) => !argument.startsWith('-')) ?? ''))
      return null;
    const configured = configuredReporters(configuration);
    if (configured === null) return null;
    const isChosen = given.some((argument) => /^--reporters?(=|$)/.test(argument));
    const beside = configured.length > 0 ? configured : ['default'];
    const reporters = [...(isChosen ? [] : beside), 'json'].map((name) => `--reporter=${name}`);
    return [...reporters, `--outputFile.json=${report}`];
  },
};

const runsNoTests = /^(-h|--help|-v|--version|--merge-?reports|--standalone|--clear-?cache)(=|$)/i;
const writesFile = /^--output-?file([.=]|$)/i;
