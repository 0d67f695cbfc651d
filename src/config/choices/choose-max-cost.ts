import type { Price } from '../../core/options.ts';
import { defaultMaxCostUsd } from '../../core/settings/limit-settings.ts';
import { listed } from '../../core/settings/value-types.ts';
import type { GivenSetting } from '../sources/given-settings.ts';

/** The limit of a run's cost in USD, 0 for none. */
export type MaxCostChoice = { ok: true; maxCostUsd: number } | { ok: false; error: string };

/** What a limit in money is given with. */
export interface GivenLimits {
  maxCost: GivenSetting<number> | undefined;
  maxTime: GivenSetting<number> | undefined;
}

/**
 * A limit that was asked for is refused where a price is unknown, or what an agent costs: it could not be held. Beside a
 * limit in time it is taken with agents too, whose costs count as far as they tell them.
 */
export function chooseMaxCost(
  { maxCost: given, maxTime }: GivenLimits,
  { models, agents }: { models: readonly string[]; agents: readonly string[] },
  prices: Readonly<Record<string, Price>>,
  userPath: string,
): MaxCostChoice {
  const isAlone = maxTime === undefined || maxTime.value === 0;
  if (agents.length > 0 && given !== undefined && given.value > 0 && isAlone) {
    return { ok: false, error: `${given.origin} alone can't be held: ${unknownSpend(agents)}` };
  }
  if (models.length === 0) return { ok: true, maxCostUsd: given?.value ?? 0 };
  const unpriced = models.filter((model) => !Object.hasOwn(prices, model));
  if (unpriced.length === 0) return { ok: true, maxCostUsd: given?.value ?? defaultMaxCostUsd };
  if (given === undefined || given.value === 0) return { ok: true, maxCostUsd: 0 };
  const names = listed(
    unpriced.map((model) => JSON.stringify(model)),
    'and',
  );
  return {
    ok: false,
    error:
      `${given.origin} can't be held: the price of ${names} is not known; ` +
      `add it under "prices" in ${userPath}, or give --max-cost 0 for no limit`,
  };
}

function unknownSpend(agents: readonly string[]): string {
  const names = listed(
    agents.map((agent) => JSON.stringify(agent)),
    'and',
  );
  return `what ${names} spends is known at best when its work is done; give --max-time too, or --max-cost 0 for no limit`;
}
