import type { Finding } from './reasons.ts';
import type { SuiteRun } from './suite-runs.ts';

/** How many sealed checks failed and nothing more: no name and no output of them may reach a model. */
export function sealedFindings(run: SuiteRun, commands: readonly string[]): Finding[] {
  const failed = commands.reduce((sum, _command, index) => sum + failures(run[index]), 0);
  if (failed === 0) return [];
  const text = failed === 1 ? '1 sealed check fails' : `${failed} sealed checks fail`;
  return [{ reason: `${text} (--sealed)`, reviewable: false }];
}

function failures(result: SuiteRun[number] | undefined): number {
  if (result === undefined) return 1;
  const failed = result.tests?.failed.length ?? 0;
  const sound = result.exit_code === 0 && (result.tests?.problems.length ?? 0) === 0;
  return sound ? failed : Math.max(failed, 1);
}
