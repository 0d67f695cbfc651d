import { variableName } from '../../core/settings/setting-names.ts';
import { settingKeys, settings } from '../../core/settings/settings.ts';
import type { Environment } from '../surroundings.ts';
import { parseSettings, type RawSetting, type SettingsReading } from './given-settings.ts';

/** Variables that are empty count as not set; a list has one entry on each line. */
export function readEnvironment(environment: Environment): SettingsReading {
  const raw: RawSetting[] = [];
  for (const key of settingKeys) {
    const { sources, foreignVariable, kind } = settings[key];
    if (!sources.includes('environment')) continue;
    const names = [variableName(key), ...(foreignVariable === undefined ? [] : [foreignVariable])];
    const origin = names.find((name) => (environment[name] ?? '').trim() !== '');
    if (origin === undefined) continue;
    const text = environment[origin] ?? '';
    const texts = kind === 'list' ? text.split(/\r?\n/).filter((line) => line.trim() !== '') : [text];
    raw.push({ key, texts, origin });
  }
  return parseSettings(raw);
}
