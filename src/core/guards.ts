import type { ModelError } from './model/model-wire.ts';
import { allowablePaths, waitsForReview } from './standing-answer.ts';
import type { Iteration, RunState } from './state.ts';
import type { StopReason } from './summary-schema.ts';
import { chargedCostUsd, chargedTokens } from './usage/usage.ts';

/** Why the run must end here and now, whatever it is doing; null: go on. `now` in milliseconds since the epoch. */
export function stopNow(state: RunState, now: number): StopReason | null {
  if (state.stopRequested) return 'interrupted';
  const deadline = deadlineOf(state);
  if (deadline !== null && now >= deadline) return 'time_limit_reached';
  return null;
}

/**
 * When the run's time is over (milliseconds since the epoch); null where it has no limit. The limit is on what roles do:
 * a person who accepts changes waits for the verdict, however little time the run had left.
 */
export function deadlineOf(state: RunState): number | null {
  if (state.options.max_time_ms === 0 || state.accepting) return null;
  return state.processStartedAt + state.options.max_time_ms - state.workedMs;
}

/** Whether the endpoint refuses what the next iteration would ask for in the same way, so that it would be lost too. */
export function isRefused(error: ModelError): boolean {
  return error.refusal !== undefined;
}

/** Which budget is used up, so that a further model call need not even be waited for; null: none. */
export function stopSpending(state: RunState): StopReason | null {
  const { max_tokens, max_cost_usd } = state.options;
  if (max_tokens > 0 && chargedTokens(state.spending) >= max_tokens) return 'token_budget_exhausted';
  if (max_cost_usd > 0 && chargedCostUsd(state.spending) >= max_cost_usd) return 'cost_budget_exhausted';
  return null;
}

/**
 * How a run ends after a closed iteration; null: with a further one. The first that matches wins: completed, needs
 * review, blocked, max iterations, no progress, max consecutive failures.
 */
export function endAfterIteration(state: RunState): StopReason | null {
  const iteration = state.iteration;
  if (!iteration?.closed) return null;
  if (iteration.closed === 'finished' && iteration.gates?.every((gate) => gate.met))
    return 'completion_gates_met';
  if (state.reviewableIterations >= enoughReviews(state, iteration) || state.accepting) return 'needs_review';
  if (iteration.closed === 'finished' && state.blockedPlans >= 2) {
    return waitsForReview(state) ? 'needs_review' : 'blocked';
  }
  if (iteration.number >= state.options.max_iterations) return 'max_iterations_reached';
  if (state.noProgressIterations >= state.options.max_no_progress_iterations)
    return 'no_progress_guard_triggered';
  if (state.consecutiveFailures >= state.options.max_consecutive_failures) return 'max_consecutive_failures';
  return null;
}

/**
 * After how many iterations in which only a person's word was missing that person is asked: one where a role has named
 * what is in question, since another would say the same.
 */
function enoughReviews(state: RunState, { planner }: Iteration): number {
  const named = [
    ...(planner?.test_changes ?? []),
    ...(state.testerAnswers.get(state.tree)?.test_changes ?? []),
  ];
  const verdict = state.verifications.get(state.tree);
  const changed = verdict ? allowablePaths(verdict) : [];
  return named.some(({ path }) => changed.includes(path.replace(/^\.\//, ''))) ? 1 : 2;
}
