import { plainLine } from '../text/plain-text.ts';
import { type JudgementReport, verdictLine } from './judgement-report.ts';

/** One thing that was asked of the change; `failures` say why it does not hold. */
interface JudgedCase {
  group: string;
  name: string;
  failures: readonly string[];
  seconds: number;
}

/** A judgement as JUnit XML: a test case for each thing that was asked of the change. */
export function junitReport(report: JudgementReport): string {
  const cases = casesOf(report);
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const counts = `tests="${cases.length}" failures="${failed}" errors="0" skipped="0" time="${report.durationMs / 1000}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="proofloop judge" ${counts}>`,
    `  <testsuite name="proofloop judge" ${counts}>`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function casesOf(report: JudgementReport): JudgedCase[] {
  const { verdict, reasons, verification } = report;
  const isGood = verdict === 'verified' || verdict === 'proven';
  const of = (group: string, names: readonly string[], why: string | null): JudgedCase[] =>
    names.map((name) => ({ group, name, failures: why === null ? [] : [why], seconds: 0 }));
  return [
    {
      group: 'verdict',
      name: 'the change is judged to be sound',
      failures: isGood ? [] : [verdictLine(report), ...reasons],
      seconds: report.durationMs / 1000,
    },
    ...(verification?.commands ?? []).map(({ command, exit_code, duration_ms }) => ({
      group: 'verify command',
      name: command,
      failures: exit_code === 0 ? [] : [`exit code ${exit_code ?? 'none'}`],
      seconds: duration_ms / 1000,
    })),
    ...of('test', verification?.failing_tests ?? [], 'it fails'),
    ...of(
      'test',
      verification?.failing_elsewhere_tests ?? [],
      "it fails in another run, or with the base's tests put back",
    ),
    ...of('test', verification?.missing_tests ?? [], 'the base has it, and it is missing'),
    ...of('test', verification?.skipped_tests ?? [], 'it ran at the base, and is skipped'),
    ...of('passes only now', report.newlyPassing, null),
    ...of(
      'test or test configuration',
      report.altered.map(({ path, change }) => `${path} (${change})`),
      verdict === 'needs_review' ? 'the change altered it, and without that it does not pass' : null,
    ),
  ];
}

function caseLines({ group, name, failures, seconds }: JudgedCase): string[] {
  const head = `    <testcase classname="proofloop.${attribute(group)}" name="${attribute(name)}" time="${seconds}"`;
  if (failures.length === 0) return [`${head}/>`];
  const [first = ''] = failures;
  return [
    `${head}>`,
    `      <failure message="${attribute(first)}">${failures.map(escaped).join('\n')}</failure>`,
    '    </testcase>',
  ];
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text that XML can hold: no control characters, no half of a pair, nothing that ends where it stands. */
function escaped(text: string): string {
  return plainLine(text)
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

const attribute = escaped;
