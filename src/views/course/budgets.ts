import type { RunState } from '../../core/state.ts';
import { chargedCostUsd, chargedTokens } from '../../core/usage/usage.ts';
import { countText, durationText, moneyText } from '../text/amounts.ts';

/** What a run has used of one of its ceilings. */
export interface Budget {
  name: 'iterations' | 'tokens' | 'cost' | 'time';
  used: number;
  /** Null for none. */
  ceiling: number | null;
  /** `1.2 of 10`, in the units of a person. */
  text: string;
  /** Part of the ceiling that is used, from 0 to 1; null without one. */
  share: number | null;
  /** The iteration in which it is reached at this pace; null where the run's last iteration comes first, or none is told. */
  reachedInIteration: number | null;
}

/** What is used of each ceiling at `now` (milliseconds since the epoch), in the order in which a person asks. */
export function budgetsOf(state: RunState, now: number): Budget[] {
  const { options, spending } = state;
  const iterations = state.iteration?.number ?? 0;
  const closed = iterations - (state.iteration?.closed == null ? 1 : 0);
  const budget = (
    name: Budget['name'],
    used: number,
    ceiling: number,
    text: (amount: number) => string,
  ): Budget => ({
    name,
    used,
    ceiling: ceiling > 0 ? ceiling : null,
    text: ceiling > 0 ? `${text(used)} of ${text(ceiling)}` : `${text(used)}, no ceiling`,
    share: ceiling > 0 ? Math.min(1, used / ceiling) : null,
    reachedInIteration:
      name === 'iterations' ? null : reachedIn(used, ceiling, { closed, most: options.max_iterations }),
  });
  const cost = budget('cost', chargedCostUsd(spending), options.max_cost_usd, moneyText);
  return [
    budget('iterations', iterations, options.max_iterations, String),
    spending.isCostIncomplete
      ? { ...cost, text: `${cost.text} (prices are not known of all requests)` }
      : cost,
    budget('tokens', chargedTokens(spending), options.max_tokens, countText),
    budget('time', workedMs(state, now), options.max_time_ms, durationText),
  ];
}

/**
 * Where the mean of the iterations so far leads; one iteration at least must have closed. A ceiling that another one
 * comes before is none to tell of.
 */
function reachedIn(
  used: number,
  ceiling: number,
  iterations: { closed: number; most: number },
): number | null {
  if (ceiling <= 0 || iterations.closed < 1 || used <= 0) return null;
  const reached = Math.ceil((ceiling * iterations.closed) / used);
  return reached <= iterations.most ? reached : null;
}

/** How long processes have worked on the run until `now`; a run that has ended doesn't go on. */
export function workedMs(state: RunState, now: number): number {
  return state.workedMs + Math.max(0, now - state.processStartedAt);
}
