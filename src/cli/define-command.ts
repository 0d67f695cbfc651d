import { type Command, Option } from 'commander';
import { optionName } from '../core/settings/setting-names.ts';
import { type SettingKey, settings } from '../core/settings/settings.ts';

/** Is told the exit code of the command that was called. */
export type ReportExitCode = (exitCode: number) => void;

export function command(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).exitOverride();
}

/** Adds the option that names the database for this one command, as `PROOFLOOP_DATABASE_URL` does for all. */
export function addDatabase(target: Command): Command {
  return target
    .option('--database-url <url>', 'PostgreSQL database with the runs of workers (PROOFLOOP_DATABASE_URL)')
    .hook('preAction', () => {
      const { databaseUrl } = target.opts();
      // Whatever the command starts, and all that it reads its surroundings for, is to find the same runs.
      if (databaseUrl !== undefined) process.env.PROOFLOOP_DATABASE_URL = databaseUrl;
    });
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
