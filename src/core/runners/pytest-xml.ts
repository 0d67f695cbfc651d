import { z } from 'zod';
import { decodeEntities, parseXml } from './plain-xml.ts';
import { type ReportedOutcome, type ReportReading, type TestResult, unreadable } from './report.ts';

const many = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).default([]);

const testCase = z.object({
  '@classname': z.string(),
  '@name': z.string(),
  '@file': z.string().default(''),
  failure: many(z.unknown()),
  error: many(z.unknown()),
  skipped: many(z.unknown()),
});

const suite = z.object({
  '@tests': z.string(),
  '@failures': z.string(),
  '@errors': z.string(),
  testcase: many(testCase),
});

/** Newer versions have a root around the one suite. */
const schema = z.union([
  z.object({ testsuites: z.tuple([z.object({ testsuite: z.tuple([suite]) })]) }),
  z.object({ testsuite: z.tuple([suite]) }),
]);

/** Reads the JUnit report of pytest, in the family xunit1. Its files are seen from pytest's own root folder. */
export function readPytestXml(text: string): ReportReading {
  const report: ReportReading = { folder: null, results: [], counts: null, problems: [] };
  const parsed = schema.safeParse(parseXml(text));
  if (!parsed.success) return unreadable('the report of pytest is cut off or malformed');
  const [found] = 'testsuites' in parsed.data ? parsed.data.testsuites[0].testsuite : parsed.data.testsuite;
  const named = found.testcase.flatMap(({ failure, error }) => [...failure, ...error]).length;
  const counted = Number(found['@failures']) + Number(found['@errors']);
  // What a test has failed by would stand there under another name: no outcome of such a report can be told.
  if (named !== counted)
    return unreadable(`the report of pytest counts ${counted} failures and errors and names ${named}`);
  report.results = merged(found.testcase.map(resultOf));
  if (Number(found['@tests']) !== found.testcase.length) {
    const said = found['@tests'];
    report.problems.push(`the report of pytest counts ${said} tests and names ${found.testcase.length}`);
  }
  // A test that passes and then fails to clean up is counted as both by pytest.
  const cleanFailures = found.testcase.every(({ error }) => error.length === 0);
  if (cleanFailures) {
    const count = (outcome: ReportedOutcome) =>
      report.results.filter((result) => result.outcome === outcome).length;
    report.counts = { passed: count('passed'), failed: count('failed') };
  }
  return report;
}

function resultOf(test: z.infer<typeof testCase>): TestResult {
  const file = decodeEntities(test['@file']);
  const name = decodeEntities(test['@name']);
  const classes = decodeEntities(test['@classname']);
  const module = file.replace(/\.py$/, '').replaceAll('/', '.');
  const broken = test.failure.length > 0 || test.error.length > 0;
  const outcome = broken ? 'failed' : test.skipped.length > 0 ? 'skipped' : 'passed';
  // A file that could not be loaded is a test without a class, named as the module.
  if (classes === '' && broken && file !== '') return { file, names: [], outcome };
  if (file === '') return { file: classes, names: [name], outcome };
  const within =
    classes === module ? '' : classes.startsWith(`${module}.`) ? classes.slice(module.length + 1) : classes;
  return { file, names: [...(within === '' ? [] : within.split('.')), name], outcome };
}

/** A test that fails in its cleaning up, too, stands there twice. */
function merged(results: readonly TestResult[]): TestResult[] {
  const byId = new Map<string, TestResult>();
  for (const result of results) {
    const id = JSON.stringify([result.file, result.names]);
    if (byId.get(id)?.outcome !== 'failed') byId.set(id, result);
  }
  return [...byId.values()];
}
