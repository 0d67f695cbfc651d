import { commonOutputLimit, type RunOptions } from '../../core/options.ts';
import type { GivenSetting } from '../sources/given-settings.ts';

/** Enough for a long patch and the thoughts before it, and well below what these models can write. */
const largeOutputLimit = 65_536;

const largeModels = /^gpt-6(\.\d+)?-/;

/** The most output that each model is asked for in one response: what was given, or what the model surely accepts. */
export function chooseOutputLimits(
  given: GivenSetting<number> | undefined,
  models: readonly string[],
): RunOptions['max_output_tokens'] {
  return Object.fromEntries(models.map((model) => [model, given?.value ?? defaultLimit(model)]));
}

function defaultLimit(model: string): number {
  return largeModels.test(model) ? largeOutputLimit : commonOutputLimit;
}
