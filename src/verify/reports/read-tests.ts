import type { TestReport } from '../../core/evidence/test-report.ts';
import { plainOutput } from '../../core/runners/plain-output.ts';
import { unreadable } from '../../core/runners/report.ts';
import { runnerNamed, runnerTable } from '../../core/runners/runner-table.ts';
import type { Places, Seen } from '../../core/runners/test-runner.ts';
import { checkoutFiles } from './checkout-files.ts';
import { joinReports, type Report } from './join-reports.ts';
import { type FoundReport, readReportFolder } from './report-folder.ts';
import { readWrittenReports } from './written-reports.ts';

/** A verify command that has ended; plain values, for another thread may read what it has left. */
export interface EndedCommand {
  /** All that it printed, but for what was left out of the middle. */
  output: string;
  isCut: boolean;
  /** Where its runners were asked to report, and when that folder was made. */
  reportFolder: string;
  sinceMs: number;
  places: Places;
  /** Where the files of `places.root` really are. */
  outside: string;
  /** Globs of reports that the command writes by itself, as seen from its folder. */
  written: readonly string[];
}

/** All that a command has left to read. */
export interface LeftToRead {
  ended: EndedCommand;
  left: readonly FoundReport[];
}

/** What the runners of a command say of each test, and what a person would have read without being asked for it. */
export interface ToldTests {
  tests: TestReport | null;
  output: string;
}

/** Bytes of all the reports of one command together: what is larger than its tests is no report of them. */
const allReportsLimitBytes = 64 * 1024 * 1024;

/** Gathers what a command has left behind; nothing of it is understood yet. */
export async function collectReports(ended: EndedCommand): Promise<LeftToRead> {
  const reading = { sinceMs: ended.sinceMs, room: { leftBytes: allReportsLimitBytes } };
  const left = [
    ...(await readReportFolder(ended.reportFolder, reading)),
    ...(await readWrittenReports({ ...ended, reading })),
  ];
  return { ended, left };
}

/** Understands what a command has left: the time that takes grows with its length, and is the program's to choose. */
export async function readTests({ ended, left }: LeftToRead): Promise<ToldTests> {
  const plain = plainOutput(ended.output);
  const reports: Report[] = [];
  for (const one of left) reports.push(await read(one, ended));
  reports.push(...missedReports(plain, left));
  const fromOutput = await printedReports(plain, ended, reports.length > 0);
  reports.push(...fromOutput);
  const printing = fromOutput[0]?.runner;
  const problems =
    ended.isCut && printing !== undefined
      ? [`the output of ${printing} was too long to be read in full`]
      : [];
  return { tests: joinReports(reports, problems, plain, ended.places), output: withoutNotices(ended.output) };
}

async function read({ runner, folder, path, content }: FoundReport, ended: EndedCommand): Promise<Report> {
  if ('problem' in content) return { runner, ...unreadable(`the report of ${runner} ${content.problem}`) };
  const { report } = runnerNamed(runner);
  if (report.kind === 'printed') return { runner, ...unreadable(`${runner} leaves no report`) };
  return { runner, ...(await report.read(content.text, seenFrom(ended, folder, path))) };
}

function seenFrom({ places, outside }: EndedCommand, ranIn: string, report: string): Seen {
  return { ranIn, report, places, files: checkoutFiles(outside) };
}

/** Reports that must have been written, going by what was printed, and are not there. */
function missedReports(plain: string, left: readonly FoundReport[]): Report[] {
  const lines = plain.split(/\r?\n/);
  return runnerTable.flatMap(({ name, report }): Report[] => {
    if (report.kind !== 'left') return [];
    const found = left.filter(({ runner }) => runner === name).length;
    const problem = report.missing?.(lines, found) ?? null;
    return problem === null ? [] : [{ runner: name, ...unreadable(problem) }];
  });
}

/** What runners report by what they print; one that is read last only where nothing else was. */
async function printedReports(plain: string, ended: EndedCommand, hasOthers: boolean): Promise<Report[]> {
  const found: Report[] = [];
  for (const { name, report } of runnerTable) {
    if (report.kind !== 'printed' || (report.isLast && (hasOthers || found.length > 0))) continue;
    const readings = await report.read(plain, seenFrom(ended, '', ''));
    found.push(...readings.map((reading) => ({ runner: name, ...reading })));
  }
  return found;
}

/** Lines in which runners say where our reports are: nobody but us has asked for them. */
const notices = [
  'JSON report written to',
  'Test results written to:',
  'generated xml file:',
  'report can be found at:',
];

function withoutNotices(output: string): string {
  if (!output.includes('proofloop/reports/')) return output;
  const lines = output.split(/(?<=\n)/);
  return lines.filter((line) => !isNotice(line)).join('');
}

function isNotice(line: string): boolean {
  const at = line.lastIndexOf('proofloop/reports/');
  return at >= 0 && notices.some((words) => line.slice(0, at).includes(words));
}
