import { directStart } from '../runners/direct-start.ts';
import { isAnyones } from '../runners/runner-table.ts';
import { soundReport } from './baseline.ts';
import { type CandidateTrees, type EvidenceFacts, suiteRuns } from './facts.ts';
import type { CommandTest } from './fail-to-pass.ts';

/**
 * Those of the tests whose report was written by a runner that was seen to run, where nobody but a model says how the
 * repository is tested: its command starts the runner in plain sight, or, found by the change's own files, has one that
 * was asked.
 */
export function seenTests(
  facts: EvidenceFacts,
  trees: CandidateTrees,
  tests: readonly CommandTest[],
): CommandTest[] {
  const { proposedBy, commands, rules } = facts;
  if (rules < 3 || proposedBy === null) return [...tests];
  return tests.filter(({ index }) => {
    const reports = suiteRuns(facts, facts.tree).flatMap((run) => soundReport(run, index) ?? []);
    if (proposedBy === 'the change') return reports.every(({ runner }) => !isAnyones(runner));
    const start = directStart(commands[index] ?? '', trees.packageScripts);
    return start !== null && reports.every(({ runner }) => runner === start.runner);
  });
}
