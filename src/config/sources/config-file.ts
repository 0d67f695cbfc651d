import { withoutByteOrderMark } from '../../core/text/byte-order-mark.ts';
import { nearestName } from '../../core/text/nearest-name.ts';
import { jsonErrorOffset, lineAndColumn } from './json-error-position.ts';

/** A configuration file as it was read. */
export interface ConfigFile {
  /** As messages name it. */
  path: string;
  text: string;
}

/** The entries of the object that a file holds, or the one sentence why it holds none. */
export type ConfigEntries = { ok: true; entries: [string, unknown][] } | { ok: false; error: string };

export function parseConfigFile({ path, text }: ConfigFile): ConfigEntries {
  const json = withoutByteOrderMark(text);
  const offset = jsonErrorOffset(json);
  if (offset !== null) {
    const problem = offset === json.length ? 'the text ends too early' : 'unexpected text';
    return { ok: false, error: `${path} is not JSON: ${problem} at ${lineAndColumn(json, offset)}` };
  }
  const value: unknown = JSON.parse(json);
  return isObject(value)
    ? { ok: true, entries: Object.entries(value) }
    : { ok: false, error: `${path} must hold one JSON object, as in {"verify": "npm test"}` };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The error for a key that means nothing, with the known one that it was probably meant to be. */
export function unknownKey(path: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const hint =
    nearest === null ? `known are ${known.join(', ')}` : `did you mean ${JSON.stringify(nearest)}?`;
  return `${path} has the unknown key ${JSON.stringify(name)}; ${hint}`;
}
