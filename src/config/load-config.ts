import { resolve } from 'node:path';
import type { RunOptions } from '../core/options.ts';
import { defaultBaseUrl } from '../core/settings/model-settings.ts';
import { type CommandLine, defaultOf, type SettingKey } from '../core/settings/settings.ts';
import { plainLine } from '../views/text/plain-text.ts';
import { chooseMaxCost } from './choices/choose-max-cost.ts';
import {
  chooseModels,
  chooseReasoning,
  type KnownModels,
  knownOf,
  modelsInUse,
  noPrices,
} from './choices/choose-models.ts';
import { chooseOutputLimits } from './choices/choose-output-limits.ts';
import { chooseTask, type TaskSource } from './choices/choose-task.ts';
import { recordedOptions } from './choices/recorded-options.ts';
import { userConfigPath } from './home-paths.ts';
import { readCommandLine } from './sources/command-line-source.ts';
import type { ConfigFile } from './sources/config-file.ts';
import { readRepositoryConfig, readUserConfig } from './sources/config-file-source.ts';
import { readEnvironment } from './sources/environment-source.ts';
import { type GivenSettings, strongest } from './sources/given-settings.ts';
import { unknownVariables } from './sources/unknown-variables.ts';
import { readApiKey, type Surroundings } from './surroundings.ts';

/** Everything that a run's configuration is made of, from the strongest source to the weakest. */
export interface ConfigSources {
  commandLine: CommandLine;
  surroundings: Surroundings;
  /** Null where there is none. */
  userConfig: ConfigFile | null;
  /** `proofloop.config.json` as it stands at the base commit; null where there is none. */
  repositoryConfig: ConfigFile | null;
  /** What of the user's configuration says more of models goes over it. */
  known: KnownModels;
}

/** What is known of a run before its repository is looked at. */
export interface Config {
  /** As `loop_started` records them; `verify` is empty where the commands are to be detected. */
  options: Readonly<Omit<RunOptions, 'workspace' | 'folder' | 'log_path' | 'sandbox'>>;
  /** `auto` is decided by what works on this machine. */
  sandbox: 'auto' | 'off';
  task: TaskSource;
  /** Absolute path of the folder that was named; the repository's top may be above it. */
  workspace: string;
  /** Absolute; null for the place in the run home. */
  logPath: string | null;
  apiKey: string | null;
  /** How long the endpoint may be silent within a request. */
  idleTimeoutMs: number;
  json: boolean;
  /** The user says yes to the setup commands that the repository names, whatever they are. */
  trustSetup: boolean;
}

/** The configuration, frozen, or every reason why there is none. */
export type ConfigResult = { ok: true; config: Config } | { ok: false; errors: string[] };

/** Lays the sources over one another: command line, environment, user's file, repository's file, defaults. */
export function loadConfig(sources: ConfigSources): ConfigResult {
  const { surroundings, userConfig, repositoryConfig } = sources;
  const userPath = userConfigPath(surroundings);
  const user = userConfig && readUserConfig(userConfig);
  const readings = [
    readCommandLine(sources.commandLine),
    readEnvironment(surroundings.environment),
    user,
    repositoryConfig && readRepositoryConfig(repositoryConfig, userPath),
  ].filter((reading) => reading !== null);
  const layers = readings.map((reading) => reading.given);
  const failed = (key: SettingKey) => readings.some((reading) => reading.failed.includes(key));

  const recorded = recordedOptions(layers, surroundings.currentFolder);
  const models = chooseModels(layers);
  const inUse = modelsInUse(models, recorded.fallback_model);
  const prices =
    recorded.answers === null
      ? knownOf(inUse, { ...sources.known.prices, ...user?.prices })
      : noPrices(inUse);
  const cost = chooseMaxCost(strongest(layers, 'maxCost'), inUse, prices, userPath);
  const task = chooseTask(layers, surroundings.currentFolder);
  const apiKey = readApiKey(surroundings.environment);
  const keyIsMissing = apiKey === null && needsKey(recorded) && !failed('baseUrl');

  const errors = [
    ...readings.flatMap((reading) => reading.errors),
    ...unknownVariables(surroundings.environment).errors,
    ...(task.ok || failed('task') || failed('taskFile') ? [] : [task.error]),
    ...(cost.ok ? [] : [cost.error]),
    ...(keyIsMissing ? [missingKey] : []),
    ...(failed('sealed') || failed('sealedVerify') ? [] : sealedErrors(layers, recorded.evidence)),
  ];
  if (errors.length > 0 || !task.ok || !cost.ok) return { ok: false, errors: errors.map(plainLine) };

  const logPath = strongest(layers, 'logPath')?.value;
  return {
    ok: true,
    config: frozen({
      options: {
        ...recorded,
        max_output_tokens: chooseOutputLimits(strongest(layers, 'maxOutputTokens'), inUse),
        max_cost_usd: cost.maxCostUsd,
        models,
        reasoning: chooseReasoning(layers),
        context_windows: knownOf(inUse, { ...sources.known.windows, ...user?.windows }),
        prices,
      },
      task: task.source,
      workspace: resolve(surroundings.currentFolder, strongest(layers, 'workspace')?.value ?? '.'),
      logPath: logPath === undefined ? null : resolve(surroundings.currentFolder, logPath),
      apiKey,
      idleTimeoutMs: strongest(layers, 'idleTimeout')?.value ?? defaultOf('idleTimeout'),
      json: strongest(layers, 'json')?.value ?? defaultOf('json'),
      trustSetup: strongest(layers, 'trustSetup')?.value ?? defaultOf('trustSetup'),
      sandbox: strongest(layers, 'sandbox')?.value ?? defaultOf('sandbox'),
    }),
  };
}

/** Whether the endpoint is the one that answers nobody without a key. */
export function needsKey({ base_url, answers }: Pick<RunOptions, 'base_url' | 'answers'>): boolean {
  return base_url === defaultBaseUrl && answers === null;
}

/** Sealed checks need files, commands and a level that measures; one of them alone would silently do nothing. */
function sealedErrors(layers: readonly GivenSettings[], evidence: RunOptions['evidence']): string[] {
  const sealed = strongest(layers, 'sealed');
  const commands = strongest(layers, 'sealedVerify');
  if (sealed === undefined && commands === undefined) return [];
  if (commands === undefined)
    return [`${sealed?.origin} needs a command that runs the sealed checks: --sealed-verify "<command>"`];
  if (sealed === undefined)
    return [`${commands.origin} needs the folder with the sealed checks: --sealed <dir>`];
  if (evidence === 'claimed')
    return [`${sealed.origin} has no effect at evidence level claimed: nothing is measured there`];
  return [];
}

const missingKey =
  'OPENAI_API_KEY is not set: the OpenAI API needs a key; set it, or name another endpoint with --base-url';

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
