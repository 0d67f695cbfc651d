import { userConfigPath } from '../config/home-paths.ts';
import { readUserFile } from '../config/read-config.ts';
import { readCommandLine } from '../config/sources/command-line-source.ts';
import { readUserConfig } from '../config/sources/config-file-source.ts';
import { readEnvironment } from '../config/sources/environment-source.ts';
import { strongest } from '../config/sources/given-settings.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { type CommandLine, defaultOf, type SettingValues } from '../core/settings/settings.ts';

/** What the user wants of the program that shows a run, and no part of the run: no log and no repository says it. */
export interface FaceSettings {
  /** The command that is run when a run has ended; null for none. */
  onEnd: string | null;
  progress: SettingValues['progress'];
}

export async function readFaceSettings(
  commandLine: CommandLine,
  surroundings: Surroundings,
): Promise<FaceSettings> {
  const file = await readUserFile(userConfigPath(surroundings));
  const user = file === null || typeof file === 'string' ? null : readUserConfig(file);
  const layers = [
    readCommandLine(commandLine).given,
    readEnvironment(surroundings.environment).given,
    ...(user ? [user.given] : []),
  ];
  return {
    onEnd: strongest(layers, 'onEnd')?.value ?? null,
    progress: strongest(layers, 'progress')?.value ?? defaultOf('progress'),
  };
}
