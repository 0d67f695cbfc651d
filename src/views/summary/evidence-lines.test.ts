import { describe, expect, test } from 'vitest';
import type { Payload } from '../../core/events.ts';
import type { TestReport } from '../../core/evidence/test-report.ts';
import { evidenceLines } from './evidence-lines.ts';
import { verificationReport } from './verification-report.ts';

function report(fields: Partial<TestReport>): TestReport {
  return { runner: 'vitest', passed: [], failed: [], skipped: [], reports: 1, problems: [], ...fields };
}

function verification(
  tests: TestReport | null,
  fields: Partial<Payload<'verification_result'>>,
): Payload<'verification_result'> {
  const exit_code = fields.verdict === 'refused' ? 1 : 0;
  return {
    iteration: 2,
    tree: 't',
    grade: tests === null ? 'exit-code' : 'per-test',
    commands: [{ command: 'npm test', exit_code, timed_out: false, duration_ms: 2300, tests }],
    verdict: 'verified',
    reasons: [],
    reviewable: false,
    protected_changes: [],
    failing_tests: [],
    flaky_tests: [],
    unsteady_tests: [],
    newly_passing_tests: [],
    proposed_command: null,
    ...fields,
  };
}

const lines = (payload: Payload<'verification_result'>, allowed: string[] = []) => {
  const { grade, verdict } = payload;
  return evidenceLines({ level: 'verified', grade, verdict }, verificationReport(payload), allowed);
};

test('a verified result: its counts, new tests and flaky ones', () => {
  const tests = report({ passed: ['a', 'b', 'new'], skipped: ['s'] });
  expect(lines(verification(tests, { newly_passing_tests: ['new'], flaky_tests: ['b'] }))).toEqual([
    'verified (per-test): the verify commands passed on a fresh checkout of the result',
    'exit code 0 after 2.3 s, 3 passed, 1 skipped: npm test',
    '1 test is flaky and not counted',
    '  b',
    '1 test passes now that failed or did not exist at the base',
    '  new',
  ]);
});

test('a refused result: what became of each test, and what the run changed', () => {
  const tests = report({
    passed: ['other', 'mixed'],
    failed: ['x > fails', 'y > fails'],
    skipped: ['x > skipped'],
  });
  const payload = verification(tests, {
    verdict: 'refused',
    reasons: ['tests fail'],
    failing_tests: ['mixed', 'other', 'x > fails', 'x > gone', 'x > skipped', 'y > fails'],
    flaky_tests: ['mixed'],
    protected_changes: [
      { path: 'test/a.js', kind: 'test', change: 'modified' },
      { path: 'jest.config.js', kind: 'configuration', change: 'added' },
    ],
  });
  expect(lines(payload)).toEqual([
    'refused (per-test): what was measured does not allow completion',
    'exit code 1 after 2.3 s, 2 passed, 2 failed, 1 skipped: npm test',
    '2 tests fail',
    '  x > fails',
    '  y > fails',
    "1 test passes here and fails in another run or with the base's tests put back",
    '  other',
    '1 test of the base is missing',
    '  x > gone',
    '1 test is newly skipped',
    '  x > skipped',
    '1 test is flaky and not counted',
    '  mixed',
    "changed by the run, so that the base's version counts: 2 files",
    '  test/a.js (modified)',
    '  jest.config.js (added)',
  ]);
});

describe('the panel', () => {
  test('names the first five of many, in plain text', () => {
    const failed = ['\u001b[31m0', '1', '2', '3', '4', '5', '6'];
    const shown = lines(verification(report({ failed }), { verdict: 'refused', failing_tests: failed }));
    expect(shown.slice(2)).toEqual(['7 tests fail', '  0', '  1', '  2', '  3', '  4', '  and 2 more']);
  });

  test('has no counts where there was no report', () => {
    expect(lines(verification(null, {}))).toEqual([
      'verified (exit-code): the verify commands passed on a fresh checkout of the result',
      'exit code 0 after 2.3 s: npm test',
    ]);
  });

  test("says that the tester's word alone counts at level claimed, and what was not measured", () => {
    expect(evidenceLines({ level: 'claimed', grade: null, verdict: 'unverified' }, null, [])).toEqual([
      "unverified: nothing was measured; only the tester's word counts at level claimed",
    ]);
    expect(evidenceLines({ level: 'proven', grade: null, verdict: 'unverified' }, null, [])).toEqual([
      'unverified: this result was not measured',
    ]);
  });

  test('says what a person has allowed the run to change', () => {
    expect(lines(verification(null, {}), ['test/a.js']).slice(2)).toEqual([
      'changed by the run, and allowed (--allow-changes): 1 file',
      '  test/a.js',
    ]);
  });

  test('says where the command came from the tester', () => {
    expect(lines(verification(null, { proposed_command: 'npm test' }))).toContain(
      'this command was proposed by the tester',
    );
  });
});
