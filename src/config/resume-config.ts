import type { Price, RunOptions } from '../core/options.ts';
import { chooseModels, knownOf, modelsInUse } from './choose-models.ts';
import { chooseOutputLimits } from './choose-output-limits.ts';
import { type CommandLine, readCommandLine } from './command-line-source.ts';
import type { ConfigFile } from './config-file.ts';
import { readUserConfig } from './config-file-source.ts';
import { readApiKey, readEnvironment } from './environment-source.ts';
import { fixedFallback } from './fixed-fallback.ts';
import { type GivenSettings, strongest } from './given-settings.ts';
import { userConfigPath } from './paths.ts';
import type { SettingKey } from './setting.ts';
import { defaultBaseUrl } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

/** The settings that may be given anew when a run is resumed: its limits. */
export const resumableKeys = [
  'maxIterations',
  'maxRetries',
  'maxConsecutiveFailures',
  'maxNoProgressIterations',
  'maxSteps',
  'maxTokens',
  'maxOutputTokens',
  'maxCost',
  'maxTime',
  'maxWait',
  'json',
] as const satisfies readonly SettingKey[];

/** What may be given anew when a run is forked: its limits and its models. */
export const forkableKeys = [
  ...resumableKeys,
  'model',
  'plannerModel',
  'coderModel',
  'testerModel',
  'fallbackModel',
] as const satisfies readonly SettingKey[];

export type ResumeConfigResult =
  | { ok: true; options: RunOptions; apiKey: string | null; idleTimeoutMs: number; json: boolean }
  | { ok: false; errors: string[] };

/** The recorded options with what the command line gives anew, and what no log records. */
export function loadResumeConfig(
  recorded: RunOptions,
  commandLine: CommandLine,
  surroundings: Surroundings,
  userConfig: ConfigFile | null,
  knownPrices: Readonly<Record<string, Price>>,
  knownWindows: Readonly<Record<string, number>>,
): ResumeConfigResult {
  const line = readCommandLine(commandLine);
  const { given } = line;
  const user = userConfig ? readUserConfig(userConfig) : null;
  const environment = readEnvironment(surroundings.environment);
  const apiKey = readApiKey(surroundings.environment);

  const models = chooseModels([given, modelsOf(recorded)]);
  const fallbackModel = given.fallbackModel?.value ?? recorded.fallback_model;
  const inUse = modelsInUse(models, fallbackModel);
  const prices = { ...knownOf(inUse, { ...knownPrices, ...user?.prices }), ...recorded.prices };
  const windows = { ...knownOf(inUse, { ...knownWindows, ...user?.windows }), ...recorded.context_windows };
  const maxCostUsd = given.maxCost?.value ?? recorded.max_cost_usd;
  const unpriced = inUse.find((model) => !Object.hasOwn(prices, model));

  const errors = [...line.errors];
  if (apiKey === null && recorded.base_url === defaultBaseUrl && recorded.answers === null) {
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
      ...recorded,
      models,
      fallback_model: fallbackModel,
      prices,
      context_windows: windows,
      max_iterations: given.maxIterations?.value ?? recorded.max_iterations,
      max_retries: given.maxRetries?.value ?? recorded.max_retries,
      max_consecutive_failures: given.maxConsecutiveFailures?.value ?? recorded.max_consecutive_failures,
      max_no_progress_iterations: given.maxNoProgressIterations?.value ?? recorded.max_no_progress_iterations,
      max_steps: given.maxSteps?.value ?? recorded.max_steps,
      max_tokens: given.maxTokens?.value ?? recorded.max_tokens,
      max_output_tokens: {
        ...chooseOutputLimits(given.maxOutputTokens, inUse),
        ...(given.maxOutputTokens === undefined ? recorded.max_output_tokens : {}),
      },
      max_cost_usd: maxCostUsd,
      max_time_ms: given.maxTime?.value ?? recorded.max_time_ms,
      max_wait_ms: given.maxWait?.value ?? recorded.max_wait_ms,
    },
    apiKey,
    idleTimeoutMs: strongest(idleLayers, 'idleTimeout')?.value ?? fixedFallback('idleTimeout'),
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
