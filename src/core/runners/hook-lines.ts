import { z } from 'zod';
import { readJsonLines } from './json-lines.ts';
import type { ReportReading } from './report.ts';
import type { NotedReport } from './test-runner.ts';

/** What hooks of runners in other languages write: a line for each test, and a last one that says that all have run. */
const schema = z.union([
  z.object({
    event: z.literal('test'),
    file: z.string(),
    names: z.array(z.string()),
    outcome: z.enum(['passed', 'failed', 'skipped']),
  }),
  z.object({ event: z.enum(['start', 'end']) }),
]);

/** Reads the lines that a runner's hook has written, in the folder where it ran. */
function readHookLines(runner: string, text: string, folder: string): ReportReading {
  const { values, unreadable } = readJsonLines(text, schema);
  const results = values.flatMap((value) => {
    if (value.event !== 'test') return [];
    const { file, names, outcome } = value;
    return [{ file, names, outcome }];
  });
  const count = (outcome: string) => results.filter((result) => result.outcome === outcome).length;
  const isWhole = unreadable === 0 && values.at(-1)?.event === 'end';
  const problem = `the report of ${runner} is cut off or malformed: ${runner} ended before its tests did`;
  return {
    folder,
    results,
    counts: { passed: count('passed'), failed: count('failed') },
    problems: isWhole ? [] : [problem],
  };
}

/** A report in such lines, by a hook that these variables have the runner load. */
export function hookReport(runner: string, variables: NotedReport['variables'] & {}): NotedReport {
  return { ...linesReport(runner), variables };
}

/** A report in such lines, by the hook that is loaded into every node process. */
export function linesReport(runner: string): NotedReport {
  return {
    kind: 'noted',
    file: 'report.jsonl',
    read: (text, { ranIn }) => readHookLines(runner, text, ranIn),
  };
}
