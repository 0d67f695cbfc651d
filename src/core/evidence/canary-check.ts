import { type Canary, canaries, canaryOutcomes } from '../canary.ts';
import { soundReport } from './baseline.ts';
import { runsOf, type SuiteRun } from './check.ts';
import { baseRuns, type CandidateTrees, type EvidenceFacts } from './facts.ts';
import { named } from './reasons.ts';

/** Tests that must fail, in each test file of the base: whatever makes every test pass makes them pass too. */
export function canariesOf(facts: EvidenceFacts, trees: CandidateTrees): Canary[] {
  const byPath = new Map<string, Canary>();
  for (const [index] of facts.commands.entries()) {
    for (const canary of canariesOfCommand(facts, trees, index)) byPath.set(canary.path, canary);
  }
  return [...byPath.values()];
}

function canariesOfCommand(facts: EvidenceFacts, trees: CandidateTrees, index: number): Canary[] {
  const report = baseRuns(facts)
    .map((run) => soundReport(run, index))
    .find((found) => found !== null);
  if (!report) return [];
  return canaries(report, facts.baseTree, facts.options.folder, trees.goPackages);
}

/** The run of the base with its canaries; null where there was none yet. */
export function baseCanaryRun(facts: EvidenceFacts): SuiteRun | null {
  return runsOf(facts.runs, 'baseline_canary', facts.baseTree, facts.commands)[0] ?? null;
}

/** The canaries that were collected and failed at the base, command by command. */
export function collectedCanaries(facts: EvidenceFacts, trees: CandidateTrees): Canary[][] {
  const run = baseCanaryRun(facts);
  return facts.commands.map((_command, index) => {
    const report = run?.[index]?.tests ?? null;
    if (report === null) return [];
    const placed = canariesOfCommand(facts, trees, index);
    const failed = canaryOutcomes(placed, report).filter(({ outcome }) => outcome === 'failed');
    return placed.filter(({ path }) => failed.some((entry) => entry.path === path));
  });
}

/** Why a run with canaries shows that failures are hidden; empty where each canary failed that failed at the base. */
export function canaryFaults(facts: EvidenceFacts, trees: CandidateTrees, run: SuiteRun): string[] {
  return collectedCanaries(facts, trees).flatMap((collected, index) => {
    if (collected.length === 0) return [];
    const command = `"${facts.commands[index]}"`;
    const result = run[index];
    if (result?.exit_code === 0) {
      return [`${command} exited with 0 although tests that must fail were added to it: it hides failures`];
    }
    const report = result?.tests ?? null;
    if (report === null) return [`${command} gives no report once tests that must fail are added to it`];
    const silent = canaryOutcomes(collected, report).filter(({ outcome }) => outcome !== 'failed');
    if (silent.length === 0) return [];
    const files = named(silent.map(({ path }) => path));
    return [`${command} does not report tests that must fail as failed, in ${files}: it hides failures`];
  });
}
