import { sensitiveLines } from '../summary/summary-text.ts';
import { countOf, durationText } from '../text/amounts.ts';
import { commandEndLine } from '../text/command-end.ts';
import { atMost, labelled } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import { type AlteredProtectedFile, type JudgementReport, verdictLine } from './judgement-report.ts';

const labelColumns = 12;
const shownNames = 20;
const shownRanges = 5;

/** A judgement as lines of plain text: the verdict first, then why, what passes only now, what was altered, the cost. */
export function judgementText(report: JudgementReport): string[] {
  const section = (label: string, lines: readonly string[]) => labelled(label, labelColumns, lines);
  return [
    verdictLine(report),
    '',
    ...section('reasons', report.reasons.map(plainLine)),
    ...section('passes now', newTests(report.newlyPassing)),
    ...section('altered', atMost(shownNames, report.altered.map(alteredText))),
    ...section('allowed', atMost(shownNames, report.allowed.map(plainLine))),
    ...section('careful', sensitiveLines(report.careful)),
    ...section('flaky', atMost(shownNames, (report.verification?.flaky_tests ?? []).map(plainLine))),
    ...section('commands', (report.verification?.commands ?? []).map(commandEndLine)),
    ...section('change', [changeText(report)]),
    ...section('cost', [costText(report)]),
    ...section('certificate', report.certificate.map(plainLine)),
    ...section('log', [plainLine(report.logPath)]),
    ...section('again', [report.repeat]),
  ];
}

/** `test/sum.test.ts:3-5 (modified)` */
function alteredText({ path, change, lines }: AlteredProtectedFile): string {
  const ranges = atMost(shownRanges, lines.map(rangeText)).join(', ');
  return `${plainLine(path)}${ranges === '' ? '' : `:${ranges}`} (${change})`;
}

export function rangeText({ from, to }: { from: number; to: number }): string {
  return from === to ? String(from) : `${from}-${to}`;
}

export function changeText({ files, base, head }: JudgementReport): string {
  const at = /^[0-9a-f]{40,64}$/.test(head) ? `commit ${head.slice(0, 10)}` : head;
  return `${countOf(files.length, 'file')} from ${plainLine(base).slice(0, 10)} to ${at}`;
}

export function costText({ durationMs, runs, remembered }: JudgementReport): string {
  const known = remembered === 0 ? '' : `, ${remembered} of them known from before`;
  return `${durationText(durationMs)}, ${countOf(runs, 'run')} of the commands${known}; no model was asked`;
}

function newTests(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const passes = names.length === 1 ? 'passes' : 'pass';
  return [
    `${countOf(names.length, 'test')} that failed or did not exist at the base ${passes} now`,
    ...atMost(shownNames, names.map(plainLine)).map((name) => `  ${name}`),
  ];
}
