import type { Price, RunOptions } from '../core/options.ts';
import type { Role } from '../core/role.ts';
import type { GivenSettings } from './given-settings.ts';
import { defaultModel } from './settings.ts';

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

function chooseModel(layers: readonly GivenSettings[], role: Role): string {
  for (const layer of layers) {
    const named = layer[`${role}Model`] ?? layer.model;
    if (named !== undefined) return named.value;
  }
  return defaultModel;
}

/** The prices of the chosen models; one whose price is not known is left out. */
export function pricesOf(
  models: RunOptions['models'],
  known: Readonly<Record<string, Price>>,
): Record<string, Price> {
  const priced = new Map(Object.entries(known));
  return Object.fromEntries(
    Object.values(models).flatMap((model) => {
      const price = priced.get(model);
      return price === undefined ? [] : [[model, { ...price }]];
    }),
  );
}
