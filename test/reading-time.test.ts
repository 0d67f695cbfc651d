import { expect, test } from 'vitest';
import { plainOutput } from '../src/core/runners/plain-output.ts';
import type { ReportReading } from '../src/core/runners/report.ts';
import { type Runner, runnerTable } from '../src/core/runners/runner-table.ts';
import type { CheckoutFiles, Seen, TestRunner } from '../src/core/runners/test-runner.ts';
import { joinReports } from '../src/verify/reports/join-reports.ts';
import { drawn } from './support/drawn.ts';
import { readers } from './support/readers.ts';
import { filled, growsTooFast } from './support/reading-time.ts';

const files: CheckoutFiles = { has: () => false, entries: () => [], text: () => null };
const places = { root: '/shop', folder: '/shop' };
const seen: Seen = { ranIn: '/shop', report: 'a.xml', places, files };

/** All that is done with a text that a command has written or printed, for one runner. */
async function readAll(runner: TestRunner & { name: Runner }, text: string): Promise<void> {
  const { name, report } = runner;
  const plain = plainOutput(text);
  const lines = plain.split('\n');
  const readings: ReportReading[] = [];
  if (report.kind === 'printed') readings.push(...(await report.read(plain, seen)));
  else readings.push(await report.read(text, seen));
  if (report.kind === 'left') report.missing?.(lines, 0);
  const reports = readings.map((reading) => ({ runner: name, ...reading }));
  for (const one of reports) joinReports([one], [], plain, places);
}

/** What any reader must get along with. */
const common = [
  'a',
  ' ',
  '\n',
  '\r\n',
  '\t\n',
  '"',
  '{',
  '[',
  '<',
  '\\',
  '\u001b',
  '/',
  '\0',
  '\ud800',
  '\u0130',
];

/** What a text may begin with, so that its reader goes on to what is repeated after it. */
const printedBeginnings = [
  '',
  'TAP version 13\n',
  '     Running unittests src/lib.rs (target/debug/deps/shop-0123456789abcdef)\n\nrunning 2 tests\n',
  '     Running unittests src/lib.rs (target/debug/deps/shop-0123456789abcdef)\n\nrunning 2 tests\ntest ',
  '   Doc-tests shop\n\nrunning 2 tests\ntest a',
  '{"Action":"pass","Package":"p","Test":"',
  '\u001b',
  '=',
];
const writtenBeginnings = [
  '',
  '<testsuites><testsuite tests="2">',
  '<testsuite tests="2"><testcase classname="',
  '{"event":"start"}\n',
  '{"numTotalTests":1,"testResults":[',
];

const repeated = [
  'a',
  ' ',
  '\n',
  '\r',
  '\r\n ',
  '/',
  'a/',
  '[',
  '{"a":',
  '"',
  '\\',
  '<a>',
  '<a ',
  '<!--',
  '<testcase classname="a" name="b" file="c.py"/>',
  '&',
  '&#1',
  ';#',
  '?;a',
  '\u001b',
  '\u001b[0;',
  '\u001b]0;',
  '\u001b]0;a\u0007',
  '=1 a',
  '1 passed in 1',
  '=== test session starts ===\n',
  '- generated xml file: ',
  'JSON report written to proofloop/reports/',
  ' ... ok, ',
  ' ... ok, \u2028',
  'test a ... ok\n',
  'test result: ok. 1 passed; 0 failed; 0 ignored; filtered out',
  ' filtered out; finished in 1',
  'running 1 tests\n',
  ' - (line ',
  ' - a (line 1',
  '     Running a (b',
  'TAP version 13\n',
  'ok 1 - a\n',
  'not ok 1 - a\n  ---\n',
  '    ok 1\n',
  '# Subtest: a\n',
  '# a\n',
  '1..1\n',
  'FAIL\ta [a',
  '{"Action":"run","Package":"p","Test":"a"}\n',
  '{"Action":"pass","Package":"p","Test":"a"}\n',
  '{"event":"pass","path":["a"],"file":"b"}\n',
  '{"event":"start","name":"a","nesting":0}\n',
  '{"event":"pass","name":"a","nesting":99}\n',
];

test.each(runnerTable.map((runner) => [runner.name, runner] as const))(
  'the time to read what %s may have written grows with its length alone',
  async (_, runner) => {
    const slow: string[] = [];
    const isPrinted = runner.report.kind === 'printed';
    const beginnings = isPrinted ? printedBeginnings : writtenBeginnings;
    const cases = beginnings.flatMap((beginning) => repeated.map((unit) => [beginning, unit] as const));
    for (const [beginning, unit] of drawn(cases)) {
      if (await growsTooFast((text) => readAll(runner, text), filled(beginning, unit)))
        slow.push(JSON.stringify([beginning.slice(0, 30), unit]));
    }
    expect(slow).toEqual([]);
  },
);

test.each(Object.entries(readers))(
  'the time to read %s grows with its length alone',
  async (_, { read, beginnings = [''], units = [] }) => {
    const slow: string[] = [];
    const cases = [
      ...common.map((unit) => ['', unit] as const),
      ...beginnings.flatMap((beginning) => units.map((unit) => [beginning, unit] as const)),
    ];
    for (const [beginning, unit] of drawn(cases))
      if (await growsTooFast(read, filled(beginning, unit))) slow.push(JSON.stringify([beginning, unit]));
    expect(slow).toEqual([]);
  },
);

test('a pattern that goes back over its line is noticed', async () => {
  const quadratic = async (text: string) => {
    text.replaceAll(/^.*(?:written to).*proofloop\/reports\/.*$/gm, '');
  };
  expect(await growsTooFast(quadratic, filled('', 'written to '))).toBe(true);
});
