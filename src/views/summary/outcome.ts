import type { Refusal } from '../../core/model/model-wire.ts';
import type { StopReason, Summary } from '../../core/summary-schema.ts';
import { countText, moneyText } from '../text/amounts.ts';

/** How a run ended, or where it stands, in one line: `completed: all gates met`. */
export function outcomeLine(summary: Summary): string {
  if (summary.stop_reason === null) {
    return `${summary.phase}: iteration ${summary.iteration} of ${summary.max_iterations}`;
  }
  return `${summary.phase}: ${outcomeReasons[summary.stop_reason](summary)}`;
}

/** The same, where no event has closed the run; `writer` is the process that works on it, null for none. */
export function standingLine(summary: Summary, writer: number | null): string {
  const line = outcomeLine(summary);
  if (summary.stop_reason !== null) return line;
  if (writer !== null) return `${line}; process ${writer} works on it`;
  return `${line}; no process works on it any more`;
}

/** The same in a word or two, for a table. */
export function outcomeWord(summary: Summary, isRunning: boolean): string {
  if (summary.stop_reason !== null) return outcomeWords[summary.stop_reason];
  return isRunning ? summary.phase : `left while ${summary.phase}`;
}

const outcomeReasons: Record<StopReason, (summary: Summary) => string> = {
  completion_gates_met: (summary) =>
    summary.evidence.verdict === 'unverified' ? 'all gates met, unverified' : 'all gates met',
  max_iterations_reached: (summary) => `max iterations reached (${summary.max_iterations})`,
  no_progress_guard_triggered: (summary) =>
    `no progress in ${iterationsInARow(summary.no_progress_iterations)}`,
  max_consecutive_failures: (summary) => `${iterationsInARow(summary.consecutive_failures)} failed`,
  token_budget_exhausted: ({ usage, ceiling }) =>
    ceiling === 'fleet'
      ? "the ceiling of the day for all runs' tokens is reached"
      : `token budget exhausted (${countText(tokensOf(usage))} used, too few left for another model call)`,
  cost_budget_exhausted: ({ usage, ceiling }) =>
    ceiling === 'fleet'
      ? "the ceiling of the day for all runs' cost is reached"
      : `cost budget exhausted (${moneyText(costText(usage))} spent, too little left for another model call)`,
  time_limit_reached: () => 'time limit reached',
  disk_full: () => 'the disk is full',
  endpoint_refused: ({ refusal }) =>
    refusal === undefined ? 'the endpoint refused the request' : refusalWords[refusal],
  interrupted: () => 'interrupted',
  blocked: () => 'every open work item is blocked',
  needs_review: () => 'needs review: only changes to tests or their configuration stand in the way',
};

const refusalWords: Record<Refusal, string> = {
  key: 'the key was refused',
  access: 'the key may not use the model',
  not_found: 'the endpoint has no such model, or is not at this address',
  quota: 'the quota is used up',
  certificate: "the endpoint's certificate is not trusted",
};

const outcomeWords: Record<StopReason, string> = {
  completion_gates_met: 'completed',
  max_iterations_reached: 'max iterations',
  no_progress_guard_triggered: 'no progress',
  max_consecutive_failures: 'failed',
  token_budget_exhausted: 'token budget',
  cost_budget_exhausted: 'cost budget',
  time_limit_reached: 'time limit',
  disk_full: 'disk full',
  endpoint_refused: 'refused',
  interrupted: 'interrupted',
  blocked: 'blocked',
  needs_review: 'needs review',
};

/** What the budget was charged, the requests without a report included. */
function tokensOf({ input_tokens, output_tokens, unreported }: Summary['usage']): number {
  return input_tokens + output_tokens + unreported.input_tokens + unreported.output_tokens;
}

function costText({ cost_usd, unreported }: Summary['usage']): number | null {
  return cost_usd === null ? null : cost_usd + (unreported.cost_usd ?? 0);
}

function iterationsInARow(count: number): string {
  return count === 1 ? '1 iteration' : `${count} iterations in a row`;
}
