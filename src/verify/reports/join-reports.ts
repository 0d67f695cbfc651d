import type { TestReport } from '../../core/evidence/test-report.ts';
import type { ReportedOutcome, ReportReading } from '../../core/runners/report.ts';
import { type Runner, runnerNamed } from '../../core/runners/runner-table.ts';
import type { Places } from '../../core/runners/test-runner.ts';
import { testIds } from './test-ids.ts';

/** What one run of one runner has reported. */
export interface Report extends ReportReading {
  runner: Runner;
}

/** What weighs more where two reports tell of the same test. */
const weights: Record<ReportedOutcome, number> = { skipped: 0, passed: 1, failed: 2 };

/** Puts the reports of one command together; null for none. `output` is what it printed, without control sequences. */
export function joinReports(
  reports: readonly Report[],
  problems: readonly string[],
  output: string,
  places: Places,
): TestReport | null {
  const runner = reports[0]?.runner;
  if (runner === undefined) return null;
  const outcomes = new Map<string, ReportedOutcome>();
  for (const report of reports) {
    for (const [id, outcome] of testIds(report, places)) {
      const known = outcomes.get(id);
      if (known === undefined || weights[outcome] > weights[known]) outcomes.set(id, outcome);
    }
  }
  const isTooMuch = sizeOf(outcomes) > mostIdCharacters;
  if (isTooMuch) outcomes.clear();
  const idsWith = (outcome: ReportedOutcome) =>
    [...outcomes]
      .filter(([, value]) => value === outcome)
      .map(([id]) => id)
      .sort();
  return {
    runner,
    passed: idsWith('passed'),
    failed: idsWith('failed'),
    skipped: idsWith('skipped'),
    reports: reports.length,
    problems: [
      ...new Set([
        ...problems,
        ...(isTooMuch ? [`the names of its tests come to more than ${mostIdCharacters} characters`] : []),
        ...reports.flatMap((report) => report.problems),
        ...disagreement(reports, output),
      ]),
    ].sort(),
  };
}

/** Each of a verdict's runs writes all ids into the log: a hundred thousand long ones fit. */
const mostIdCharacters = 16 * 1024 * 1024;

function sizeOf(outcomes: ReadonlyMap<string, ReportedOutcome>): number {
  let characters = 0;
  for (const id of outcomes.keys()) characters += id.length;
  return characters;
}

/** Where there are several reports, nobody knows which one the last lines are about. */
function disagreement([report, ...others]: readonly Report[], output: string): string[] {
  if (report === undefined || others.length > 0 || report.counts === null) return [];
  const printed = runnerNamed(report.runner).printedCounts?.(lastLines(output)) ?? null;
  if (printed === null) return [];
  const differs = (['passed', 'failed'] as const).filter((outcome) => {
    const [said, reported] = [printed[outcome], report.counts?.[outcome] ?? null];
    return said !== null && reported !== null && said !== reported;
  });
  return differs.map(
    (outcome) =>
      `${report.runner} printed that ${printed[outcome]} tests ${outcome}, and its report has ${report.counts?.[outcome]}`,
  );
}

/** Summaries stand at the end, but long failures can stand behind them. */
const tailCharacters = 1024 * 1024;
/** A summary is no longer. */
const lineCharacters = 1000;

function lastLines(output: string): string[] {
  const lines = output.slice(-tailCharacters).split(/\r?\n/);
  return lines.filter((line) => line.length <= lineCharacters);
}
