import { stripVTControlCharacters } from 'node:util';
import type { Runner, TestReport } from '../../core/test-report.ts';
import { findCargoFiles } from './cargo-files.ts';
import { readCargoText } from './cargo-text.ts';
import { readGoJson } from './go-json.ts';
import { readJestJson } from './jest-json.ts';
import { joinReports } from './join-reports.ts';
import { readMochaLines } from './mocha-lines.ts';
import { readNodeTestLines } from './node-test-lines.ts';
import { pytestRoot } from './pytest-root.ts';
import type { Report } from './report.ts';
import { type LeftReport, readReportFolder } from './report-folder.ts';
import { readStrykerJson } from './stryker-json.ts';
import type { Places } from './test-ids.ts';

/** A verify command that has ended. */
export interface EndedCommand {
  /** All that it printed, but for what was left out of the middle. */
  output: string;
  isCut: boolean;
  /** Where its runners were asked to report, and when that folder was made. */
  reportFolder: string;
  sinceMs: number;
  /** Whether it was started as `go test -json` in the place of a `go test`, and of one with `-v`. */
  go: { isVerbose: boolean } | null;
  places: Places;
  /** Where the files of `places.root` really are. */
  outside: string;
}

/** What the runners of a command say of each test, and what a person would have read without being asked for it. */
export async function readTests(ended: EndedCommand): Promise<{ tests: TestReport | null; output: string }> {
  const { places, outside } = ended;
  const go = ended.go === null ? null : readGoJson(ended.output, ended.go.isVerbose);
  const printed = go?.text ?? ended.output;
  const plain = stripVTControlCharacters(printed);
  const left = await readReportFolder(ended.reportFolder, ended.sinceMs);
  const reports: Report[] = go?.report ? [go.report] : [];
  for (const one of left) reports.push(await read(one, places, outside));
  reports.push(...missedPytest(plain, left));
  if (/^running \d+ tests?\r?$/m.test(plain)) {
    const cargo = readCargoText(plain, await findCargoFiles(outside, folderBelow(places)));
    if (cargo !== null) reports.push(cargo);
  }
  if (reports.length === 0 && /^TAP version 1[34]\s*$/m.test(plain)) {
    const { readTapText } = await import('./tap-text.ts');
    reports.push(...readTapText(plain));
  }
  const fromOutput = reports.find(({ runner }) => runnersThatPrint.includes(runner))?.runner;
  const problems =
    ended.isCut && fromOutput !== undefined
      ? [`the output of ${fromOutput} was too long to be read in full`]
      : [];
  return { tests: joinReports(reports, problems, plain, places), output: withoutNotices(printed) };
}

const runnersThatPrint: readonly Runner[] = ['go', 'cargo', 'tap'];

async function read(
  { runner, folder, content }: LeftReport,
  places: Places,
  outside: string,
): Promise<Report> {
  if ('problem' in content) return empty(runner, `the report of ${runner} ${content.problem}`);
  const { text } = content;
  if (runner === 'pytest') {
    const { readPytestXml } = await import('./pytest-xml.ts');
    const report = readPytestXml(text);
    return { ...report, folder: pytestRoot(report, folder, places, outside) };
  }
  // It runs at the top, wherever the command does.
  if (runner === 'stryker') return { ...readStrykerJson(text), folder: places.root };
  if (runner === 'node:test') return readNodeTestLines(text, folder);
  return { ...(runner === 'mocha' ? readMochaLines(text) : readJestJson(runner, text)), folder };
}

/** Pytest writes its report at its end: one that began and left none has not come to it. */
function missedPytest(output: string, left: readonly LeftReport[]): Report[] {
  const begun = output.match(/^=+ test session starts =+\r?$/gm)?.length ?? 0;
  const elsewhere = output.match(/^-+ generated xml file: .* -+\r?$/gm) ?? [];
  const own = elsewhere.filter((line) => ownReport.test(line)).length;
  const found = left.filter(({ runner }) => runner === 'pytest').length;
  if (begun - (elsewhere.length - own) <= found) return [];
  const problem =
    found === 0
      ? 'the report of pytest was never written: it ended before its tests did'
      : `pytest ran ${begun} times and left ${found} reports: of several runs in one folder only the last one's stays`;
  return [empty('pytest', problem)];
}

function empty(runner: Runner, problem: string): Report {
  return { runner, folder: null, results: [], counts: null, problems: [problem] };
}

const ownReport = /proofloop\/reports\//;

/** Without the lines in which runners say where our reports are: nobody but us has asked for them. */
function withoutNotices(output: string): string {
  return output.replaceAll(
    /^.*(?:JSON report written to|Test results written to:|generated xml file:|report can be found at:).*proofloop\/reports\/.*(?:\n|$)/gm,
    '',
  );
}

function folderBelow({ root, folder }: Places): string {
  return folder === root ? '' : folder.slice(root.length + 1);
}
