import type { Price } from '../../core/options.ts';
import { isObject, unknownKey } from './config-file.ts';

const amountFields = ['input', 'cachedInput', 'cacheWrite', 'output'] as const;
const fields = [...amountFields, 'longContext', 'asOf'] as const;
const longContextFields = ['above', 'input', 'output'] as const;

export interface PriceReading {
  prices: Readonly<Record<string, Price>>;
  errors: string[];
}

/**
 * Reads `{ "<model>": { input, cachedInput, cacheWrite?, output, longContext?: { above, input, output }, asOf? } }`, in
 * USD per million tokens, with the factors of a long input. A model with a mistake in its prices is left out and told;
 * `origin` names the place.
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

interface PriceEntry {
  input: number;
  cachedInput: number;
  cacheWrite?: number | null;
  output: number;
  longContext?: { above: number; input: number; output: number } | null;
  asOf?: string | null;
}

function priceErrors(price: unknown, place: string): string[] {
  if (!isObject(price)) return [`${place} must be an object with input, cachedInput, cacheWrite, output`];
  const unknown = Object.keys(price).filter((name) => !fields.some((field) => field === name));
  const wrong = amountFields.filter((field) => {
    const amount = price[field] ?? null;
    return amount === null ? field !== 'cacheWrite' : !isAmount(amount);
  });
  const { longContext = null, asOf = null } = price;
  return [
    ...unknown.map((name) => unknownKey(place, name, fields)),
    ...wrong.map((field) => `${field} of ${place} must be a number of at least 0, in USD per million tokens`),
    ...(longContext === null || isLongContext(longContext)
      ? []
      : [
          `longContext of ${place} must be an object with above, input and output: a number of input tokens, and the factors of the prices beyond it`,
        ]),
    ...(asOf === null || (typeof asOf === 'string' && asOf.trim() !== '')
      ? []
      : [`asOf of ${place} must be a date in quotes, such as "2026-10"`]),
  ];
}

function isLongContext(value: unknown): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value).sort().join();
  return names === [...longContextFields].sort().join() && Object.values(value).every(isAmount);
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function toPrice({ input, cachedInput, cacheWrite, output, longContext, asOf }: PriceEntry): Price {
  return {
    input,
    cached_input: cachedInput,
    cache_write: cacheWrite ?? null,
    output,
    long_context: longContext
      ? {
          above_input_tokens: longContext.above,
          input_factor: longContext.input,
          output_factor: longContext.output,
        }
      : null,
    as_of: asOf ?? null,
  };
}
