import { posix } from 'node:path';
import type { Outcome, Report } from './report.ts';

/** The places that paths are told from, as the command sees them. */
export interface Places {
  /** Top of the files. */
  root: string;
  /** The folder in which the command ran. */
  folder: string;
}

/** The outcome of each test of a report, by its id. */
export function testIds(report: Report, places: Places): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const { file, names, outcome } of report.results) {
    const id = [pathOf(report, file, places), ...names.map((name) => cleaned(name, places))]
      .filter((part) => part !== '')
      .join(' > ')
      .slice(0, longestId)
      .toWellFormed();
    outcomes.set(freeId(id, outcomes), outcome);
  }
  return outcomes;
}

function freeId(id: string, taken: ReadonlyMap<string, Outcome>): string {
  let free = id;
  for (let count = 2; taken.has(free); count += 1) free = `${id} (${count})`;
  return free;
}

const longestId = 2000;

/** Seen from the folder of the command. */
function pathOf({ runner, folder }: Report, file: string, places: Places): string {
  if (runner === 'go' || runner === 'cargo' || file === '') return cleaned(file, places);
  const absolute = posix.resolve(folder ?? places.folder, file);
  return cleaned(posix.relative(places.folder, absolute), places);
}

/** On one line, and without the place where this checkout happens to be. */
function cleaned(name: string, { root }: Places): string {
  return name
    .replaceAll(`${root}/`, '')
    .replaceAll(/\s*[\p{Cc}\p{Zl}\p{Zp}]+\s*/gu, ' ')
    .trim();
}
