import { join } from 'node:path';
import { configFolder } from './home-paths.ts';
import type { Surroundings } from './surroundings.ts';

const named = /^(XDG_CONFIG_HOME|GIT_CONFIG_\w+|GIT_ATTR_NOSYSTEM)$/;

/**
 * Where the user's git finds its settings: the variables that say so, and the lists that count where the settings name
 * no others.
 */
export function usersGit(surroundings: Surroundings) {
  const given = Object.entries(surroundings.environment).flatMap(([name, value]) =>
    named.test(name) && value !== undefined ? [[name, value]] : [],
  );
  const folder = join(configFolder(surroundings), 'git');
  return {
    environment: { HOME: surroundings.userHome, ...Object.fromEntries(given) },
    excludesFile: join(folder, 'ignore'),
    attributesFile: join(folder, 'attributes'),
  };
}
