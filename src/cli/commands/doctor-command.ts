import { proofloopHome } from '../../config/home-paths.ts';
import { readConfig } from '../../config/read-config.ts';
import { readApiKey } from '../../config/sources/environment-source.ts';
import { readSurroundings, type Surroundings } from '../../config/surroundings.ts';
import { listPrices } from '../../model/prices.ts';
import { listWindows } from '../../model/windows.ts';
import type { Check } from '../../runs/doctor/doctor-check.ts';
import { checkEndpoint, checkKey } from '../../runs/doctor/endpoint-checks.ts';
import { checkDisk, checkGit, checkHome, checkNode, checkSandbox } from '../../runs/doctor/machine-checks.ts';
import { labelled } from '../../views/text/labelled-lines.ts';
import { plainLine } from '../../views/text/plain-text.ts';
import { print, printText } from '../output.ts';

/** `proofloop doctor`: 0 where all that a run needs works, else 1. Nothing is written, and without `online` nothing sent. */
export async function doctorCommand(json: boolean, online: boolean): Promise<number> {
  const surroundings = readSurroundings();
  const searchPath = surroundings.environment.PATH ?? '';
  const home = proofloopHome(surroundings);
  const checks = [
    checkNode(),
    await checkGit(searchPath),
    await checkSandbox(searchPath),
    ...(await checkConfiguration(surroundings, online)),
    await checkHome(home),
    await checkDisk(home),
  ];
  const missing = checks.filter(({ works, needed }) => needed && !works).map(({ name }) => name);
  if (json) print([JSON.stringify({ works: missing.length === 0, checks }, null, 2)]);
  else printText([...checks.flatMap(checkLines), '', verdict(missing)]);
  return missing.length === 0 ? 0 : 1;
}

/** The settings that runs here would have, and what hangs on them. */
async function checkConfiguration(surroundings: Surroundings, online: boolean): Promise<Check[]> {
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
  return [checkKey(apiKey, config.options.base_url), await checkEndpoint(config, apiKey, online)];
}

const statusColumns = 9;
const nameColumns = 10;

function checkLines({ name, works, needed, found, mend }: Check): string[] {
  const status = works ? 'works' : 'missing';
  const optional = works || needed ? '' : ' (a run can do without)';
  const lines = [`${plainLine(found)}${optional}`, ...(mend === null ? [] : [`mend it: ${plainLine(mend)}`])];
  return labelled(status.padEnd(statusColumns) + name, statusColumns + nameColumns, lines);
}

function verdict(missing: readonly string[]): string {
  if (missing.length === 0) return 'all that a run needs works';
  return `a run can't be started: ${missing.join(', ')} missing`;
}
