import type { Surroundings } from '../config/surroundings.ts';
import type { RunOptions } from '../core/options.ts';
import { roles as allRoles } from '../core/role.ts';
import { toolNamed } from '../core/roles/tool-table.ts';
import { UsageError } from './usage-error.ts';

/** What is recorded of the tools that the calling program brought; a UsageError for one that can't be told of. */
export function toolCards({ ownPorts }: Surroundings): RunOptions['own_tools'] {
  const names = new Set<string>();
  return (ownPorts?.tools ?? []).map(({ name, description, parameters, roles }) => {
    if (!/^[a-z][a-z0-9_]{0,63}$/.test(name))
      throw new UsageError(
        `the tool ${JSON.stringify(name)} has no usable name: lower-case letters, digits and underscores`,
      );
    if (toolNamed(name) !== null || names.has(name))
      throw new UsageError(`there is a tool ${name} already: give yours another name`);
    if (!roles.every((role) => allRoles.includes(role)))
      throw new UsageError(`the tool ${name} names a role that is none of ${allRoles.join(', ')}`);
    names.add(name);
    return { name, description, parameters: { ...parameters }, roles: [...roles] };
  });
}

/** Holds a resumed run to the tools that its models were told of. */
export function requireTools({ own_tools }: Pick<RunOptions, 'own_tools'>, { ownPorts }: Surroundings): void {
  const missing = own_tools.find(({ name }) => !ownPorts?.tools?.some((tool) => tool.name === name));
  if (missing === undefined) return;
  throw new UsageError(
    `the run was started with the tool ${missing.name} of a program's own, which is not given as a port; its log and its work were left as they are`,
  );
}
