import type { CommandResult } from '../events.ts';
import { askedFindings, callsLeft } from '../evidence/asked-check.ts';
import { baseTests } from '../evidence/baseline.ts';
import { runsOf } from '../evidence/suite-runs.ts';
import type { RoleCall, RunState } from '../state.ts';
import { durationWord } from '../text/duration-word.ts';

const listedTests = 20;
const lastLinesOf = 30;
const lastCharacters = 3000;

/** What the coder is told by `verify`: how each command ended, which tests failed, the last lines, the calls left. */
export function verifyAnswer(call: RoleCall, state: RunState): string {
  const findings = askedFindings(call, state);
  if (findings.kind === 'none') return findings.reason;
  if (findings.kind === 'to be measured') throw new Error('verify is answered before anything was measured');
  const { run } = findings;
  const duration = durationWord(run.reduce((sum, { duration_ms }) => sum + duration_ms, 0));
  const left = callsLeft(call) - 1;
  return [
    ...run.map((result, index) => commandText(result, failedAtBase(state, index))),
    `[On a fresh checkout of your files, ${duration}. ${left === 0 ? 'No call' : left} of verify left.]`,
  ].join('\n');
}

/** Tests that failed at the base too; none where that was not measured yet. */
function failedAtBase({ checkRuns, baseTree, options }: RunState, index: number): ReadonlySet<string> {
  const base = baseTests(runsOf(checkRuns, 'baseline', baseTree, options.verify), index);
  return new Set([...(base?.steady ?? [])].flatMap(([id, outcome]) => (outcome === 'failed' ? [id] : [])));
}

function commandText(result: CommandResult, before: ReadonlySet<string>): string {
  const { command, exit_code, timed_out, tests, output } = result;
  const ended = exit_code === null ? 'was ended' : `exit code ${exit_code}`;
  const counts = tests === null ? '' : `, ${tests.passed.length} tests passed, ${tests.failed.length} failed`;
  const head = `${command}: ${timed_out ? 'ended at its time limit' : ended}${counts}`;
  if (exit_code === 0) return head;
  const failed = tests?.failed ?? [];
  const more = failed.length > listedTests ? [`... and ${failed.length - listedTests} more`] : [];
  return [
    head,
    ...failed.slice(0, listedTests).map((id) => `failed: ${id}${before.has(id) ? ' (at the base too)' : ''}`),
    ...more,
    'Its last lines:',
    lastOf(output),
  ].join('\n');
}

function lastOf(output: string): string {
  const text = output.trimEnd().split('\n').slice(-lastLinesOf).join('\n');
  return text.length <= lastCharacters ? text : `...${text.slice(-lastCharacters)}`;
}
