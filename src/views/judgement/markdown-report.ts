import { atMost } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import { type AlteredProtectedFile, type JudgementReport, verdictLine } from './judgement-report.ts';
import { changeText, costText, rangeText } from './judgement-text.ts';

const shownEntries = 20;

/**
 * A judgement as Markdown for a pull request: what a reviewer reads in ten seconds. `fileUrl` is the address that a file's
 * path follows on, to link its lines; null for none.
 */
export function markdownReport(report: JudgementReport, fileUrl: string | null): string {
  const { reasons, newlyPassing, altered, careful, verification } = report;
  const sections = [
    list('Why', reasons.map(code)),
    list(`Tests that pass only now: ${newlyPassing.length}`, newlyPassing.map(code)),
    list(
      'Tests and test configuration that the change altered',
      altered.map((file) => alteredEntry(file, fileUrl)),
    ),
    list('Allowed to change', report.allowed.map(code)),
    list(
      'Read before you take it',
      careful.map(({ path, effect }) => `${code(path)} ${code(effect)}`),
    ),
    list(
      'Commands',
      (verification?.commands ?? []).map(
        ({ command, exit_code }) => `${code(command)}: exit code ${exit_code ?? 'none'}`,
      ),
    ),
  ];
  return [
    `### proofloop: ${verdictLine(report)}`,
    '',
    ...sections.flat(),
    `Judged: ${changeText(report)}. It took ${costText(report)}.`,
    '',
    'Again, in a checkout of the change:',
    '',
    ...fenced(report.repeat),
    '',
  ].join('\n');
}

function list(title: string, entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  return [`**${title}**`, '', ...atMost(shownEntries, entries).map((entry) => `- ${entry}`), ''];
}

function alteredEntry({ path, change, lines }: AlteredProtectedFile, fileUrl: string | null): string {
  const ranges = atMost(
    5,
    lines.map((range) => linked(path, range, fileUrl)),
  );
  return `${code(path)} (${change})${ranges.length === 0 ? '' : `: line ${ranges.join(', ')}`}`;
}

function linked(path: string, range: { from: number; to: number }, fileUrl: string | null): string {
  if (fileUrl === null) return rangeText(range);
  // A parenthesis would end the link.
  const address = path.split('/').map((part) => encodeURIComponent(part).replace(/[()'*!~]/g, percent));
  return `[${rangeText(range)}](${fileUrl}/${address.join('/')}#L${range.from}-L${range.to})`;
}

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** Any text as code on one line: nothing in it is a link, a mention, an image or markup. */
function code(text: string): string {
  const line = plainLine(text);
  const fence = '`'.repeat(longestRun(line) + 1);
  return line === '' ? '` `' : `${fence} ${line} ${fence}`;
}

function fenced(text: string): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}sh`, plainLine(text), fence];
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
