import type { RunOptions } from '../../core/options.ts';
import type { Role } from '../../core/role.ts';
import type { GivenSettings } from '../sources/given-settings.ts';

/** The agent of each role, chosen as the models are; null where a model does the work. */
export function chooseAgents(layers: readonly GivenSettings[]): RunOptions['agents'] {
  const choose = (role: Role) => {
    const layer = layers.find((one) => one[`${role}Agent`] ?? one.agent);
    return (layer?.[`${role}Agent`] ?? layer?.agent)?.value ?? null;
  };
  return { planner: choose('planner'), coder: choose('coder'), tester: choose('tester') };
}
