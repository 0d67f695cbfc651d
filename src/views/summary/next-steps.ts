import type { RunOptions } from '../../core/options.ts';
import { globOfPath } from '../../core/protected/glob-matcher.ts';
import type { ProtectedChange } from '../../core/protected/protection.ts';
import type { StopReason, Summary } from '../../core/summary-schema.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import { plainLine, plainText } from '../text/plain-text.ts';
import type { VerificationReport } from './verification-report.ts';

/** A command that makes sense now, and what it does. */
export interface NextStep {
  command: string;
  purpose: string;
}

/** What the steps depend on beside the summary. */
export interface StepFacts {
  options: RunOptions;
  /** The result is in the user's working tree already. */
  applied: boolean;
  /** The process that works on the run; null where none does. */
  writer: number | null;
  /** Path of the log where it is not that of a run which was started here, and can only be read; else null. */
  foreignLog: string | null;
  /** What was measured about the result; null where nothing was. */
  verification: Pick<VerificationReport, 'protected_changes'> | null;
}

/** What a person can do after this outcome. */
export function nextSteps(
  summary: Summary,
  { options, applied, verification, writer, foreignLog }: StepFacts,
): NextStep[] {
  if (foreignLog !== null)
    return [{ command: `proofloop log ${shellWord(plainText(foreignLog))}`, purpose: 'read what happened' }];
  const id = plainLine(summary.run_id);
  const isQueued = isOfQueue(summary, options);
  const steps: NextStep[] = [];
  const hasResult = summary.artifacts.length > 0;
  if (hasResult) steps.push({ command: `proofloop diff ${id}`, purpose: 'see the changes' });
  if (writer !== null) {
    return [
      ...steps,
      { command: `proofloop watch ${id}`, purpose: 'follow it' },
      { command: `proofloop ${isQueued ? 'queue cancel' : 'stop'} ${id}`, purpose: 'ask it to stop' },
    ];
  }
  if (summary.stop_reason === 'needs_review') {
    const allowed = (verification?.protected_changes ?? []).map(allowOption).join('');
    steps.push({
      command: `proofloop accept ${id}${allowed}`,
      purpose: 'allow these changes, and decide again',
    });
  }
  if (hasResult && !applied) {
    steps.push({ command: `proofloop apply ${id}`, purpose: 'bring them into your files' });
  }
  if (summary.stop_reason === 'disk_full') {
    steps.push({ command: 'proofloop prune', purpose: 'make room, unless you do it elsewhere' });
  }
  if (summary.phase !== 'completed') {
    const isOwnLimit = summary.stop_reason !== null && summary.ceiling !== 'fleet';
    const raised =
      !isOwnLimit || summary.stop_reason === null ? '' : (raisedLimit(summary.stop_reason, options) ?? '');
    const again = summary.phase === 'failed' ? 'queue retry' : 'queue resume';
    steps.push({
      command: `proofloop ${isQueued ? again : 'resume'} ${id}${raised}`,
      purpose: isQueued ? 'let a worker go on from here' : 'go on from here',
    });
  }
  steps.push({ command: `proofloop show ${id}`, purpose: 'see what happened' });
  return steps;
}

/** Whether it is a run of a database, on which workers work: its log is named by that and the run. */
function isOfQueue({ run_id }: Summary, { log_path }: RunOptions): boolean {
  return log_path.endsWith(`#${run_id}`);
}

function allowOption({ path }: ProtectedChange): string {
  return ` --allow-changes ${shellWord(plainText(globOfPath(path)))}`;
}

/** The option that lets a run go on beyond the limit that stopped it: twice the limit. */
function raisedLimit(reason: StopReason, options: RunOptions): string | null {
  switch (reason) {
    case 'max_iterations_reached':
      return ` --max-iterations ${options.max_iterations * 2}`;
    case 'token_budget_exhausted':
      return ` --max-tokens ${options.max_tokens * 2}`;
    case 'cost_budget_exhausted':
      return ` --max-cost ${options.max_cost_usd * 2}`;
    case 'time_limit_reached':
      return ` --max-time ${Math.ceil((options.max_time_ms * 2) / 1000)}s`;
    default:
      return null;
  }
}
