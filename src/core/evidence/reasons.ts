import type { BaseTests } from './baseline.ts';
import type { Comparison } from './compare.ts';

/** Something that speaks against a candidate. */
export interface Finding {
  /** A sentence for person and model. */
  reason: string;
  /** It follows from changes to tests or runner configuration, which a person can allow. */
  reviewable: boolean;
}

const namedTests = 10;

/**
 * What the runs of a tree have against it. `where` says which files were run; `isReviewable` whether a test stands in a
 * file that a person may allow the run to change.
 */
export function findingsOf(
  comparison: Comparison,
  base: BaseTests | null,
  where: string,
  isReviewable: (id: string) => boolean,
): Finding[] {
  const { command, regressed, mixed, missing, skipped, otherFailures, newFlaky, knownFlaky, faults } =
    comparison;
  const findings: Finding[] = [];
  const tell = (ids: readonly string[], text: string, mayReview: boolean) => {
    const mayAllow = new Set(mayReview ? ids.filter(isReviewable) : []);
    const [allowed, others] = [[...mayAllow], ids.filter((id) => !mayAllow.has(id))];
    if (allowed.length > 0)
      findings.push({ reason: `${text} (${where}): ${named(allowed)}`, reviewable: true });
    if (others.length > 0)
      findings.push({ reason: `${text} (${where}): ${named(others)}`, reviewable: false });
  };
  for (const fault of faults) findings.push({ reason: `"${command}" ${where} ${fault}`, reviewable: false });
  tell(regressed, 'tests fail that passed at the base', false);
  tell(mixed, 'tests passed in one run and failed in another, and only passed at the base', false);
  tell(newFlaky, 'tests passed in one run and failed in another', false);
  const stillFailing = otherFailures.filter((id) => base?.steady.has(id));
  tell(stillFailing, 'tests fail as they did at the base', false);
  tell(
    otherFailures.filter((id) => !base?.steady.has(id)),
    'tests fail that the base does not have',
    false,
  );
  tell(missing, 'tests of the base are missing', true);
  tell(skipped, 'tests are skipped that ran at the base', true);
  if (findings.length === 0 && comparison.cleanRuns === 0) {
    const flaky = knownFlaky.length > 0 ? `, with failures of flaky tests alone: ${named(knownFlaky)}` : '';
    findings.push({ reason: `"${command}" ${where} exited with 0 in no run${flaky}`, reviewable: false });
  }
  return findings;
}

/** The first of the names, as JSON strings, so that no name can pass for anything else. */
export function named(ids: readonly string[]): string {
  const shown = ids.slice(0, namedTests).map((id) => JSON.stringify(id));
  const more = ids.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
