import { plainLine } from '../text/plain-text.ts';
import { type JudgementReport, verdictLine } from './judgement-report.ts';

/** A judgement as GitHub's workflow commands, a line each: the verdict, and what the change altered at file and line. */
export function githubAnnotations(report: JudgementReport): string[] {
  const { verdict, altered, careful, reasons } = report;
  const isGood = verdict === 'verified' || verdict === 'proven';
  const level = isGood ? 'notice' : 'error';
  return [
    command(level, { title: 'proofloop' }, [verdictLine(report), ...reasons].map(plainLine).join('\n')),
    ...altered.flatMap(({ path, change, lines }) =>
      (lines.length === 0 ? [null] : lines).map((range) =>
        command(
          isGood ? 'notice' : 'warning',
          {
            title: 'proofloop',
            file: path,
            ...(range === null ? {} : { line: range.from, endLine: range.to }),
          },
          `${plainLine(path)} decides how the change is tested, and was ${change} by it`,
        ),
      ),
    ),
    ...careful.map(({ path, effect }) =>
      command('notice', { title: 'proofloop', file: path }, `${plainLine(path)} ${plainLine(effect)}`),
    ),
  ];
}

function command(name: string, properties: Record<string, string | number>, message: string): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${name} ${given.join(',')}::${data(message)}`;
}

/** A line break would begin another command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
