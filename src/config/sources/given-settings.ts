import type { SettingKey, SettingValues } from '../../core/settings/settings.ts';
import { settings } from '../../core/settings/settings.ts';
import type { Parsed } from '../../core/settings/value-types.ts';

/** A value that one source names. */
export interface GivenSetting<Value> {
  value: Value;
  /** How a person finds the place: `--verify`, `PROOFLOOP_VERIFY` or `verify in <path>`. */
  origin: string;
}

/** What one source names. */
export type GivenSettings = { [Key in SettingKey]?: GivenSetting<SettingValues[Key]> };

/** What a source names, and a sentence for everything in it that can't be used. */
export interface SettingsReading {
  given: GivenSettings;
  errors: string[];
  /** The settings that it names with a value that can't be used. */
  failed: SettingKey[];
}

/** A setting as a source writes it: the entries of a list, or one text. */
export interface RawSetting {
  key: SettingKey;
  texts: readonly string[];
  origin: string;
}

/** Parses what a source names; a setting that can't be parsed is left out and told. */
export function parseSettings(raw: readonly RawSetting[]): SettingsReading {
  const given: Partial<Record<SettingKey, GivenSetting<unknown>>> = {};
  const errors: string[] = [];
  const failed: SettingKey[] = [];
  for (const { key, texts, origin } of raw) {
    const parsed = texts.map((text): Parsed<unknown> => settings[key].type.parse(text));
    const problems = parsed.flatMap((result) => (result.ok ? [] : [`${origin} ${result.problem}`]));
    const values = parsed.flatMap((result) => (result.ok ? [result.value] : []));
    if (problems.length > 0) failed.push(key);
    else given[key] = { value: settings[key].kind === 'list' ? values : values[0], origin };
    errors.push(...problems);
  }
  // Sound by the table's type: the parser of a key gives the value of that key.
  return { given: given as GivenSettings, errors, failed };
}

/** What the strongest of the sources that name a setting says; `layers` go from the strongest to the weakest. */
export function strongest<Key extends SettingKey>(
  layers: readonly GivenSettings[],
  key: Key,
): GivenSettings[Key] | undefined {
  return layers.find((layer) => layer[key] !== undefined)?.[key];
}
