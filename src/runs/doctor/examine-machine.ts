import { proofloopHome } from '../../config/home-paths.ts';
import { readConfig } from '../../config/read-config.ts';
import { readApiKey, type Surroundings } from '../../config/surroundings.ts';
import { listPrices } from '../../model/prices.ts';
import { listWindows } from '../../model/windows.ts';
import { removeLeftLogins } from '../../wire/wire-agents.ts';
import { checkAgents } from './agent-checks.ts';
import type { DoctorCheck } from './doctor-check.ts';
import { checkApiKey, checkEndpoint } from './endpoint-checks.ts';
import {
  checkDisk,
  checkGit,
  checkHome,
  checkNode,
  checkSandbox,
  checkSetupNetwork,
  checkViews,
} from './machine-checks.ts';

/** Checks all that a run needs here. Nothing is left behind (copies of logins that killed processes have left go too), and without `online` nothing is sent. */
export async function examineMachine(surroundings: Surroundings, online: boolean): Promise<DoctorCheck[]> {
  const searchPath = surroundings.environment.PATH ?? '';
  const home = proofloopHome(surroundings);
  await removeLeftLogins(surroundings);
  return [
    checkNode(),
    await checkGit(searchPath),
    await checkSandbox(searchPath),
    await checkSetupNetwork(searchPath),
    ...(await checkConfiguration(surroundings, online)),
    await checkHome(home),
    await checkDisk(home),
    await checkViews(home),
  ];
}

/** The needed things that don't work, by name. */
export function missingNeeds(checks: readonly DoctorCheck[]): string[] {
  return checks.filter(({ works, needed }) => needed && !works).map(({ name }) => name);
}

/** The settings that runs here would have, and what hangs on them. */
async function checkConfiguration(surroundings: Surroundings, online: boolean): Promise<DoctorCheck[]> {
  const apiKey = readApiKey(surroundings.environment);
  // A missing key has a line of its own.
  const environment = { ...surroundings.environment, OPENAI_API_KEY: apiKey ?? 'none' };
  const known = { prices: listPrices, windows: listWindows };
  const loaded = await readConfig({ task: 'doctor' }, { ...surroundings, environment }, null, known);
  if (!loaded.ok) {
    const found = loaded.errors.join('; ');
    return [{ name: 'settings', works: false, needed: true, found, mend: 'mend what is named there' }];
  }
  const { config } = loaded;
  return [
    checkApiKey(apiKey, config.options.base_url),
    await checkEndpoint(config, apiKey, online),
    ...(await checkAgents(config, surroundings)),
  ];
}
