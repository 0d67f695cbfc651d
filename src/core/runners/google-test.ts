import { z } from 'zod';
import { decodeEntities, parseXml } from './plain-xml.ts';
import { type ReportedOutcome, type ReportReading, unreadable } from './report.ts';
import { appended, namedFile } from './script-canary.ts';
import type { TestRunner } from './test-runner.ts';

const text = z.string().default('');

const testCase = z.object({
  '@name': z.string(),
  '@classname': text,
  '@file': text,
  '@status': text,
  '@result': text,
  '@value_param': text,
  failure: z.array(z.unknown()).default([]),
  skipped: z.array(z.unknown()).default([]),
});

const suite = z.union([
  z.object({ '@name': z.string(), testcase: z.array(testCase).default([]) }),
  z.string().transform(() => ({ '@name': '', testcase: [] })),
]);

const schema = z.object({
  testsuites: z.tuple([z.union([z.object({ testsuite: z.array(suite).default([]) }), z.string()])]),
});

/** Reads the report of one program of GoogleTest; a list of tests that did not run has none. */
export function readGoogleTestXml(given: string): ReportReading {
  const parsed = schema.safeParse(parseXml(given));
  if (!parsed.success) return unreadable('the report of GoogleTest is cut off or malformed');
  const [root] = parsed.data.testsuites;
  const suites = typeof root === 'string' ? [] : root.testsuite;
  const results = suites.flatMap((around) =>
    around.testcase.flatMap((test) => {
      const outcome = outcomeOf(test);
      const names = [around['@name'], test['@name']].map(decodeEntities);
      return outcome === null ? [] : [{ file: decodeEntities(test['@file']), names, outcome }];
    }),
  );
  return { folder: null, results, counts: null, problems: [] };
}

function outcomeOf(test: z.infer<typeof testCase>): ReportedOutcome | null {
  if (test.failure.length > 0) return 'failed';
  if (test.skipped.length > 0 || test['@result'] === 'skipped') return 'skipped';
  if (test['@status'] === 'notrun' || test['@result'] === 'suppressed') return 'skipped';
  return test['@status'] === 'run' ? 'passed' : null;
}

export const googleTest = {
  name: 'googletest',
  report: {
    kind: 'left',
    // A folder: each program finds a name of its own there.
    variables: ({ reports }) => ({ GTEST_OUTPUT: `xml:${reports}/googletest/` }),
    place: 'googletest',
    file: /\.xml$/,
    hasWay: true,
    read: (given) => readGoogleTestXml(given),
  },
  altered: namedFile,
  canary: appended((title, _hash, file) =>
    /\.(cc|cpp|cxx|c\+\+)$/.test(file)
      ? `\n#include <gtest/gtest.h>\nTEST(${title}, equal) { EXPECT_EQ(1, 2); }\nTEST(${title}, truth) { EXPECT_TRUE(1 == 2); }\nTEST(${title}, stops) { ASSERT_EQ(1, 2); }\n`
      : null,
  ),
  files: {
    folders: ['googletest', 'gtest', 'gmock', 'catch2', 'doctest'],
    names: ['gtest.h', 'gtest-all.cc', 'catch.hpp', 'catch_amalgamated.hpp', 'doctest.h'],
  },
} as const satisfies TestRunner;
