import { type FleetCeilings, setCeilings } from '../queue/fleet-ceilings.ts';
import { UsageError } from '../runs/usage-error.ts';

/** The ceilings as a person gives them: `20/day`; null for one that stays as it is. */
export interface GivenCeilings {
  fleetMaxCost: string | null;
  fleetMaxTokens: string | null;
}

/** Reads them; a UsageError where one can't be. 0 lifts a ceiling. */
export function readCeilings({ fleetMaxCost, fleetMaxTokens }: GivenCeilings): Partial<FleetCeilings> {
  return {
    ...(fleetMaxCost === null
      ? {}
      : { cost_usd: amountOf('--fleet-max-cost', fleetMaxCost, /^(\d+(?:\.\d+)?)(?:\/day)?$/) }),
    ...(fleetMaxTokens === null
      ? {}
      : { tokens: amountOf('--fleet-max-tokens', fleetMaxTokens, /^(\d{1,15})(?:\/day)?$/) }),
  };
}

/** Sets those that are given, for all workers of the database. */
export async function setFleetCeilings(url: string, ceilings: Partial<FleetCeilings>): Promise<void> {
  if (Object.keys(ceilings).length > 0) await setCeilings(url, ceilings);
}

function amountOf(option: string, text: string, pattern: RegExp): number | null {
  const amount = Number(pattern.exec(text.trim().replaceAll(/[_,]/g, ''))?.[1]);
  if (Number.isNaN(amount)) {
    throw new UsageError(
      `${option} must be an amount a day such as 20/day, not "${text}"; 0/day is no ceiling`,
    );
  }
  return amount === 0 ? null : amount;
}
