import { parse } from 'smol-toml';
import { withoutByteOrderMark } from './byte-order-mark.ts';

/** The values of a TOML file by their keys; null where the text is none, or has numbers that can't be held exactly. */
export function tomlValues(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return parse(withoutByteOrderMark(text));
  } catch {
    return null;
  }
}

/** The value at this key, a part for each level; undefined where there is none. */
export function valueAt(values: unknown, key: readonly string[]): unknown {
  let value = values;
  for (const part of key) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
