import { join } from 'node:path';
import { makePlace } from './report-place.ts';
import { configuredReporters } from './vitest-reporters.ts';

/** Has vitest write a report beside what its reporters print, unless it was already told where reports go. */
export function askVitest(folder: string): void {
  const given = process.argv.slice(2);
  if (given.some((argument) => vitestRunsNoTests.test(argument)) || given.some(writesFile)) return;
  if (/^(list|bench|init|complete)$/.test(given.find((argument) => !argument.startsWith('-')) ?? '')) return;
  const isChosen = given.some((argument) => /^--reporters?(=|$)/.test(argument));
  const configured = configuredReporters(given);
  if (configured === null) return;
  const beside = configured.length > 0 ? configured : ['default'];
  const report = join(makePlace(folder, 'vitest'), 'report.json');
  const reporters = [...(isChosen ? [] : beside), 'json'].map((name) => `--reporter=${name}`);
  process.argv.splice(2, 0, ...reporters, `--outputFile.json=${report}`);
}

/** Has jest write a report; what its reporters print stays as it is. */
export function askJest(folder: string): void {
  const given = process.argv.slice(2);
  if (given.some((argument) => jestRunsNoTests.test(argument)) || given.some(writesFile)) return;
  const report = join(makePlace(folder, 'jest'), 'report.json');
  process.argv.splice(2, 0, '--json', `--outputFile=${report}`);
}

const vitestRunsNoTests = /^(-h|--help|-v|--version|--merge-?reports|--standalone|--clear-?cache)(=|$)/i;

const jestRunsNoTests =
  /^(-h|--help|--version|--listTests|--showConfig|--clearCache|--init|--json|--watch|--watchAll)(=|$)/;

function writesFile(argument: string): boolean {
  return /^--output-?file([.=]|$)/i.test(argument);
}
