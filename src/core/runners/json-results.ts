import { z } from 'zod';
import { parseJson } from './json-lines.ts';
import { type ReportedOutcome, type ReportReading, type TestResult, unreadable } from './report.ts';

/** The part of jest's JSON that vitest writes too. */
const schema = z.object({
  numTotalTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

const outcomes: Record<string, ReportedOutcome> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  pending: 'skipped',
  todo: 'skipped',
  disabled: 'skipped',
};

/** Reads the JSON report of jest or vitest, which ran in `folder`. */
export function readJsonResults(runner: string, text: string, folder: string): ReportReading {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return unreadable(`the report of ${runner} is cut off or malformed`);
  const results = parsed.data.testResults.flatMap((file) => resultsOf(file));
  const tests = results.filter(({ names }) => names.length > 0);
  const said = parsed.data.numTotalTests;
  const problem = `the report of ${runner} counts ${said} tests and names ${tests.length}`;
  return {
    folder,
    results,
    counts: { passed: count(tests, 'passed'), failed: count(tests, 'failed') },
    problems: said === tests.length ? [] : [problem],
  };
}

type File = z.infer<typeof schema>['testResults'][number];

function resultsOf({ name, status, assertionResults }: File): TestResult[] {
  const results = assertionResults.map((test) => ({
    file: name,
    names: [...test.ancestorTitles.filter((title) => title !== ''), test.title],
    // Of an unknown state nothing good is known.
    outcome: Object.hasOwn(outcomes, test.status) ? (outcomes[test.status] ?? 'failed') : 'failed',
  }));
  // It could not be loaded, or broke around its tests.
  const isBroken = status === 'failed' && !results.some(({ outcome }) => outcome === 'failed');
  return isBroken ? [...results, { file: name, names: [], outcome: 'failed' }] : results;
}

function count(results: readonly TestResult[], outcome: ReportedOutcome): number {
  return results.filter((result) => result.outcome === outcome).length;
}
