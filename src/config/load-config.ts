import { resolve } from 'node:path';
import { agentsInUse, type ConfiguredAgent } from '../core/agent/agent-spec.ts';
import type { RunOptions } from '../core/options.ts';
import { defaultBaseUrl } from '../core/settings/model-settings.ts';
import { defaultOf } from '../core/settings/settings.ts';
import { plainLine } from '../views/text/plain-text.ts';
import { chooseAgents } from './choices/choose-agents.ts';
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
import { frozen } from './frozen.ts';
import { userConfigPath } from './home-paths.ts';
import { type LayerSources, readLayers } from './read-layers.ts';
import { sealedErrors } from './sealed-errors.ts';
import { strongest } from './sources/given-settings.ts';
import { readApiKey, type Surroundings } from './surroundings.ts';

/** Everything that a run's configuration is made of, from the strongest source to the weakest. */
export interface ConfigSources extends LayerSources {
  /** What of the user's configuration says more of models goes over it. */
  known: KnownModels;
}

/** What is known of a run before its repository is looked at. */
export interface Config {
  /** As `loop_started` records them; `verify` is empty where the commands are to be detected. */
  options: Readonly<Omit<RunOptions, 'workspace' | 'folder' | 'log_path' | 'sandbox' | 'own_tools'>>;
  /** `auto` is decided by what works on this machine. */
  sandbox: 'auto' | 'off';
  task: TaskSource;
  /** Absolute path of the folder that was named; the repository's top may be above it. */
  workspace: string;
  /** Absolute; null for the place in the run home. */
  logPath: string | null;
  apiKey: string | null;
  /** What the user's configuration says of agents. */
  agents: Readonly<Record<string, ConfiguredAgent>>;
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
  const { surroundings } = sources;
  const userPath = userConfigPath(surroundings);
  const { layers, errors: misread, failed, user } = readLayers(sources);

  const recorded = recordedOptions(layers, surroundings.currentFolder);
  const models = chooseModels(layers);
  const agents = chooseAgents(layers);
  const inUse = modelsInUse({ models, agents }, recorded.fallback_model);
  const prices =
    recorded.answers === null
      ? knownOf(inUse, { ...sources.known.prices, ...user?.prices })
      : noPrices(inUse);
  const limits = { maxCost: strongest(layers, 'maxCost'), maxTime: strongest(layers, 'maxTime') };
  const cost = chooseMaxCost(limits, { models: inUse, agents: agentsInUse(agents) }, prices, userPath);
  const task = chooseTask(layers, surroundings.currentFolder);
  const apiKey = readApiKey(surroundings.environment);
  const keyIsMissing =
    apiKey === null && needsKey({ ...recorded, agents }, surroundings) && !failed('baseUrl');

  const errors = [
    ...misread,
    ...(task.ok || failed('task') || failed('taskFile') ? [] : [task.error]),
    ...(cost.ok ? [] : [cost.error]),
    ...(keyIsMissing ? [missingKey] : []),
    ...sealedErrors(layers, failed, recorded.evidence),
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
        agents,
        reasoning: chooseReasoning(layers),
        context_windows: knownOf(inUse, { ...sources.known.windows, ...user?.windows }),
        prices,
      },
      task: task.source,
      workspace: resolve(surroundings.currentFolder, strongest(layers, 'workspace')?.value ?? '.'),
      logPath: logPath === undefined ? null : resolve(surroundings.currentFolder, logPath),
      apiKey,
      agents: user?.agents ?? {},
      idleTimeoutMs: strongest(layers, 'idleTimeout')?.value ?? defaultOf('idleTimeout'),
      json: strongest(layers, 'json')?.value ?? defaultOf('json'),
      trustSetup: strongest(layers, 'trustSetup')?.value ?? defaultOf('trustSetup'),
      sandbox: strongest(layers, 'sandbox')?.value ?? defaultOf('sandbox'),
    }),
  };
}

/** Whether a model is asked, at the endpoint that answers nobody without a key. */
export function needsKey(
  { base_url, answers, agents }: Pick<RunOptions, 'base_url' | 'answers' | 'agents'>,
  { ownPorts }: Surroundings,
): boolean {
  const asksModels = ownPorts?.model === undefined && Object.values(agents).includes(null);
  return base_url === defaultBaseUrl && answers === null && asksModels;
}

const missingKey =
  'OPENAI_API_KEY is not set: the OpenAI API needs a key; set it, or name another endpoint with --base-url';
