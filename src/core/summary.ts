import type { Refusal } from './model/model-wire.ts';
import { isOpen } from './progress/work-item.ts';
import type { RunState } from './state.ts';
import type { EvidenceSummary, IterationStateSummary, StopReason, Summary } from './summary-schema.ts';
import { type Spending, unreportedWith } from './usage/usage.ts';

/** The run's outcome so far, in the wire format. */
export function summarize(state: RunState): Summary {
  return summarizeAs(state, state.phase, state.stopReason);
}

function summarizeAs(state: RunState, phase: Summary['phase'], stopReason: StopReason | null): Summary {
  const refused = stopReason === 'endpoint_refused' ? openError(state) : null;
  return {
    run_id: state.runId,
    task: state.task,
    phase,
    iteration: state.iteration?.number ?? 0,
    max_iterations: state.options.max_iterations,
    stop_reason: stopReason,
    tests_passed: state.testsPassed,
    done_flag: state.doneFlag,
    tasks: [...state.items],
    pending_tasks: state.items.filter(isOpen).map((item) => item.task_id),
    artifacts: [...state.artifacts],
    consecutive_failures: state.consecutiveFailures,
    no_progress_iterations: state.noProgressIterations,
    errors: refused === null ? [...state.errors] : [...state.errors, refused.sentence],
    usage: summarizeUsage(state.spending),
    evidence: evidenceOf(state),
    branch: state.branch,
    ...(refused?.refusal === undefined ? {} : { refusal: refused.refusal }),
    ...(state.ceiling === null || stopReason === null ? {} : { ceiling: state.ceiling }),
  };
}

/** What stands in the way of the open role call. */
function openError({ iteration }: RunState): { sentence: string; refusal: Refusal | undefined } | null {
  const call = iteration?.roleCall;
  if (!call?.unhandledError) return null;
  const { message, refusal } = call.unhandledError;
  return { sentence: `iteration ${iteration?.number}: ${call.role}: ${message}`, refusal };
}

function summarizeUsage(spent: Spending): Summary['usage'] {
  const unreported = unreportedWith(spent);
  const isCostKnown = !spent.isCostIncomplete && spent.open?.cost_usd !== null;
  return {
    requests: spent.requests,
    input_tokens: spent.inputTokens,
    cached_input_tokens: spent.cachedInputTokens,
    output_tokens: spent.outputTokens,
    cost_usd: isCostKnown ? spent.costUsd : null,
    unreported: {
      requests: unreported.requests,
      input_tokens: unreported.inputTokens,
      output_tokens: unreported.outputTokens,
      cost_usd: isCostKnown ? unreported.costUsd : null,
    },
    ...(spent.agents === undefined
      ? {}
      : { agents: { calls: spent.agents.calls, cost_unknown: spent.agents.untold } }),
  };
}

/** What was measured about the tree as it stands; evidence about an earlier tree does not count for it. */
function evidenceOf(state: RunState): EvidenceSummary {
  const verification = state.verifications.get(state.tree);
  const level = state.options.evidence;
  if (!verification) return { level, grade: null, verdict: 'unverified' };
  return { level, grade: verification.grade, verdict: verification.verdict };
}

/** The summary as it will be once the run has ended for this reason. */
export function summarizeEnd(state: RunState, stopReason: StopReason): Summary {
  return summarizeAs(state, phaseOfEnd(stopReason), stopReason);
}

export function phaseOfEnd(stopReason: StopReason): 'completed' | 'failed' | 'stopped' {
  if (stopReason === 'completion_gates_met') return 'completed';
  return stopReason === 'max_consecutive_failures' ? 'failed' : 'stopped';
}

/** What `iteration_started` carries for iteration `number`: the summary without what the log has already said. */
export function summarizeOpening(state: RunState, number: number): IterationStateSummary {
  const { task: _task, tasks, ...rest } = summarize(state);
  return {
    ...rest,
    phase: 'planning',
    iteration: number,
    tasks: tasks.map(({ notes: _notes, ...item }) => item),
  };
}
