import { expect, test } from 'vitest';
import { rustTestModules } from '../../core/protected/rust-tests.ts';
import { plainOutput } from '../../core/runners/plain-output.ts';
import type { ReportReading } from '../../core/runners/report.ts';
import { type Runner, runnerTable } from '../../core/runners/runner-table.ts';
import type { CheckoutFiles, Seen, TestRunner } from '../../core/runners/test-runner.ts';
import { joinReports } from './join-reports.ts';

const files: CheckoutFiles = { has: () => false, entries: () => [], text: () => null };
const places = { root: '/shop', folder: '/shop' };
const seen: Seen = { ranIn: '/shop', places, files };

/** All that is done with a text that a command has written or printed, for one runner. */
async function readAll(runner: TestRunner & { name: Runner }, text: string): Promise<void> {
  const { name, report } = runner;
  const plain = plainOutput(text);
  const lines = plain.split('\n');
  const readings: (ReportReading | null)[] = [];
  if (report.kind === 'printed') {
    readings.push(...((await report.read?.(plain, seen)) ?? []));
    readings.push(report.ask?.('go test ./...')?.read(text).reading ?? null);
  } else readings.push(await report.read(text, seen));
  if (report.kind === 'left') report.missing?.(lines, 0);
  const reports = readings.flatMap((reading) => (reading === null ? [] : [{ runner: name, ...reading }]));
  for (const one of reports) joinReports([one], [], plain, places);
}

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

const growth = 8;
/** Eight times the text takes a linear reader eight times as long, and a quadratic one 64 times. */
const mostGrowth = 24;
/** Times below this are that of the compiler and the collector, not the reader's. */
const noiseMs = 100;

/** Whether the time grows with more than the text; measured again where it seems so, for a machine has other work too. */
async function growsTooFast(
  read: (text: string) => Promise<void>,
  textOf: (bytes: number) => string,
  smallBytes = 24 * 1024,
) {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const largeMs = await timeOf(read, textOf(smallBytes * growth));
    if (largeMs < noiseMs) return false;
    const smallMs = Math.min(
      await timeOf(read, textOf(smallBytes)),
      await timeOf(read, textOf(smallBytes)),
      await timeOf(read, textOf(smallBytes)),
    );
    if (largeMs < smallMs * mostGrowth) return false;
  }
  return true;
}

/** Of this thread's own work: what else the machine does has no part in it. */
async function timeOf(read: (text: string) => Promise<void>, text: string): Promise<number> {
  const before = process.threadCpuUsage();
  await read(text);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

const filled = (beginning: string, unit: string) => (bytes: number) =>
  beginning + unit.repeat(Math.ceil(bytes / unit.length));

test.each(runnerTable.map((runner) => [runner.name, runner] as const))(
  'the time to read what %s may have written grows with its length alone',
  { timeout: 600_000 },
  async (_, runner) => {
    const slow: string[] = [];
    const isPrinted = runner.report.kind === 'printed';
    for (const beginning of isPrinted ? printedBeginnings : writtenBeginnings) {
      for (const unit of repeated) {
        if (await growsTooFast((text) => readAll(runner, text), filled(beginning, unit)))
          slow.push(JSON.stringify([beginning.slice(0, 30), unit]));
      }
    }
    expect(slow).toEqual([]);
  },
);

test('the time to find the tests within a Rust file grows with its length alone', async () => {
  const units = [
    '#[a]',
    '#[',
    '#',
    '# ',
    "'\\u{",
    'r#',
    '#[cfg(test)]',
    '#[cfg(test)] pub(',
    '#[cfg(all(test ',
    '/*',
  ];
  for (const unit of [
    ...units,
    '#[cfg(test)] mod a {',
    '#[cfg(test)] mod a;',
    '#[cfg(test)] mod a {}',
    '"',
    '{',
    "'",
  ]) {
    const read = async (text: string) => {
      rustTestModules(text);
    };
    expect([unit, await growsTooFast(read, filled('', unit))]).toEqual([unit, false]);
  }
});

test('a pattern that goes back over its line is noticed', async () => {
  const quadratic = async (text: string) => {
    text.replaceAll(/^.*(?:written to).*proofloop\/reports\/.*$/gm, '');
  };
  expect(await growsTooFast(quadratic, filled('', 'written to '), 4 * 1024)).toBe(true);
});
