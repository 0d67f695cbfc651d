import type { TestReport } from '../../core/evidence/test-report.ts';
import { plainOutput } from '../../core/runners/plain-output.ts';
import { unreadable } from '../../core/runners/report.ts';
import { type Runner, runnerNamed, runnerTable } from '../../core/runners/runner-table.ts';
import type { AskedCommand, Places } from '../../core/runners/test-runner.ts';
import { checkoutFiles } from './checkout-files.ts';
import { joinReports, type Report } from './join-reports.ts';
import { type FoundReport, readReportFolder } from './report-folder.ts';

/** A verify command that has ended. */
export interface EndedCommand {
  /** All that it printed, but for what was left out of the middle. */
  output: string;
  isCut: boolean;
  /** Where its runners were asked to report, and when that folder was made. */
  reportFolder: string;
  sinceMs: number;
  /** What was started in its place; null where it was started as it is. */
  asked: AskedInPlace | null;
  places: Places;
  /** Where the files of `places.root` really are. */
  outside: string;
}

export interface AskedInPlace extends AskedCommand {
  runner: Runner;
}

/** The first runner's way to make a shell line tell of each test; null where none has one. */
export function askInPlace(command: string): AskedInPlace | null {
  for (const { name, report } of runnerTable) {
    const asked = report.kind === 'printed' ? report.ask?.(command) : null;
    if (asked) return { ...asked, runner: name };
  }
  return null;
}

/** What the runners of a command say of each test, and what a person would have read without being asked for it. */
export async function readTests(ended: EndedCommand): Promise<{ tests: TestReport | null; output: string }> {
  const { asked, places } = ended;
  const told = asked?.read(ended.output) ?? null;
  const printed = told?.text ?? ended.output;
  const plain = plainOutput(printed);
  const left = await readReportFolder(ended.reportFolder, ended.sinceMs);
  const reports: Report[] = asked && told?.reading ? [{ runner: asked.runner, ...told.reading }] : [];
  for (const one of left) reports.push(await read(one, ended));
  reports.push(...missedReports(plain, left));
  const fromOutput = await printedReports(plain, ended, reports.length > 0);
  reports.push(...fromOutput);
  const printing = [
    ...(told?.reading && asked ? [asked.runner] : []),
    ...fromOutput.map(({ runner }) => runner),
  ];
  const problems =
    ended.isCut && printing[0] !== undefined
      ? [`the output of ${printing[0]} was too long to be read in full`]
      : [];
  return { tests: joinReports(reports, problems, plain, places), output: withoutNotices(printed) };
}

async function read({ runner, folder, content }: FoundReport, ended: EndedCommand): Promise<Report> {
  if ('problem' in content) return { runner, ...unreadable(`the report of ${runner} ${content.problem}`) };
  const { report } = runnerNamed(runner);
  if (report.kind === 'printed') return { runner, ...unreadable(`${runner} leaves no report`) };
  return { runner, ...(await report.read(content.text, seenFrom(ended, folder))) };
}

function seenFrom({ places, outside }: EndedCommand, ranIn: string) {
  return { ranIn, places, files: checkoutFiles(outside) };
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
    const readings = (await report.read?.(plain, seenFrom(ended, ''))) ?? [];
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
