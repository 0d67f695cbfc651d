import { optionName, variableName } from '../../core/settings/setting-names.ts';
import { settingKeys, settings } from '../../core/settings/settings.ts';
import { editDistance, nearestOf } from '../../core/text/nearest-name.ts';
import type { Environment } from '../surroundings.ts';

/** Variables of this name that are no settings: where the runs are, and what proofloop sets for those that it starts. */
const otherVariables = [
  'PROOFLOOP_HOME',
  'PROOFLOOP_DATABASE_URL',
  'PROOFLOOP_RUN',
  'PROOFLOOP_OUTCOME',
  'PROOFLOOP_REASON',
  'PROOFLOOP_SUMMARY',
  'PROOFLOOP_REPORTS',
  'PROOFLOOP_HOOKS',
  'PROOFLOOP_NODE',
  'PROOFLOOP_PROCESS',
  'PROOFLOOP_COMMAND',
  'PROOFLOOP_ASKED',
  'PROOFLOOP_TEST_VIEWS',
];

/** More letters than this are hardly a slip. */
const mostLettersOff = 2;

/** What is to be said of the variables that look like settings and are none. */
export interface UnknownVariables {
  /** A slip that would silently leave a setting, such as a limit, as it is. */
  errors: string[];
  warnings: string[];
}

export function unknownVariables(environment: Environment): UnknownVariables {
  const inEnvironment = settingKeys.filter((key) => settings[key].sources.includes('environment'));
  const known = [...inEnvironment.map(variableName), ...otherVariables];
  const elsewhere = new Map(settingKeys.map((key) => [variableName(key), optionName(key)]));
  const found: UnknownVariables = { errors: [], warnings: [] };
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('PROOFLOOP_') || (value ?? '') === '' || known.includes(name)) continue;
    const option = elsewhere.get(name);
    const nearest = nearestOf(name, known) ?? '';
    if (option !== undefined) {
      found.warnings.push(`${name} has no effect: this is given on the command line, as --${option}`);
    } else if (editDistance(name, nearest) <= mostLettersOff) {
      found.errors.push(`${name} is no setting; ${nearest} is one, and was probably meant`);
    } else found.warnings.push(`${name} is no setting of proofloop, and has no effect`);
  }
  return found;
}
