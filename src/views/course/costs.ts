import type { LoggedEvent } from '../../core/events.ts';
import { priceOf, type RunOptions } from '../../core/options.ts';
import type { Role } from '../../core/role.ts';
import { costOf } from '../../core/usage/usage.ts';

/** What one role came to in one iteration, as the endpoint reported it. */
export interface RoleCost {
  iteration: number;
  role: Role;
  requests: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  /** Null where a request had no known price. */
  costUsd: number | null;
}

/** What each role came to in each iteration, in order. */
export function costsOf(events: readonly LoggedEvent[]): RoleCost[] {
  const costs: RoleCost[] = [];
  let options: RunOptions | null = null;
  let model = '';
  for (const { event, payload } of events) {
    if (event === 'loop_started' || event === 'loop_resumed') options = payload.options;
    if (event === 'model_request') {
      model = payload.model;
      entryOf(costs, payload.iteration, payload.role).requests += 1;
    }
    if (event === 'model_response' && payload.usage !== null) {
      const entry = entryOf(costs, payload.iteration, payload.role);
      const price = options === null ? null : priceOf(options, model);
      entry.inputTokens += payload.usage.input_tokens;
      entry.cachedInputTokens += payload.usage.cached_input_tokens;
      entry.outputTokens += payload.usage.output_tokens;
      entry.costUsd =
        price === null || entry.costUsd === null ? null : entry.costUsd + costOf(payload.usage, price);
    }
  }
  return costs;
}

function entryOf(costs: RoleCost[], iteration: number, role: Role): RoleCost {
  const found = costs.find((cost) => cost.iteration === iteration && cost.role === role);
  if (found !== undefined) return found;
  const entry: RoleCost = {
    iteration,
    role,
    requests: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
  };
  costs.push(entry);
  return entry;
}
