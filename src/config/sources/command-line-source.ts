import { optionName } from '../../core/settings/setting-names.ts';
import { type CommandLine, settingKeys, settings } from '../../core/settings/settings.ts';
import { parseSettings, type RawSetting, type SettingsReading } from './given-settings.ts';

export function readCommandLine(commandLine: CommandLine): SettingsReading {
  const raw: RawSetting[] = [];
  for (const key of settingKeys) {
    if (!settings[key].sources.includes('command line')) continue;
    const value = commandLine[key];
    const texts = value === undefined ? [] : Array.isArray(value) ? value : [String(value)];
    if (texts.length > 0) raw.push({ key, texts, origin: `--${optionName(key)}` });
  }
  return parseSettings(raw);
}
