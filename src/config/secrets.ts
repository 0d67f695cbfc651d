import type { Environment } from './surroundings.ts';

const secretName = /(?:_KEY|_TOKEN|_SECRET|PASSWORD)$/i;

/** Shorter values are everyday words ("test", "none"): taking them out would spoil every text. */
const shortestSecret = 8;

/** The values of the environment that must not reach the model or the log: of variables that are named like keys. */
export function secretValues(environment: Environment): string[] {
  const values = Object.entries(environment)
    .filter(([name]) => secretName.test(name))
    .map(([, value]) => (value ?? '').trim())
    .filter((value) => value.length >= shortestSecret);
  return [...new Set(values)];
}
