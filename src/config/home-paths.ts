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

/** What a run's commands have said so far, while they run. */
export function glimpsesPath(runHome: string): string {
  return join(runHome, 'running.json');
}

/** What belongs to runs whose logs are in a database. */
export function fleetRunsFolder(home: string): string {
  return join(home, 'fleet', 'runs');
}

/** What was fetched of the repositories of such runs. */
export function fleetCache(home: string): string {
  return join(home, 'fleet', 'repositories');
}

/** What a worker has of the runs that it works on. */
export function fleetWorkFolder(home: string): string {
  return join(home, 'fleet', 'work');
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

/** What runs have measured on whole trees, for all runs. */
export function measuredFolder(home: string): string {
  return join(home, 'measured');
}

/** Where agents at work have their homes, with copies of logins. */
export function agentHomes(home: string): string {
  return join(home, 'agents');
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
