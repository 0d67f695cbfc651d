import type { CommandLine, SettingKey } from '../core/settings/settings.ts';

import { userConfigPath } from './home-paths.ts';
import { readCommandLine } from './sources/command-line-source.ts';
import type { ConfigFile } from './sources/config-file.ts';
import { readRepositoryConfig, readUserConfig } from './sources/config-file-source.ts';
import { readEnvironment } from './sources/environment-source.ts';
import type { GivenSettings } from './sources/given-settings.ts';
import { unknownVariables } from './sources/unknown-variables.ts';
import type { Surroundings } from './surroundings.ts';

/** Where settings can come from, from the strongest source to the weakest. */
export interface LayerSources {
  commandLine: CommandLine;
  surroundings: Surroundings;
  /** Null where there is none. */
  userConfig: ConfigFile | null;
  /** `proofloop.config.json` as it stands at the base commit; null where there is none. */
  repositoryConfig: ConfigFile | null;
}

export interface ReadLayers {
  /** From the strongest to the weakest. */
  layers: GivenSettings[];
  /** A sentence for everything that can't be used. */
  errors: string[];
  /** Whether some source names the setting with a value that can't be used. */
  failed: (key: SettingKey) => boolean;
  /** What the user's file says besides; null where there is none. */
  user: ReturnType<typeof readUserConfig> | null;
}

/** Reads what each source names. */
export function readLayers({
  commandLine,
  surroundings,
  userConfig,
  repositoryConfig,
}: LayerSources): ReadLayers {
  const { environment } = surroundings;
  const user = userConfig && readUserConfig(userConfig);
  const readings = [
    readCommandLine(commandLine),
    readEnvironment(environment),
    user,
    repositoryConfig && readRepositoryConfig(repositoryConfig, userConfigPath(surroundings)),
  ].filter((reading) => reading !== null);
  return {
    layers: readings.map(({ given }) => given),
    errors: [...readings.flatMap(({ errors }) => errors), ...unknownVariables(environment).errors],
    failed: (key) => readings.some((reading) => reading.failed.includes(key)),
    user,
  };
}
