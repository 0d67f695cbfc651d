import type { Price } from '../../core/options.ts';
import { defaultMaxCostUsd } from '../../core/settings/limit-settings.ts';
import { listed } from '../../core/settings/value-types.ts';
import type { Given } from '../sources/given-settings.ts';

/** The limit of a run's cost in USD, 0 for none. */
export type MaxCostChoice = { ok: true; maxCostUsd: number } | { ok: false; error: string };

/** A limit that was asked for is refused where a price is unknown: it could not be held. */
export function chooseMaxCost(
  given: Given<number> | undefined,
  models: readonly string[],
  prices: Readonly<Record<string, Price>>,
  userPath: string,
): MaxCostChoice {
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
