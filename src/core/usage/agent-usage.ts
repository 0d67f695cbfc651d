import type { AgentUsage } from '../agent/agent-wire.ts';
import type { Spending } from './usage.ts';

/** Spending after an agent's work, as far as the agent says what that came to; the cost of one that does not is unknown. */
export function takeAgentUsage(spent: Spending, usage: AgentUsage | null): Spending {
  const agents = spent.agents ?? { calls: 0, untold: 0 };
  const isTold = usage !== null && usage.cost_usd !== null;
  return {
    ...spent,
    agents: { calls: agents.calls + 1, untold: agents.untold + (isTold ? 0 : 1) },
    inputTokens: spent.inputTokens + (usage?.input_tokens ?? 0),
    cachedInputTokens: spent.cachedInputTokens + (usage?.cached_input_tokens ?? 0),
    outputTokens: spent.outputTokens + (usage?.output_tokens ?? 0),
    costUsd: spent.costUsd + (usage?.cost_usd ?? 0),
    isCostIncomplete: spent.isCostIncomplete || !isTold,
  };
}
