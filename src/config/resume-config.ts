import type { RunOptions } from '../core/options.ts';
import { type CommandLine, readCommandLine } from './command-line-source.ts';
import type { ConfigFile } from './config-file.ts';
import { readUserConfig } from './config-file-source.ts';
import { readApiKey, readEnvironment } from './environment-source.ts';
import { fixedFallback } from './fixed-fallback.ts';
import { strongest } from './given-settings.ts';
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
  'maxCost',
  'maxTime',
  'maxWait',
  'json',
] as const satisfies readonly SettingKey[];

export type ResumeConfigResult =
  | { ok: true; options: RunOptions; apiKey: string | null; idleTimeoutMs: number; json: boolean }
  | { ok: false; errors: string[] };

/** The recorded options with the limits that the command line gives anew, and what no log records. */
export function loadResumeConfig(
  recorded: RunOptions,
  commandLine: CommandLine,
  surroundings: Surroundings,
  userConfig: ConfigFile | null,
): ResumeConfigResult {
  const line = readCommandLine(commandLine);
  const user = userConfig ? readUserConfig(userConfig) : null;
  const environment = readEnvironment(surroundings.environment);
  const idleLayers = [environment.given, ...(user ? [user.given] : [])];
  const apiKey = readApiKey(surroundings.environment);
  const errors = [...line.errors];
  if (apiKey === null && recorded.base_url === defaultBaseUrl && recorded.answers === null) {
    errors.push('OPENAI_API_KEY is not set: this run uses the OpenAI API, which needs a key');
  }
  const { given } = line;
  if (
    (given.maxCost?.value ?? 0) > 0 &&
    Object.values(recorded.models).some((model) => !recorded.prices[model])
  ) {
    errors.push("--max-cost can't be held: the run was started with a model whose price is not known");
  }
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    options: {
      ...recorded,
      max_iterations: given.maxIterations?.value ?? recorded.max_iterations,
      max_retries: given.maxRetries?.value ?? recorded.max_retries,
      max_consecutive_failures: given.maxConsecutiveFailures?.value ?? recorded.max_consecutive_failures,
      max_no_progress_iterations: given.maxNoProgressIterations?.value ?? recorded.max_no_progress_iterations,
      max_steps: given.maxSteps?.value ?? recorded.max_steps,
      max_tokens: given.maxTokens?.value ?? recorded.max_tokens,
      max_cost_usd: given.maxCost?.value ?? recorded.max_cost_usd,
      max_time_ms: given.maxTime?.value ?? recorded.max_time_ms,
      max_wait_ms: given.maxWait?.value ?? recorded.max_wait_ms,
    },
    apiKey,
    idleTimeoutMs: strongest(idleLayers, 'idleTimeout')?.value ?? fixedFallback('idleTimeout'),
    json: given.json?.value ?? false,
  };
}
