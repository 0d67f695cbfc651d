import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { candidateTrees } from '../../test/support/candidate-trees.ts';
import { editsOnce } from '../../test/support/edits-once.ts';
import { type PureWorld, playRun, runOptions } from '../../test/support/pure-run.ts';
import type { CheckKind } from '../core/events.ts';
import type { SuiteRun } from '../core/evidence/suite-runs.ts';
import type { TestReport } from '../core/evidence/test-report.ts';
import type { RunOptions } from '../core/options.ts';
import { certificate, certificateText } from './statement.ts';

const head = 'f'.repeat(64);

function ran(exitCode: number, tests: Partial<TestReport> | null): SuiteRun {
  const report = tests && {
    runner: 'vitest' as const,
    passed: [],
    failed: [],
    skipped: [],
    reports: 1,
    problems: [],
    ...tests,
  };
  return [
    {
      command: 'npm test',
      exit_code: exitCode,
      timed_out: false,
      duration_ms: 1200,
      tests: report,
      output: 'secret',
    },
  ];
}

const protectedTest = { path: 'a.test.js', kind: 'test', change: 'modified' } as const;

/** One iteration in which every role says that all is done; `checks` are what each check comes to. */
function play(
  checks: Partial<Record<CheckKind, SuiteRun>>,
  options: Partial<RunOptions> = {},
  editedTest = false,
) {
  const world: PureWorld = {
    model: editsOnce,
    tree: () => 'tree-1',
    evidenceTrees: (tree) =>
      candidateTrees(tree, {
        restored: editedTest ? `${tree}-restored` : tree,
        changes: editedTest ? [protectedTest] : [],
      }),
    check: (check) => checks[check] ?? checks.candidate ?? ran(0, null),
  };
  return playRun(runOptions({ max_iterations: 1, ...options }), world).events;
}

const green = {
  baseline: ran(0, { passed: ['old'] }),
  candidate: ran(0, { passed: ['new', 'old'], skipped: ['s'] }),
};

test('a verified run: an in-toto statement with a test-result predicate', () => {
  const events = play({ ...green, restored: ran(0, { passed: ['old'] }) }, {}, true);
  expect(certificate(events, head)).toEqual({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: 'tree', digest: { gitTree: 'tree-1' } },
      { name: 'commit', digest: { gitCommit: 'commit-1' } },
    ],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: 'PASSED',
      configuration: [
        { name: 'base', digest: { gitTree: 'tree-0' } },
        { name: 'npm test', digest: { sha256: createHash('sha256').update('npm test').digest('hex') } },
      ],
      passedTests: ['new', 'old'],
      warnedTests: [],
      failedTests: [],
      proofloop: {
        version: '0.0.0',
        run_id: 'r1',
        started_at: events[0]?.ts,
        completed_at: events.at(-1)?.ts,
        evidence: { level: 'verified', grade: 'per-test', verdict: 'verified' },
        expect: 'change',
        sandbox: 'off',
        network: 'off',
        base: { commit: null, tree: 'tree-0' },
        delivered: { tree: 'tree-1', commit: 'commit-1', branch: 'b', files: ['a'] },
        setup: [],
        commands: [
          {
            command: 'npm test',
            exit_code: 0,
            timed_out: false,
            duration_ms: 1200,
            passed: 2,
            failed: 0,
            skipped: 1,
          },
        ],
        newly_passing_tests: ['new'],
        flaky_tests: [],
        protected_changes: [protectedTest],
        allowed_changes: { globs: [], files: [] },
        canaries: 0,
        sealed: null,
        log: { head, events: events.length },
      },
    },
  });
});

describe('the certificate', () => {
  test('is a function of the log: the same text each time, and without what commands printed', () => {
    const events = play(green);
    const text = () => {
      const statement = certificate(events, head);
      return statement === null ? '' : certificateText(statement);
    };
    expect(text()).toBe(text());
    expect(text()).toMatch(/^\{\n {2}"_type".*\}\n$/s);
    expect(text()).not.toContain('secret');
  });

  test('belongs to a completed run alone', () => {
    const refused = play({ baseline: ran(0, null), candidate: ran(1, null) });
    expect(refused.at(-1)?.event).toBe('loop_stopped');
    expect(certificate(refused, head)).toBeNull();
    expect(certificate(play(green).slice(0, -1), head)).toBeNull();
    expect(certificate([], head)).toBeNull();
  });

  test('of a run at level claimed only warns: nothing was measured', () => {
    const predicate = certificate(play({}, { evidence: 'claimed' }), head)?.predicate;
    expect(predicate).toMatchObject({
      result: 'WARNED',
      passedTests: [],
      configuration: [{ name: 'base', digest: { gitTree: 'tree-0' } }],
      proofloop: { evidence: { level: 'claimed', grade: null, verdict: 'unverified' }, commands: [] },
    });
  });

  test('has a command without a report as one test', () => {
    const predicate = certificate(play({ baseline: ran(1, null), candidate: ran(0, null) }), head)?.predicate;
    expect(predicate).toMatchObject({
      result: 'PASSED',
      passedTests: ['npm test'],
      proofloop: { evidence: { grade: 'exit-code' }, commands: [{ exit_code: 0, passed: null }] },
    });
  });

  test('names the changes that were allowed, and a sandbox that was there', () => {
    const options = { allow_changes: ['a', 'b/**'], sandbox: 'bubblewrap', network: 'on' } as const;
    const own = certificate(
      play(green, { ...options, allow_changes: [...options.allow_changes] }),
      head,
    )?.predicate;
    expect(own?.proofloop).toMatchObject({
      sandbox: 'bubblewrap',
      network: 'on',
      allowed_changes: { globs: ['a', 'b/**'], files: ['a'] },
    });
  });

  test('has how sealed checks ended, and not what they are', () => {
    const sealed = [{ ...ran(0, { passed: ['hidden'] })[0], command: 'sh sealed.sh' }] as SuiteRun;
    const options = { sealed: '/sealed', sealed_verify: ['sh sealed.sh'] };
    const statement = certificate(play({ ...green, sealed }, options), head);
    expect(statement?.predicate.proofloop.sealed).toEqual([{ command: 'sh sealed.sh', exit_code: 0 }]);
    expect(JSON.stringify(statement)).not.toContain('hidden');
  });
});
