import { withoutByteOrderMark } from '../text/byte-order-mark.ts';

export type JsonObject = Record<string, unknown>;

/** The object in a manifest's text; null for what is none. */
export function objectIn(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(withoutByteOrderMark(text));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The value as an object, an empty one for anything else. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
