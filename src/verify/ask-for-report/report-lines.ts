import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePlace } from './report-place.ts';

/** What a program under test makes of these later is no matter here. */
const [append, stringify] = [appendFileSync, JSON.stringify];

/** A report that is written line by line, each at once. */
export interface ReportLines {
  hasBegun: () => boolean;
  write: (line: object) => void;
}

/** The report of a runner; its place is made with the first line. */
export function reportLines(folder: string, runner: string): ReportLines {
  let report: string | null = null;
  return {
    hasBegun: () => report !== null,
    write: (line) => {
      try {
        report ??= join(makePlace(folder, runner), 'report.jsonl');
        append(report, `${stringify(line)}\n`);
      } catch {
        // A report without its last line is not relied on.
      }
    },
  };
}
