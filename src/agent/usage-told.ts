import type { AnyMessage } from '@agentclientprotocol/sdk';
import type { AgentUsage } from '../core/agent/agent-wire.ts';

/** What an agent says that it has used, gathered from its messages as they are: not all of it is in the protocol's stable part. */
export interface UsageTold {
  take(message: AnyMessage): void;
  /** Null where it says nothing of it. */
  sum(): AgentUsage | null;
}

type Fields = Record<string, unknown>;

export function createUsageTold(): UsageTold {
  const tokens = { input: null, cached: null, output: null } as Record<
    'input' | 'cached' | 'output',
    number | null
  >;
  let costUsd: number | null = null;
  const add = (key: keyof typeof tokens, value: number | null) => {
    if (value !== null) tokens[key] = (tokens[key] ?? 0) + value;
  };
  return {
    take(message) {
      const usage = fieldsOf(fieldsOf(fieldsOf(message)?.result)?.usage);
      if (usage) {
        const cached = countOf(usage.cachedReadTokens) ?? 0;
        const input = countOf(usage.inputTokens);
        // A run counts all that went in, as the Responses API does; the protocol counts what was not cached apart.
        add('input', input === null ? null : input + cached + (countOf(usage.cachedWriteTokens) ?? 0));
        add('cached', countOf(usage.cachedReadTokens));
        add('output', countOf(usage.outputTokens));
      }
      const update = fieldsOf(fieldsOf(fieldsOf(message)?.params)?.update);
      const cost = update?.sessionUpdate === 'usage_update' ? fieldsOf(update.cost) : null;
      // It is that of the whole session so far, and never goes down.
      if (cost?.currency === 'USD') costUsd = Math.max(costUsd ?? 0, amountOf(cost.amount) ?? 0);
    },
    sum() {
      if (costUsd === null && Object.values(tokens).every((value) => value === null)) return null;
      return {
        input_tokens: tokens.input,
        cached_input_tokens: tokens.cached,
        output_tokens: tokens.output,
        cost_usd: costUsd,
      };
    },
  };
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null ? (value as Fields) : null;
}

function countOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

function amountOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
