import { z } from 'zod';
import { decodeEntities, parseXml } from './plain-xml.ts';
import { type ReportedOutcome, type ReportReading, type TestResult, unreadable } from './report.ts';

const many = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).default([]);
const text = z.string().default('');

const testCase = z.object({
  '@name': z.string(),
  '@classname': text,
  '@file': text,
  '@status': text,
  '@result': text,
  failure: many(z.unknown()),
  error: many(z.union([z.object({ '@type': text }), z.string().transform(() => ({ '@type': '' }))])),
  skipped: many(z.unknown()),
  disabled: many(z.unknown()),
});

/** One that holds nothing is an empty text to the parser. */
const suite = z.union([
  z.object({
    '@name': text,
    '@file': text,
    '@tests': text,
    '@failures': text,
    '@errors': text,
    testcase: many(testCase),
    testsuite: many(z.unknown()),
  }),
  z.string().transform(() => null),
]);

type Suite = NonNullable<z.infer<typeof suite>>;
type Case = z.infer<typeof testCase>;

const schema = z.union([
  z.object({ testsuites: z.tuple([z.union([z.object({ testsuite: many(z.unknown()) }), z.string()])]) }),
  z.object({ testsuite: z.tuple([z.unknown()]) }),
]);

/**
 * Reads a JUnit report, whoever has written it. A test has the file that it or the nearest suite around it names; then
 * come its class and its name. `folder` is the one that files are named from.
 */
export function readJunitXml(runner: string, given: string, folder: string | null): ReportReading {
  const malformed = unreadable(`the report of ${runner} is cut off or malformed`);
  const parsed = schema.safeParse(parseXml(given));
  if (!parsed.success) return malformed;
  const outer =
    'testsuites' in parsed.data ? parsed.data.testsuites[0] : { testsuite: parsed.data.testsuite };
  const report: ReportReading = { folder, results: [], counts: null, problems: [] };
  const open =
    typeof outer === 'string' ? [] : outer.testsuite.map((value) => ({ value, file: '', isTop: true }));
  let [said, failures] = [0, 0];
  for (const { value, file, isTop } of open) {
    const found = suite.safeParse(value);
    if (!found.success) return malformed;
    if (found.data === null) continue;
    const own = decodeEntities(found.data['@file']) || file;
    report.results.push(...found.data.testcase.map((test) => resultOf(test, own)));
    open.push(...found.data.testsuite.map((inner) => ({ value: inner, file: own, isTop: false })));
    if (!isTop) continue;
    said += countOf(found.data, '@tests');
    failures += countOf(found.data, '@failures') + countOf(found.data, '@errors');
  }
  const named = report.results.length;
  if (said > named) report.problems.push(`the report of ${runner} counts ${said} tests and names ${named}`);
  const failed = report.results.filter(({ outcome }) => outcome === 'failed').length;
  if (failures > 0 && failed === 0)
    report.problems.push(`the report of ${runner} counts ${failures} failures and names none`);
  return report;
}

const countOf = (found: Suite, name: '@tests' | '@failures' | '@errors') =>
  /^\d{1,9}$/.test(found[name]) ? Number(found[name]) : 0;

function resultOf(test: Case, around: string): TestResult {
  const [name, classes] = [decodeEntities(test['@name']), decodeEntities(test['@classname'])];
  const file = decodeEntities(test['@file']) || around;
  return { file, names: [...(classes === '' ? [] : [classes]), name], outcome: outcomeOf(test) };
}

/** CTest and GoogleTest say in words that a test has not run. */
const notRun = /^(notrun|disabled|skipped|suppressed)$/;

function outcomeOf(test: Case): ReportedOutcome {
  // PHPUnit: a test that asserts nothing, which fails the run only where that is asked for.
  const errors = test.error.filter((error) => !/\bRisky/.test(error['@type']));
  if (test.failure.length > 0 || errors.length > 0) return 'failed';
  if (test.error.length > 0) return 'skipped';
  if (/^(fail|failed|error)$/.test(test['@status'])) return 'failed';
  const isSkipped = test.skipped.length > 0 || test.disabled.length > 0;
  return isSkipped || notRun.test(test['@status']) || notRun.test(test['@result']) ? 'skipped' : 'passed';
}
