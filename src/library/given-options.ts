import { type CommandLine, forPrograms, type SettingKey } from '../core/settings/settings.ts';
import { nearestOf } from '../core/text/nearest-name.ts';
import { UsageError } from '../runs/usage-error.ts';
import { callKeys } from './caller.ts';

/** What a call takes besides its settings, and what it is called. */
export interface Signature {
  name: string;
  /** The settings that it takes, of those that a command line does. */
  settings: readonly SettingKey[];
  /** Its other options, those of every call aside. */
  others: readonly string[];
}

/**
 * The settings among a call's options, as a command line has them; a UsageError for what is none of its options, since a
 * limit with a slip in its name would silently not hold.
 */
export function givenSettings(options: object, { name, settings, others }: Signature): CommandLine {
  const taken: readonly string[] = forPrograms(settings);
  const known = [...taken, ...others, ...callKeys];
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  for (const [key] of given) {
    if (known.includes(key)) continue;
    throw new UsageError(
      `${name} has no option "${key}"; the nearest is "${nearestOf(key, known) ?? 'task'}"`,
    );
  }
  return Object.fromEntries(
    given.filter(([key]) => taken.includes(key)).map(([key, value]) => [key, writtenValue(key, value)]),
  );
}

/** A value as a command line would have it; a UsageError for one of a kind that no setting has. */
function writtenValue(key: string, value: unknown): string | string[] | boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return [...value];
  throw new UsageError(`${key} must be a text, a number, true or false, or a list of texts`);
}
