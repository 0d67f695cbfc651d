import type { FunctionTool } from '../model/model-wire.ts';
import type { RunOptions } from '../options.ts';
import type { Role } from '../role.ts';
import { roleTable } from './role-table.ts';

/** The tools that a role may use in a run, as the model is told of them: the program's own come last. */
export function toolsTold(role: Role, { own_tools }: Pick<RunOptions, 'own_tools'>): FunctionTool[] {
  const own = own_tools.filter(({ roles }) => roles.includes(role));
  return [
    ...roleTable[role].tools,
    ...own.map(({ name, description, parameters }) => ({
      type: 'function' as const,
      ...{ name, description, parameters },
      strict: true as const,
    })),
  ];
}
