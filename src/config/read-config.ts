import { readFile } from 'node:fs/promises';
import type { CommandLine } from '../core/settings/settings.ts';
import { repositoryConfigName } from '../core/setup-consent.ts';
import { errorCode, isMissing } from '../system/error-code.ts';
import type { KnownModels } from './choices/choose-models.ts';
import { userConfigPath } from './home-paths.ts';
import { type ConfigResult, loadConfig } from './load-config.ts';
import type { ConfigFile } from './sources/config-file.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Loads the configuration of a run; of the disk, only the user's own file is read. `repositoryText` is the text of
 * the repository's file at the base commit, null where it has none.
 */
export async function readConfig(
  commandLine: CommandLine,
  surroundings: Surroundings,
  repositoryText: string | null,
  known: KnownModels,
): Promise<ConfigResult> {
  const path = userConfigPath(surroundings);
  const userConfig = await readUserFile(path);
  if (typeof userConfig === 'string') return { ok: false, errors: [userConfig] };
  const repositoryConfig =
    repositoryText === null ? null : { path: repositoryConfigName, text: repositoryText };
  return loadConfig({ commandLine, surroundings, userConfig, repositoryConfig, known });
}

/** The file, null where there is none, or the sentence that says why it can't be read. */
export async function readUserFile(path: string): Promise<ConfigFile | null | string> {
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (error) {
    if (isMissing(error)) return null;
    return `${path} can't be read (${errorCode(error) ?? String(error)}); mend or remove it`;
  }
}
