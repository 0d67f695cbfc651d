import { readFile } from 'node:fs/promises';
import type { CommandLine } from '../core/settings/settings.ts';
import { repositoryConfigName } from '../core/setup-consent.ts';
import { errorCode, isMissing } from '../system/error-code.ts';
import type { KnownModels } from './choices/choose-models.ts';
import { userConfigPath } from './home-paths.ts';
import { type ConfigResult, loadConfig } from './load-config.ts';
import { type JudgeConfigResult, loadJudgeConfig } from './load-judge-config.ts';
import type { LayerSources } from './read-layers.ts';
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
  const sources = await readSources(commandLine, surroundings, repositoryText);
  return typeof sources === 'string' ? { ok: false, errors: [sources] } : loadConfig({ ...sources, known });
}

/** The same for a judgement. */
export async function readJudgeConfig(
  commandLine: CommandLine,
  surroundings: Surroundings,
  repositoryText: string | null,
): Promise<JudgeConfigResult> {
  const sources = await readSources(commandLine, surroundings, repositoryText);
  return typeof sources === 'string' ? { ok: false, errors: [sources] } : loadJudgeConfig(sources);
}

/** All sources, or the sentence that says why one can't be read. */
async function readSources(
  commandLine: CommandLine,
  surroundings: Surroundings,
  repositoryText: string | null,
): Promise<LayerSources | string> {
  const userConfig = await readUserFile(userConfigPath(surroundings));
  if (typeof userConfig === 'string') return userConfig;
  const repositoryConfig =
    repositoryText === null ? null : { path: repositoryConfigName, text: repositoryText };
  return { commandLine, surroundings, userConfig, repositoryConfig };
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
