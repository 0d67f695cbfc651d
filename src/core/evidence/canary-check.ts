import { type Canary, canariesFor, canaryTitle } from '../canary.ts';
import { soundReport } from './baseline.ts';
import { runsOf, type SuiteRun } from './check.ts';
import { baseRuns, type EvidenceFacts } from './facts.ts';
import { named } from './reasons.ts';

/** Tests that must fail, one for each test file of the base: whatever makes every test pass makes them pass too. */
export function canariesOf(facts: EvidenceFacts): Canary[] {
  const [run] = baseRuns(facts);
  const byPath = new Map<string, Canary>();
  for (const [index] of facts.commands.entries()) {
    const report = run ? soundReport(run, index) : null;
    if (report === null) continue;
    for (const canary of canariesFor(report, facts.options.folder, facts.baseTree))
      byPath.set(canary.path, canary);
  }
  return [...byPath.values()];
}

/** The first run of the base with its canaries; null where there was none yet. */
export function baseCanaryRun(facts: EvidenceFacts): SuiteRun | null {
  return runsOf(facts.runs, 'baseline_canary', facts.baseTree, facts.commands)[0] ?? null;
}

/** Ids of the canaries that were collected and failed at the base, command by command. */
export function collectedCanaries(facts: EvidenceFacts): string[][] {
  const run = baseCanaryRun(facts);
  return facts.commands.map((_command, index) => (run === null ? [] : failedCanaries(facts, run, index)));
}

/** Why a run with canaries shows that failures are hidden; empty where each canary failed that failed at the base. */
export function canaryFaults(facts: EvidenceFacts, run: SuiteRun): string[] {
  return collectedCanaries(facts).flatMap((collected, index) => {
    if (collected.length === 0) return [];
    const command = `"${facts.commands[index]}"`;
    if (run[index]?.exit_code === 0) {
      return [`${command} exited with 0 although tests that must fail were added to it: it hides failures`];
    }
    const failed = new Set(failedCanaries(facts, run, index));
    const silent = collected.filter((id) => !failed.has(id));
    if (silent.length === 0) return [];
    return [`${command} does not report tests that must fail as failed: ${named(silent)}`];
  });
}

function failedCanaries(facts: EvidenceFacts, run: SuiteRun, index: number): string[] {
  const title = canaryTitle(facts.baseTree);
  return (run[index]?.tests?.failed ?? []).filter((id) => id.includes(title));
}
