import { join, resolve } from 'node:path';
import type { Surroundings } from './surroundings.ts';

/** Where proofloop keeps its runs: `PROOFLOOP_HOME`, else `proofloop` in the user's state folder. */
export function proofloopHome(surroundings: Surroundings): string {
  return (
    absolute('PROOFLOOP_HOME', surroundings) ??
    join(
      absolute('XDG_STATE_HOME', surroundings) ?? join(surroundings.userHome, '.local', 'state'),
      'proofloop',
    )
  );
}

/** The folder of all runs, each of which has its own folder there. */
export function runsFolder(home: string): string {
  return join(home, 'runs');
}

/** The dependency folders that setup commands have made, for all runs. */
export function setupCache(home: string): string {
  return join(home, 'setup');
}

/** Which texts of repositories' setup commands the user has said yes to. */
export function trustedSetups(home: string): string {
  return join(home, 'trusted-setups');
}

/** What runs have measured at their bases, for all runs. */
export function baselinesFolder(home: string): string {
  return join(home, 'baselines');
}

/** The user's own configuration file, whether or not it exists. */
export function userConfigPath(surroundings: Surroundings): string {
  return join(configFolder(surroundings), 'proofloop', 'config.json');
}

/** Where the user's settings of programs are. */
export function configFolder(surroundings: Surroundings): string {
  return absolute('XDG_CONFIG_HOME', surroundings) ?? join(surroundings.userHome, '.config');
}

function absolute(variable: string, { environment, currentFolder }: Surroundings): string | null {
  const value = environment[variable] ?? '';
  return value === '' ? null : resolve(currentFolder, value);
}
