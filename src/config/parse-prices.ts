import type { Price } from '../core/options.ts';
import { isObject, unknownKey } from './config-file.ts';

const fields = ['input', 'cachedInput', 'cacheWrite', 'output'] as const;
type Field = (typeof fields)[number];

export interface PriceReading {
  prices: Readonly<Record<string, Price>>;
  errors: string[];
}

/**
 * Reads `{ "<model>": { input, cachedInput, cacheWrite?, output } }`, in USD per million tokens. A model with a
 * mistake in its prices is left out and told; `origin` names the place.
 */
export function parsePrices(value: unknown, origin: string): PriceReading {
  if (!isObject(value)) {
    return { prices: {}, errors: [`${origin} must be an object that gives each model its prices`] };
  }
  const readings = Object.entries(value).map(([model, price]) => {
    const place = `${JSON.stringify(model)} in ${origin}`;
    const errors = priceErrors(price, place);
    return { model, price, errors };
  });
  return {
    prices: Object.fromEntries(
      readings.flatMap(({ model, price, errors }) =>
        errors.length === 0 ? [[model, toPrice(price as PriceEntry)]] : [],
      ),
    ),
    errors: readings.flatMap(({ errors }) => errors),
  };
}

type PriceEntry = Record<Exclude<Field, 'cacheWrite'>, number> & { cacheWrite?: number | null };

function priceErrors(price: unknown, place: string): string[] {
  if (!isObject(price)) return [`${place} must be an object with ${fields.join(', ')}`];
  const unknown = Object.keys(price).filter((name) => !fields.some((field) => field === name));
  const wrong = fields.filter((field) => {
    const amount = price[field] ?? null;
    if (amount === null) return field !== 'cacheWrite';
    return typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0;
  });
  return [
    ...unknown.map((name) => unknownKey(place, name, fields)),
    ...wrong.map((field) => `${field} of ${place} must be a number of at least 0, in USD per million tokens`),
  ];
}

function toPrice(entry: PriceEntry): Price {
  return {
    input: entry.input,
    cached_input: entry.cachedInput,
    cache_write: entry.cacheWrite ?? null,
    output: entry.output,
  };
}
