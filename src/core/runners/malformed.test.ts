import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCargoText } from './cargo-text.ts';
import { readGoJson } from './go-json.ts';
import { readJsonResults } from './json-results.ts';
import { readMochaLines } from './mocha.ts';
import { readNodeTestLines } from './node-test.ts';
import { readPytestXml } from './pytest-xml.ts';
import type { ReportReading } from './report.ts';
import { readStrykerJson } from './stryker.ts';
import { readTapText } from './tap-text.ts';

interface Format {
  read: (text: string) => ReportReading[];
  /** A sound report of two tests: `one` passed, `two` failed. */
  sound: string;
}

const lines = (...values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const file = '/shop/a.js';

const formats: Record<string, Format> = {
  'jest and vitest': {
    read: (text) => [readJsonResults('jest', text, '/shop')],
    sound: JSON.stringify({
      numTotalTests: 2,
      testResults: [
        {
          name: file,
          status: 'failed',
          assertionResults: [
            { ancestorTitles: [], title: 'one', status: 'passed' },
            { ancestorTitles: [], title: 'two', status: 'failed' },
          ],
        },
      ],
    }),
  },
  mocha: {
    read: (text) => [readMochaLines(text, '/shop')],
    sound: lines(
      { event: 'start' },
      { event: 'pass', path: ['one'], file },
      { event: 'fail', path: ['two'], file },
      { event: 'end' },
    ),
  },
  'node:test': {
    read: (text) => [readNodeTestLines(text, '/shop')],
    sound: lines(
      { event: 'start', name: 'one', nesting: 0, file },
      { event: 'pass', name: 'one', nesting: 0, file },
      { event: 'start', name: 'two', nesting: 0, file },
      { event: 'fail', name: 'two', nesting: 0, file },
      { event: 'end' },
    ),
  },
  pytest: {
    read: (text) => [readPytestXml(text)],
    sound:
      '<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="0" failures="1" skipped="0" tests="2">' +
      '<testcase classname="a" name="one" file="a.py"/>' +
      '<testcase classname="a" name="two" file="a.py"><failure message="no">no</failure></testcase></testsuite></testsuites>',
  },
  cargo: {
    read: (text) => [readCargoText(text, (_, path) => path)].filter((report) => report !== null),
    sound: `     Running unittests src/lib.rs (target/debug/deps/shop-0123456789abcdef)

running 2 tests
test one ... ok
test two ... FAILED

failures:

---- two stdout ----
test three ... ok

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out
`,
  },
  stryker: {
    // Its tests are named by what was altered where.
    read: (text) => {
      const report = readStrykerJson(text, '/shop');
      const mutator = (name: string) => /^1:1 (.*): {2}-> $/.exec(name)?.[1] ?? name;
      return [
        { ...report, results: report.results.map((one) => ({ ...one, names: one.names.map(mutator) })) },
      ];
    },
    sound: JSON.stringify({
      schemaVersion: '1.0',
      files: {
        'a.js': {
          source: '',
          mutants: ['one', 'two'].map((mutatorName, index) => ({
            mutatorName,
            status: ['Killed', 'Survived'][index],
            location: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
          })),
        },
      },
    }),
  },
  TAP: {
    read: readTapText,
    sound: 'TAP version 13\nok 1 - one\nnot ok 2 - two\n1..2\n',
  },
};

const passedIn = (reports: readonly ReportReading[]) =>
  reports.flatMap(({ results }) =>
    results.filter(({ outcome }) => outcome === 'passed').map(({ names }) => names.join(' > ')),
  );
const problemsOf = (reports: readonly ReportReading[]) => reports.flatMap(({ problems }) => problems);

describe.each(Object.entries(formats))('%s', (_, { read, sound }) => {
  test('a sound report is read without a problem', () => {
    const reports = read(sound);
    expect(problemsOf(reports)).toEqual([]);
    expect(passedIn(reports)).toEqual(['one']);
    expect(reports[0]?.results.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
      { names: ['two'] },
    ]);
  });

  test('a report that is cut off anywhere does not pass for a whole one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: sound.trimEnd().length - 1 }), (length) => {
        const reports = read(sound.slice(0, length));
        const isWhole = problemsOf(reports).length === 0 && reports.some(({ results }) => results.length > 0);
        expect(isWhole).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('garbage throws nothing and passes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (garbage) => {
        expect(passedIn(read(garbage))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('a report with bytes of it changed throws nothing, and lets no failed test pass', () => {
    const change = fc.tuple(fc.nat(sound.length - 1), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        let text = sound;
        for (const [at, put] of changes) text = text.slice(0, at) + put + text.slice(at + 1);
        expect(passedIn(read(text))).not.toContain('two');
      }),
      { numRuns: 500 },
    );
  });
});

describe('pytest', () => {
  const { read, sound } = formats.pytest as Format;
  const suite =
    '<testsuite tests="1" failures="0" errors="0"><testcase classname="a" name="one" file="a.py"/></testsuite>';

  test.each([
    ['two roots', `${suite}${suite}`],
    ['two suites', `<testsuites>${suite}${suite}</testsuites>`],
    ['declarations of its own', `<!DOCTYPE x [<!ENTITY y "z">]>${suite}`],
    ['a root that is no suite', `<other>${suite}</other>`],
    ['the name of an inherited property', suite.replace('classname', '__proto__')],
    ['no number of tests', suite.replace('tests="1"', '')],
    ['no number of failures', suite.replace('failures="0"', '')],
    ['a failure that is not named', suite.replace('failures="0"', 'failures="1"')],
    [
      'a failure under another name',
      sound.replace('<failure ', '<filure ').replace('</failure>', '</filure>'),
    ],
  ])('with %s it is malformed', (_, text) => {
    expect(problemsOf(read(suite))).toEqual([]);
    expect(problemsOf(read(text))).not.toEqual([]);
    expect(passedIn(read(text))).toEqual([]);
  });

  test('a number of tests that is not theirs is a problem', () => {
    expect(problemsOf(read(suite.replace('tests="1"', 'tests="2"')))).toEqual([
      'the report of pytest counts 2 tests and names 1',
    ]);
  });
});

test('jest: a state that is not known counts as failed', () => {
  const { sound } = formats['jest and vitest'] as Format;
  for (const state of ['focused', 'constructor', '']) {
    const report = readJsonResults('jest', sound.replaceAll('"passed"', JSON.stringify(state)), '/shop');
    expect(passedIn([report])).toEqual([]);
    expect(report.results).toHaveLength(2);
  }
});

test('go: a test that began and has no end is a problem, and so is a report without a last line of ours', () => {
  const begun = '{"Action":"run","Package":"p","Test":"TestA"}\n# a note\n{"Action": 1}\n';
  const unended = 'the report of go has no end for p > TestA';
  expect(readGoJson(`${begun}{"Action":"end"}\n`).problems).toEqual([unended]);
  const cut = 'the report of go is cut off: go ended before its tests did';
  expect(readGoJson(begun).problems).toEqual([cut, unended]);
  fc.assert(
    fc.property(fc.string(), (garbage) => {
      expect(readGoJson(garbage)).toMatchObject({ results: [], problems: [cut] });
    }),
  );
});
