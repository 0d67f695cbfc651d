import { type DescribedRun, runReport } from '../runs/describe-run.ts';

/** What the page is told of a run beside its log: what `show --json` prints, and what can be done to it. */
export function runFacts(described: DescribedRun) {
  const { read, facts, summary } = described;
  const { verification, foreignLog } = facts;
  const isReviewable = verification?.reviewable === true && summary.phase !== 'completed';
  return {
    ...runReport(described),
    own: foreignLog === null,
    /** A judgement measures what others did: there is nothing to go on with or to take. */
    judged: read.events[0]?.event === 'judge_started',
    damage: read.damage,
    reviewable_paths: isReviewable ? verification.protected_changes.map(({ path }) => path) : [],
  };
}
