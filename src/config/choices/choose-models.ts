import type { Price, RunOptions } from '../../core/options.ts';
import { type Role, roles } from '../../core/role.ts';
import { defaultModel } from '../../core/settings/model-settings.ts';
import type { GivenSettings } from '../sources/given-settings.ts';

/** What is known of models by their names. */
export interface KnownModels {
  prices: Readonly<Record<string, Price>>;
  /** Context windows in tokens. */
  windows: Readonly<Record<string, number>>;
}

/**
 * The model of each role: the strongest source that names the role's own model or the one for all decides, and
 * within it the role's own goes first. So `--model` on the command line wins over a `coderModel` in a file.
 */
export function chooseModels(layers: readonly GivenSettings[]): RunOptions['models'] {
  return {
    planner: chooseModel(layers, 'planner'),
    coder: chooseModel(layers, 'coder'),
    tester: chooseModel(layers, 'tester'),
  };
}

/** How much each role is to think, chosen as the models are; null where nothing is given. */
export function chooseReasoning(layers: readonly GivenSettings[]): RunOptions['reasoning'] {
  const choose = (role: Role) => {
    const layer = layers.find((one) => one[`${role}Reasoning`] ?? one.reasoning);
    return (layer?.[`${role}Reasoning`] ?? layer?.reasoning)?.value ?? null;
  };
  return { planner: choose('planner'), coder: choose('coder'), tester: choose('tester') };
}

/** All models that a run may ask: those of roles that no agent does the work of. */
export function modelsInUse(
  { models, agents }: Pick<RunOptions, 'models' | 'agents'>,
  fallbackModel: string | null,
): string[] {
  const asked = roles.flatMap((role) => (agents[role] === null ? [models[role]] : []));
  const fallback = asked.length === 0 || fallbackModel === null ? [] : [fallbackModel];
  return [...new Set([...asked, ...fallback])];
}

function chooseModel(layers: readonly GivenSettings[], role: Role): string {
  for (const layer of layers) {
    const named = layer[`${role}Model`] ?? layer.model;
    if (named !== undefined) return named.value;
  }
  return defaultModel;
}

/** What is known of the chosen models, such as their prices; one of which nothing is known is left out. */
export function knownOf<Value>(
  models: readonly string[],
  known: Readonly<Record<string, Value>>,
): Record<string, Value> {
  const byModel = new Map(Object.entries(known));
  return Object.fromEntries(
    models.flatMap((model) => {
      const value = byModel.get(model);
      return value === undefined ? [] : [[model, structuredClone(value)]];
    }),
  );
}

/** What answers of a recording cost: nobody is paid for them. */
export function noPrices(models: readonly string[]): Record<string, Price> {
  const free: Price = {
    input: 0,
    cached_input: 0,
    cache_write: null,
    output: 0,
    long_context: null,
    as_of: null,
  };
  return Object.fromEntries(models.map((model) => [model, free]));
}
