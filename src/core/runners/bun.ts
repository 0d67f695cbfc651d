import { inFolder } from './folders.ts';
import { namedAlone } from './named-alone.ts';
import type { ReportReading, TestResult } from './report.ts';
import { appended, assertions, expectations, failing, namedFile, unlinted } from './script-canary.ts';
import type { Detect, TestRunner } from './test-runner.ts';

const fileLine = /^(\S.*\.[cm]?[jt]sx?):$/;
const resultLine = /^\((pass|fail|skip|todo)\) (.+?)(?: \[\d[\d.]*m?s\])?$/;
const summary = /^Ran \d{1,7} tests? across \d{1,7} files?\./;
const outcomes = { pass: 'passed', fail: 'failed', skip: 'skipped', todo: 'skipped' } as const;

/** Reads what `bun test` has printed, without control sequences: a report for each time that it ran. */
export function readBunText(output: string): ReportReading[] {
  const runs = output.split(/^(?=bun test v\d)/m).filter((text) => text.startsWith('bun test v'));
  return runs.map(readRun).filter((reading) => reading !== null);
}

function readRun(text: string): ReportReading | null {
  const results: TestResult[] = [];
  const said = new Map<string, number>();
  let file = '';
  let isWhole = false;
  for (const line of text.split(/\r?\n/)) {
    const [, outcome, names = ''] = resultLine.exec(line) ?? [];
    const [, count, word = ''] = /^ {0,2}(\d{1,7}) (pass|fail)$/.exec(line) ?? [];
    if (fileLine.test(line)) file = line.slice(0, -1);
    else if (outcome !== undefined)
      results.push({ file, names: names.split(' > '), outcome: outcomes[outcome as keyof typeof outcomes] });
    else if (line === '# Unhandled error between tests') results.push({ file, names: [], outcome: 'failed' });
    else if (count !== undefined) said.set(word, Number(count));
    isWhole ||= summary.test(line);
  }
  // It can be told to print dots: then there are numbers alone.
  if (results.length === 0 && isWhole) return null;
  const count = (outcome: string) => results.filter((one) => one.outcome === outcome).length;
  const isSound = isWhole && said.get('pass') === count('passed') && said.get('fail') === count('failed');
  const problem = 'what bun printed is cut off or at odds with its last lines';
  return { folder: null, results, counts: null, problems: isSound ? [] : [problem] };
}

/** One that has a package.json with a script is started by that. */
const detect: Detect = ({ folder, names }) => {
  const there = names(folder);
  const file = ['bunfig.toml', 'bun.lock', 'bun.lockb'].find((name) => there.includes(name));
  const places = ['', 'test', 'tests', 'src', '__tests__'];
  const hasTests = places.some((place) =>
    names(inFolder(folder, place)).some((name) => /[._](test|spec)\.[cm]?[jt]sx?$/.test(name)),
  );
  return file === undefined || !hasTests ? null : { command: 'bun test', file };
};

export const bun = {
  name: 'bun',
  report: { kind: 'printed', read: (output) => readBunText(output) },
  altered: namedFile,
  canary: appended(
    (title, hash, _file, rules) =>
      `\n${unlinted}\n;import { expect as expect_${hash}, test as test_${hash} } from 'bun:test';\ntest_${hash}('${title}', async () => { ${failing(`[...${expectations(`expect_${hash}`)}, ...${assertions(hash, rules)}]`)} });\n`,
  ),
  start: { words: [['bun', 'test']], alone: namedAlone },
  files: { names: ['bunfig.toml'] },
  detect,
} as const satisfies TestRunner;
