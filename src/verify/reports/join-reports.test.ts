import { describe, expect, test } from 'vitest';
import type { ReportedOutcome, TestResult } from '../../core/runners/report.ts';
import { joinReports, type Report } from './join-reports.ts';

const places = { root: '/home/me/shop', folder: '/home/me/shop/packages/cart' };

const result = (file: string, names: string[], outcome: ReportedOutcome = 'passed'): TestResult => ({
  file,
  names,
  outcome,
});

const reportOf = (results: TestResult[], more: Partial<Report> = {}): Report => ({
  runner: 'vitest',
  folder: null,
  results,
  counts: null,
  problems: [],
  ...more,
});

const join = (reports: Report[], output = '') => joinReports(reports, [], output, places);

describe('joinReports', () => {
  test('gives nothing for no report', () => {
    expect(join([])).toBeNull();
  });

  test("names tests from the command's folder, on one line, without the place of the checkout", () => {
    const results = [
      result('/home/me/shop/packages/cart/a.test.js', ['sums', 'of\n two\u2028rows\u0000']),
      result('/home/me/shop/packages/tax/b.test.js', ['reads /home/me/shop/c.txt']),
      result('c.test.js', ['lone \ud800 half']),
    ];
    expect(join([reportOf(results)])?.passed).toEqual([
      '../tax/b.test.js > reads c.txt',
      'a.test.js > sums > of two rows',
      'c.test.js > lone \ufffd half',
    ]);
    expect(
      join([reportOf([result('d.test.js', [])], { folder: '/home/me/shop/packages/tax' })])?.passed,
    ).toEqual(['../tax/d.test.js']);
  });

  test('numbers repeated ids, and never takes one for another', () => {
    const results = [
      result('a.js', ['x']),
      result('a.js', ['x (2)'], 'failed'),
      result('a.js', ['x']),
      result('a.js', ['x'], 'skipped'),
    ];
    expect(join([reportOf(results)])).toMatchObject({
      passed: ['a.js > x', 'a.js > x (3)'],
      failed: ['a.js > x (2)'],
      skipped: ['a.js > x (4)'],
    });
  });

  test('gives up names that would fill the log, and says so', () => {
    const long = 'x'.repeat(1900);
    const many = (count: number) =>
      join([reportOf(Array.from({ length: count }, (_, index) => result('a.js', [`${index} ${long}`])))]);
    expect(many(9000)).toMatchObject({
      passed: [],
      problems: ['the names of its tests come to more than 16777216 characters'],
    });
    expect(many(8000)).toMatchObject({ problems: [] });
    expect(many(8000)?.passed).toHaveLength(8000);
  });

  test('puts reports together: failed in one is failed, passed in one and skipped in another is passed', () => {
    const one = reportOf([result('a', ['1']), result('a', ['2'], 'skipped'), result('a', ['3'])]);
    const other = reportOf([result('a', ['1'], 'failed'), result('a', ['2']), result('a', ['4'])], {
      problems: ['it is cut off'],
    });
    const joined = {
      passed: ['a > 2', 'a > 3', 'a > 4'],
      failed: ['a > 1'],
      skipped: [],
      reports: 2,
      problems: ['it is cut off'],
    };
    expect(join([one, other])).toMatchObject(joined);
    expect(join([other, one])).toMatchObject(joined);
  });

  const printed: [Report['runner'], string][] = [
    [
      'vitest',
      ' Test Files  1 failed | 1 passed (2)\n      Tests  1 failed | 2 passed | 1 expected fail | 3 skipped (7)\n',
    ],
    ['jest', 'Test Suites: 1 passed, 1 total\nTests:       1 failed, 1 skipped, 3 passed, 5 total\n'],
    ['mocha', '\n  3 passing (3ms)\n  2 pending\n  1 failing\n\n  1) sums\n'],
    ['pytest', '== 1 failed, 2 passed, 1 skipped, 1 xfailed, 1 xpassed, 2 warnings in 0.03s ==\n'],
    ['pytest', '1 failed, 3 passed in 61.20s (0:01:01)\n'],
    ['node:test', 'ℹ tests 6\nℹ suites 0\nℹ pass 3\nℹ fail 1\n'],
    ['node:test', '# tests 6\n# pass 3\n# fail 1\n'],
  ];
  test.each(printed)('compares the report of %s with its last lines: %s', (runner, output) => {
    const failed = runner === 'node:test' ? null : 1;
    const withCounts = (passed: number) => reportOf([], { runner, counts: { passed, failed } });
    expect(join([withCounts(3)], `before\n${output}after\n`)?.problems).toEqual([]);
    expect(join([withCounts(4)], output)?.problems).toEqual([
      `${runner} printed that 3 tests passed, and its report has 4`,
    ]);
    expect(join([withCounts(4), withCounts(5)], output)?.problems).toEqual([]);
    expect(join([withCounts(4)], 'nothing of the kind')?.problems).toEqual([]);
  });
});
