import { describe, expect, test } from 'vitest';
import type { CommandResult } from '../events.ts';
import { notAsked, overwritten } from '../runners/report.ts';
import { baseTests } from './baseline.ts';
import { compare } from './compare.ts';
import { evidenceRules } from './evidence-rules.ts';

const early = 'it ended before its tests did';

function result(exitCode: number, problems: string[], passed: string[] = []): CommandResult {
  const tests = { runner: 'pytest' as const, passed, failed: [], skipped: [], reports: 1, problems };
  return { command: 'tox', exit_code: exitCode, timed_out: false, duration_ms: 1, tests, output: '' };
}

function faults(base: CommandResult, candidate: CommandResult): string[] {
  const compared = {
    command: 'tox',
    index: 0,
    base: baseTests([[base]], 0),
    baseResults: [base],
    baseHasTests: true,
    lacksAddedTests: false,
    moved: new Map(),
    rewrittenAtBase: null,
    rules: evidenceRules,
  };
  return compare(compared, [[candidate]]).faults;
}

describe("what the base's own report lacks", () => {
  test.each([
    ['nobody asked its runner', notAsked('pytest'), 0],
    ['nobody asked its runner, and its tests fail', notAsked('pytest'), 1],
    ['its runs overwrite each other', overwritten('pytest'), 1],
    ['its own tests end early, and pass', early, 0],
  ])('is no fault of the candidate, which is judged by its exit code: %s', (_name, problem, exitCode) => {
    expect(faults(result(exitCode, [problem]), result(0, [problem]))).toEqual([]);
    expect(faults(result(exitCode, [problem]), result(3, [problem]))).toEqual(['exited with 3']);
  });

  test.each([
    ['another problem', result(0, [notAsked('pytest')]), early],
    ['tests that end early where those of the base fail', result(1, [early]), early],
    ['a report that the base has', result(0, [], ['a']), notAsked('pytest')],
  ])('excuses nothing else: %s', (_name, base, problem) => {
    expect(faults(base, result(0, [problem])).join()).toContain("can't be relied on");
  });
});

describe('a report that any program could have printed', () => {
  const printed = (base: CommandResult, candidate: CommandResult) => ({
    ...base,
    tests: candidate.tests && { ...candidate.tests, runner: 'tap' as const },
  });

  test('is none where a runner was asked at the base', () => {
    const [base, candidate] = [result(0, [], ['a']), result(0, [], ['a'])];
    expect(faults(base, printed(base, candidate))).toEqual([
      'printed its tests by itself, where pytest has reported them at the base',
    ]);
    expect(faults(base, candidate)).toEqual([]);
  });

  test('counts where the base prints them too', () => {
    const base = printed(result(0, []), result(0, [], ['a']));
    expect(faults(base, base)).toEqual([]);
  });
});

describe('a test file that has moved', () => {
  const compared = (moved: Record<string, string>) => ({
    command: 'tox',
    index: 0,
    base: baseTests([[result(0, [], ['a.py > x', 'a.py > y'])]], 0),
    baseResults: [],
    baseHasTests: true,
    lacksAddedTests: false,
    moved: new Map(Object.entries(moved)),
    rewrittenAtBase: null,
    rules: evidenceRules,
  });
  const missing = (moved: Record<string, string>, ...passed: string[]) =>
    compare(compared(moved), [[result(0, [], passed)]]).missing;

  test('has its tests under the new name', () => {
    expect(missing({ 'b.py': 'a.py' }, 'b.py > x', 'b.py > y')).toEqual([]);
  });

  test('misses the test that it has lost, and each one where the file has not moved', () => {
    expect(missing({ 'b.py': 'a.py' }, 'b.py > x')).toEqual(['a.py > y']);
    expect(missing({}, 'b.py > x', 'b.py > y')).toEqual(['a.py > x', 'a.py > y']);
    expect(missing({ 'c.py': 'a.py' }, 'b.py > x', 'b.py > y')).toEqual(['a.py > x', 'a.py > y']);
  });

  test('stands beside the old one where both are there', () => {
    const both = [result(1, [], ['a.py > x', 'a.py > y', 'b.py > x'])];
    expect(compare(compared({ 'b.py': 'a.py' }), [both]).missing).toEqual([]);
  });
});

describe('a command that reports no test on either side', () => {
  const said = (exitCode: number, output: string, problem: string | null = null): CommandResult => {
    const { tests, ...rest } = result(exitCode, problem === null ? [] : [problem]);
    return { ...rest, tests: problem === null ? null : tests, output };
  };
  const missing = said(127, 'sh: 1: vitest: not found\n');
  const noModule = said(1, '/usr/bin/python3: No module named pytest\n');
  const broken = said(1, "Error: Cannot find module 'yargs'\n    at load (a.js:1)\n\nNode.js v24\n", early);

  test.each<[string, CommandResult, RegExp]>([
    [
      'its program is missing',
      missing,
      /^exited with 127: a command was not found \(sh: 1: vitest: not found\), and does not start at the base either: .* --setup, or name another command with --verify$/,
    ],
    [
      'its module is missing',
      noModule,
      /^exited with 1 \(.*No module named pytest\), and does not start at the base either/,
    ],
    [
      'its runner breaks before its tests',
      broken,
      /^exited with 1 \(Error: Cannot find module 'yargs'\) before any test was reported, at the base too/,
    ],
    [
      'something that a runner has started is missing',
      { ...missing, tests: broken.tests },
      /^exited with 127: .* base either/,
    ],
    [
      'npm looks for it on the network',
      said(
        1,
        'npm error failed, reason: getaddrinfo EAI_AGAIN packages.example.org\nnpm error A log is in: a.log\n',
      ),
      /^exited with 1 \(npm error failed, reason: getaddrinfo .*, as it did at the base, without a test report/,
    ],
    [
      'it may be a script that has found something',
      said(1, 'no\n'),
      /^exited with 1 \(no\), as it did at the base/,
    ],
  ])('is told by what is wrong with it: %s', (_name, one, reason) => {
    expect(faults(one, one)).toEqual([expect.stringMatching(reason)]);
  });

  test.each<[string, CommandResult, CommandResult, RegExp]>([
    ['the base has tests', result(0, [], ['a']), broken, /^wrote a test report that can't be relied on/],
    ['the base was ended', { ...broken, exit_code: null }, broken, /^wrote a test report/],
    [
      'the base is missing nothing',
      result(0, [], ['a']),
      missing,
      /^exited with 127: .*; install it, or name/,
    ],
    [
      'the candidate ran into the time limit',
      broken,
      { ...broken, timed_out: true },
      /^ran into the time limit/,
    ],
  ])('is the fault of the candidate where %s', (_name, base, candidate, reason) => {
    expect(faults(base, candidate)).toEqual([expect.stringMatching(reason)]);
  });
});
