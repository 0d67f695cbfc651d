import type { Setting, SettingKey, SettingValues } from './setting.ts';
import { settings } from './settings.ts';

/** The settings whose default is one value, whatever else is given. */
export type FixedKey = Exclude<
  SettingKey,
  | 'task'
  | 'taskFile'
  | 'workspace'
  | 'maxCost'
  | 'maxOutputTokens'
  | 'model'
  | 'plannerModel'
  | 'coderModel'
  | 'testerModel'
  | 'fallbackModel'
  | 'reasoning'
  | 'plannerReasoning'
  | 'coderReasoning'
  | 'testerReasoning'
  | 'serviceTier'
  | 'logPath'
  | 'verify'
  | 'answers'
  | 'setup'
  | 'mount'
>;

/** The default of a setting, read by its own parser. Throws where the table has no such default. */
export function fixedFallback<Key extends FixedKey>(key: Key): SettingValues[Key] {
  const setting: Setting<SettingValues[FixedKey]> = settings[key];
  const parsed = 'text' in setting.fallback ? setting.parse(setting.fallback.text) : null;
  if (!parsed?.ok) throw new Error(`the table of settings has no default value for ${key}`);
  return parsed.value as SettingValues[Key];
}
