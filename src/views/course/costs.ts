import type { AgentUsage } from '../../core/agent/agent-wire.ts';
import type { LoggedEvent, Payload } from '../../core/events.ts';
import type { TokenUsage } from '../../core/model/model-wire.ts';
import { priceOf, type RunOptions } from '../../core/options.ts';
import type { Role } from '../../core/role.ts';
import { costOf } from '../../core/usage/usage.ts';
import { type EventFold, foldEvents } from './event-fold.ts';

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

/** What each role came to in each iteration, in order, with what later events are reckoned by. */
export interface CostCourse {
  costs: RoleCost[];
  options: RunOptions | null;
  model: string;
}

/** What each role came to in each iteration, in order. */
export function costsOf(events: readonly LoggedEvent[]): RoleCost[] {
  return foldEvents(costFold, events).costs;
}

export const costFold: EventFold<CostCourse> = {
  begin: () => ({ costs: [], options: null, model: '' }),
  take: (course, { event, payload }) => {
    switch (event) {
      case 'loop_started':
      case 'loop_resumed':
        course.options = payload.options;
        return false;
      case 'model_request':
        course.model = payload.model;
        entryOf(course.costs, payload.iteration, payload.role).requests += 1;
        return true;
      case 'model_response':
        if (payload.usage !== null) takeUsage(course, payload, payload.usage);
        return true;
      case 'agent_request':
        entryOf(course.costs, payload.iteration, payload.role).requests += 1;
        return true;
      case 'agent_result':
        takeAgent(entryOf(course.costs, payload.iteration, payload.role), payload.usage);
        return true;
      default:
        return false;
    }
  },
};

function takeUsage(
  { costs, options, model }: CostCourse,
  { iteration, role }: Payload<'model_response'>,
  usage: TokenUsage,
): void {
  const entry = entryOf(costs, iteration, role);
  const price = options === null ? null : priceOf(options, model);
  entry.inputTokens += usage.input_tokens;
  entry.cachedInputTokens += usage.cached_input_tokens;
  entry.outputTokens += usage.output_tokens;
  entry.costUsd = price === null || entry.costUsd === null ? null : entry.costUsd + costOf(usage, price);
}

/** What an agent has used counts as far as it says so. */
function takeAgent(entry: RoleCost, usage: AgentUsage | null): void {
  entry.inputTokens += usage?.input_tokens ?? 0;
  entry.cachedInputTokens += usage?.cached_input_tokens ?? 0;
  entry.outputTokens += usage?.output_tokens ?? 0;
  const told = usage?.cost_usd ?? null;
  entry.costUsd = entry.costUsd === null || told === null ? null : entry.costUsd + told;
}

/** What was spent by the end of each iteration: in USD where all of it is known, else in tokens. */
export interface SpendLine {
  iterations: number[];
  spent: number[];
  isPriced: boolean;
}

export function spendLine(costs: readonly RoleCost[]): SpendLine {
  const isPriced =
    costs.every(({ costUsd }) => costUsd !== null) && costs.some(({ costUsd }) => (costUsd ?? 0) > 0);
  const byIteration = new Map<number, number>();
  let sum = 0;
  for (const { iteration, costUsd, inputTokens, outputTokens } of costs) {
    sum += isPriced ? (costUsd ?? 0) : inputTokens + outputTokens;
    byIteration.set(iteration, sum);
  }
  return { iterations: [...byIteration.keys()], spent: [...byIteration.values()], isPriced };
}

/** The costs of iterations before the last `count` put together by role, and those of the others. */
export function recentCosts(
  costs: readonly RoleCost[],
  count: number,
): { earlier: RoleCost[]; recent: RoleCost[]; from: number } {
  const from = Math.max(0, ...costs.map(({ iteration }) => iteration)) - count + 1;
  const earlier: RoleCost[] = [];
  for (const cost of costs) {
    if (cost.iteration >= from) continue;
    const sum = entryOf(earlier, 0, cost.role);
    sum.requests += cost.requests;
    sum.inputTokens += cost.inputTokens;
    sum.cachedInputTokens += cost.cachedInputTokens;
    sum.outputTokens += cost.outputTokens;
    sum.costUsd = sum.costUsd === null || cost.costUsd === null ? null : sum.costUsd + cost.costUsd;
  }
  return { earlier, recent: costs.filter(({ iteration }) => iteration >= from), from };
}

function entryOf(costs: RoleCost[], iteration: number, role: Role): RoleCost {
  const found = costs.findLast((cost) => cost.iteration === iteration && cost.role === role);
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
