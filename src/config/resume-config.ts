import type { ConfiguredAgent } from '../core/agent/agent-spec.ts';
import type { RunOptions } from '../core/options.ts';
import { type CommandLine, defaultOf } from '../core/settings/settings.ts';
import { chooseAgents } from './choices/choose-agents.ts';
import { chooseModels, type KnownModels, knownOf, modelsInUse } from './choices/choose-models.ts';
import { chooseOutputLimits } from './choices/choose-output-limits.ts';
import { changedOptions, loweredSettings } from './choices/recorded-options.ts';
import { userConfigPath } from './home-paths.ts';
import { needsKey } from './load-config.ts';
import { readCommandLine } from './sources/command-line-source.ts';
import type { ConfigFile } from './sources/config-file.ts';
import { readUserConfig } from './sources/config-file-source.ts';
import { readEnvironment } from './sources/environment-source.ts';
import { type GivenSettings, strongest } from './sources/given-settings.ts';
import { unknownVariables } from './sources/unknown-variables.ts';
import { readApiKey, type Surroundings } from './surroundings.ts';

export type ResumeConfigResult =
  | {
      ok: true;
      options: RunOptions;
      apiKey: string | null;
      /** What the user's configuration says of agents. */
      agents: Readonly<Record<string, ConfiguredAgent>>;
      idleTimeoutMs: number;
      json: boolean;
    }
  | { ok: false; errors: string[] };

/** What the configuration of a run that goes on is made of. */
export interface ResumeSources {
  /** As the run was started, or gone on with last. */
  recorded: RunOptions;
  commandLine: CommandLine;
  surroundings: Surroundings;
  /** Null where there is none. */
  userConfig: ConfigFile | null;
  /** What of the user's configuration says more of models goes over it. */
  known: KnownModels;
}

/** The recorded options with what the command line gives anew, and what no log records. */
export function loadResumeConfig(sources: ResumeSources): ResumeConfigResult {
  const { recorded, surroundings, userConfig } = sources;
  const line = readCommandLine(sources.commandLine);
  const { given } = line;
  const user = userConfig ? readUserConfig(userConfig) : null;
  const environment = readEnvironment(surroundings.environment);
  const apiKey = readApiKey(surroundings.environment);

  const changed = {
    ...recorded,
    ...changedOptions(given, surroundings.currentFolder),
    // What a person has allowed once stays allowed.
    allow_changes: [...new Set([...recorded.allow_changes, ...(given.allowChanges?.value ?? [])])],
  };
  const models = chooseModels([given, modelsOf(recorded)]);
  const agents = chooseAgents([given, agentsOf(recorded)]);
  const inUse = modelsInUse({ models, agents }, changed.fallback_model);
  const prices = { ...knownOf(inUse, { ...sources.known.prices, ...user?.prices }), ...recorded.prices };
  const windows = {
    ...knownOf(inUse, { ...sources.known.windows, ...user?.windows }),
    ...recorded.context_windows,
  };
  const maxCostUsd = given.maxCost?.value ?? recorded.max_cost_usd;
  const unpriced = inUse.find((model) => !Object.hasOwn(prices, model));

  const errors = [
    ...line.errors,
    ...unknownVariables(surroundings.environment).errors,
    ...loweredSettings(given, recorded),
  ];
  if (apiKey === null && needsKey({ ...changed, agents }, surroundings)) {
    errors.push('OPENAI_API_KEY is not set: this run uses the OpenAI API, which needs a key');
  }
  if (unpriced !== undefined && maxCostUsd > 0) {
    const mend = `add it under "prices" in ${userConfigPath(surroundings)}, or give --max-cost 0 for no limit`;
    errors.push(
      `the cost limit can't be held: the price of ${JSON.stringify(unpriced)} is not known; ${mend}`,
    );
  }
  if (errors.length > 0) return { ok: false, errors };
  const idleLayers = [environment.given, ...(user ? [user.given] : [])];
  return {
    ok: true,
    options: {
      ...changed,
      models,
      agents,
      prices,
      context_windows: windows,
      max_output_tokens: {
        ...chooseOutputLimits(given.maxOutputTokens, inUse),
        ...(given.maxOutputTokens === undefined ? recorded.max_output_tokens : {}),
      },
      max_cost_usd: maxCostUsd,
    },
    apiKey,
    agents: user?.agents ?? {},
    idleTimeoutMs: strongest(idleLayers, 'idleTimeout')?.value ?? defaultOf('idleTimeout'),
    json: given.json?.value ?? false,
  };
}

/** The recorded models as a source of settings, for the roles that the command line leaves as they were. */
function modelsOf({ models }: RunOptions): GivenSettings {
  const given = (value: string) => ({ value, origin: 'the log' });
  return {
    plannerModel: given(models.planner),
    coderModel: given(models.coder),
    testerModel: given(models.tester),
  };
}

/** The recorded agents as a source of settings, as the models are. */
function agentsOf({ agents }: RunOptions): GivenSettings {
  const given = (value: string | null) => (value === null ? {} : { value, origin: 'the log' });
  const named = Object.entries(agents).filter(([, agent]) => agent !== null);
  return Object.fromEntries(named.map(([role, agent]) => [`${role}Agent`, given(agent)]));
}
