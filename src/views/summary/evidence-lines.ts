import type { EvidenceSummary } from '../../core/summary-schema.ts';
import { countOf } from '../text/amounts.ts';
import { commandEndLine } from '../text/command-end.ts';
import { protectedChangeText } from '../text/fact-words.ts';
import { atMost } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import type { VerificationReport } from './verification-report.ts';

const shownNames = 5;

/**
 * What stands behind a result: the verdict in words, then what was measured; null where nothing was. `allowed` are the
 * changed files that a person has let the run change.
 */
export function evidenceLines(
  evidence: EvidenceSummary,
  report: VerificationReport | null,
  allowed: readonly string[],
): string[] {
  const verdict = verdictLine(evidence);
  if (report === null || evidence.level === 'claimed') return [verdict];
  const names = (count: string, list: readonly string[]) =>
    list.length === 0 ? [] : [count, ...atMost(shownNames, list.map(plainLine)).map((name) => `  ${name}`)];
  const tests = (list: readonly string[], one: string, many: string) =>
    names(`${countOf(list.length, 'test')} ${list.length === 1 ? one : many}`, list);
  const restored = report.protected_changes.filter(({ kind }) => kind !== 'program');
  return [
    verdict,
    ...report.commands.map(commandEndLine),
    ...(report.proposed_command === null ? [] : ['this command was proposed by the tester']),
    ...tests(report.failing_tests, 'fails', 'fail'),
    ...tests(report.failing_elsewhere_tests, elsewhere('passes', 'fails'), elsewhere('pass', 'fail')),
    ...tests(report.missing_tests, 'of the base is missing', 'of the base are missing'),
    ...tests(report.skipped_tests, 'is newly skipped', 'are newly skipped'),
    ...tests(report.flaky_tests, 'is flaky and not counted', 'are flaky and not counted'),
    ...tests(report.unsteady_tests, changing('has', 'is'), changing('have', 'are')),
    ...tests(report.newly_passing_tests, newly('passes'), newly('pass')),
    ...names(
      `changed by the run, so that the base's version counts: ${countOf(restored.length, 'file')}`,
      restored.map(protectedChangeText),
    ),
    ...names(
      `changed by the run, and allowed (--allow-changes): ${countOf(allowed.length, 'file')}`,
      allowed,
    ),
  ];
}

const elsewhere = (pass: string, fail: string) =>
  `${pass} here and ${fail} in another run or with the base's tests put back`;
const changing = (has: string, are: string) =>
  `of the base ${has} a name that changes from run to run and ${are} not counted`;
const newly = (pass: string) => `${pass} now that failed or did not exist at the base`;

function verdictLine({ level, grade, verdict }: EvidenceSummary): string {
  if (level === 'claimed') {
    return "unverified: nothing was measured; only the tester's word counts at level claimed";
  }
  const measured = `${verdict}${grade === null ? '' : ` (${grade})`}`;
  switch (verdict) {
    case 'verified':
      return `${measured}: the verify commands passed on a fresh checkout of the result`;
    case 'proven':
      return `${measured}: and a test shows the change: it passes now and fails without it`;
    case 'refused':
      return `${measured}: what was measured does not allow completion`;
    case 'unverified':
      return 'unverified: this result was not measured';
  }
}
