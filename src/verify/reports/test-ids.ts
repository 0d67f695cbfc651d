import { posix } from 'node:path';
import type { ReportedOutcome, ReportReading } from '../../core/runners/report.ts';
import type { Places } from '../../core/runners/test-runner.ts';

/** The outcome of each test of a report, by its id. */
export function testIds(report: ReportReading, places: Places): Map<string, ReportedOutcome> {
  const outcomes = new Map<string, ReportedOutcome>();
  const counts = new Map<string, number>();
  const clean = remembered((name) => cleaned(name, places));
  for (const { file, names, outcome } of report.results) {
    const id = [pathOf(report, file, places), ...names.map(clean)]
      .filter((part) => part !== '')
      .join(' > ')
      .slice(0, longestId)
      .toWellFormed();
    outcomes.set(freeId(id, outcomes, counts), outcome);
  }
  return outcomes;
}

/** Suites stand in the id of each of their tests. */
function remembered(clean: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const cleanName = known.get(name) ?? clean(name);
    known.set(name, cleanName);
    return cleanName;
  };
}

/** Counts on from the last number that this id was given, so that a name repeated many times is not counted anew. */
function freeId(
  id: string,
  taken: ReadonlyMap<string, ReportedOutcome>,
  counts: Map<string, number>,
): string {
  let count = counts.get(id) ?? 1;
  let free = count === 1 ? id : `${id} (${count})`;
  while (taken.has(free)) {
    count += 1;
    free = `${id} (${count})`;
  }
  counts.set(id, count);
  return free;
}

const longestId = 2000;

/** Seen from the folder of the command. */
function pathOf({ folder }: ReportReading, file: string, places: Places): string {
  if (file === '') return '';
  const absolute = posix.resolve(folder ?? places.folder, file);
  return cleaned(posix.relative(places.folder, absolute), places);
}

const lineBreaking = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** On one line, and without the place where this checkout happens to be. */
function cleaned(name: string, { root }: Places): string {
  return name
    .replaceAll(`${root}/`, '')
    .replaceAll(/[\s\p{Cc}]+/gu, (blanks) => (lineBreaking.test(blanks) ? ' ' : blanks))
    .trim();
}
