import { type Command, Option } from 'commander';
import { optionName } from '../core/settings/setting-names.ts';
import { type SettingKey, settings } from '../core/settings/settings.ts';

/** Is told the exit code of the command that was called. */
export type Report = (exitCode: number) => void;

export function command(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).exitOverride();
}

/** Adds an option for each of the settings, as the table of settings describes it. */
export function addSettings(target: Command, keys: readonly SettingKey[]): void {
  for (const key of keys) {
    const { kind, shortFlag, argument, help, fallback } = settings[key];
    const flags = [shortFlag, `--${optionName(key)}`].filter((flag) => flag !== undefined).join(', ');
    const words = 'text' in fallback ? fallback.text : fallback.words.replaceAll('`', '');
    const shown = kind === 'switch' ? help : `${help} (${words})`;
    const option = new Option(argument === '' ? flags : `${flags} ${argument}`, shown);
    if (kind === 'list') option.argParser((value: string, before: string[] = []) => [...before, value]);
    target.addOption(option);
  }
}
