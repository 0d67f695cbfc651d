import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NodeAsking } from '../../core/runners/test-runner.ts';
import { makePlace } from './report-place.ts';

/** Has the runner that this process is write a report, beside what its reporters print. */
export function askByArguments(asking: NodeAsking, folder: string): void {
  const given = process.argv.slice(2);
  // A place is a note that a report is to be had: it is made only where one was asked for.
  if (asking.argumentsFor(given, '', configurationOf(asking, given)) === null) return;
  const report = join(makePlace(folder, asking.runner), asking.file);
  const added = asking.argumentsFor(given, report, configurationOf(asking, given));
  process.argv.splice(2, 0, ...(added === null ? [] : added));
}

function configurationOf({ configuration }: NodeAsking, given: readonly string[]): string {
  if (configuration === undefined) return '';
  const { folder, names } = configuration(given);
  const found = readdirSync(resolve(folder)).filter((name) => names.test(name));
  return found.map((name) => readFileSync(resolve(folder, name), 'utf8')).join('\n');
}
