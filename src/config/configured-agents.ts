import type { ConfiguredAgent } from '../core/agent/agent-spec.ts';
import { userConfigPath } from './home-paths.ts';
import { readUserFile } from './read-config.ts';
import { readUserConfig } from './sources/config-file-source.ts';
import type { Surroundings } from './surroundings.ts';

/** What the user's configuration says of agents; nothing where it can't be read. */
export async function readConfiguredAgents(
  surroundings: Surroundings,
): Promise<Readonly<Record<string, ConfiguredAgent>>> {
  const file = await readUserFile(userConfigPath(surroundings));
  return file === null || typeof file === 'string' ? {} : readUserConfig(file).agents;
}
