import { inFolder } from './folders.ts';
import { namedAlone } from './named-alone.ts';
import type { ReportReading, TestResult } from './report.ts';
import { appended, assertions, failing, namedFile, unlinted } from './script-canary.ts';
import type { Detect, TestRunner } from './test-runner.ts';

const fileLine = /^running \d{1,7} tests? from (\S.*)$/;
const brokenLine = /^Uncaught error from (\S.*) FAILED$/;
const resultLine = /^( *)(\S.*?) \.\.\. (ok|FAILED|ignored)( \(.*\))?$/;
const summary = /^(?:ok|FAILED) \| (\d{1,7}) passed(?: \((\d{1,7}) steps?\))? \| (\d{1,7}) failed\b/;
const outcomes = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' } as const;

/** Reads what `deno test` has printed, without control sequences: a report for each time that it ran. */
export function readDenoText(output: string): ReportReading[] {
  const readings: ReportReading[] = [];
  let run = startRun();
  for (const line of output.split(/\r?\n/)) {
    const said = summary.exec(line);
    readLine(run, line);
    if (said === null) continue;
    if (run.results.length > 0) readings.push(endRun(run, said));
    run = startRun();
  }
  return run.results.length === 0 ? readings : [...readings, endRun(run, null)];
}

interface Run {
  results: TestResult[];
  file: string;
  /** The tests that are open, outermost first, and whether a step of each was seen. */
  open: { name: string; hasSteps: boolean }[];
  /** Whether what comes now was printed by a test. */
  isQuoted: boolean;
  /** Tests that stand in no other one, by what became of them. */
  outer: Record<string, number>;
}

const startRun = (): Run => ({ results: [], file: '', open: [], isQuoted: false, outer: {} });

function readLine(run: Run, line: string): void {
  if (line === '------- post-test output -------' || line === '----- post-test output end -----') {
    run.isQuoted = line.startsWith('-------');
    return;
  }
  if (run.isQuoted) return;
  const [, broken] = brokenLine.exec(line) ?? [];
  const [, file] = fileLine.exec(line) ?? [];
  if (broken !== undefined) {
    run.results.push({ file: plainPath(broken), names: [], outcome: 'failed' });
    count(run, 'failed');
  } else if (file !== undefined) {
    run.file = plainPath(file);
    run.open = [];
  } else if (run.file !== '') readTest(run, line);
}

/** A test with steps is named before them, and once more behind them. */
function readTest(run: Run, line: string): void {
  const [, begun = '', opened] = /^( *)(\S.*) \.\.\.$/.exec(line) ?? [];
  const [, indent = '', name = '', word = '', note = ''] = resultLine.exec(line) ?? [];
  const depth = (opened === undefined ? indent : begun).length / 2;
  const isOpen = opened !== undefined && run.open[depth]?.name !== opened;
  if (isOpen) run.open = [...run.open.slice(0, depth), { name: opened, hasSteps: false }];
  if (name === '') return;
  const around = run.open.slice(0, depth);
  const parent = around.at(-1);
  if (parent !== undefined) parent.hasSteps = true;
  const outcome = outcomes[word as keyof typeof outcomes];
  const own = run.open[depth];
  const holdsOthers = own?.name === name && own.hasSteps;
  if (depth === 0) count(run, outcome);
  const failedByItself = outcome === 'failed' && !note.includes('due to ');
  if (!holdsOthers || failedByItself)
    run.results.push({ file: run.file, names: [...around.map((one) => one.name), name], outcome });
  run.open = around;
}

function count({ outer }: Run, outcome: string): void {
  outer[outcome] = (outer[outcome] ?? 0) + 1;
}

const plainPath = (path: string) => path.replace(/^\.\//, '');

function endRun({ results, outer }: Run, said: RegExpExecArray | null): ReportReading {
  const isSound =
    said !== null && Number(said[1]) === (outer.passed ?? 0) && Number(said[3]) === (outer.failed ?? 0);
  const problem = 'what deno printed is cut off or at odds with its last line';
  return { folder: null, results, counts: null, problems: isSound ? [] : [problem] };
}

const detect: Detect = ({ folder, names, text }) => {
  const file = ['deno.json', 'deno.jsonc'].find((name) => names(folder).includes(name));
  if (file === undefined) return null;
  const hasTask = /"tasks"\s*:\s*\{[^}]*"test"\s*:/.test(text(inFolder(folder, file)) ?? '');
  return { command: hasTask ? 'deno task test' : 'deno test', file };
};

export const deno = {
  name: 'deno',
  report: { kind: 'printed', read: (output) => readDenoText(output) },
  altered: namedFile,
  canary: appended(
    (title, hash, _file, rules) =>
      `\n${unlinted}\n// deno-lint-ignore-file\n// @ts-ignore\n;Deno.test('${title}', async () => { ${failing(assertions(hash, rules))} });\n`,
  ),
  start: { words: [['deno', 'test']], alone: namedAlone },
  files: { names: ['deno.jsonc', 'import_map.json'] },
  detect,
} as const satisfies TestRunner;
