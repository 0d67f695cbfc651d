import { describe, expect, test } from 'vitest';
import {
  type PureWorld,
  playRun,
  runOptions,
  textAnswer,
  toolAnswer,
} from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput } from '../../../test/support/role-outputs.ts';
import { canaries as canariesIn } from '../canary.ts';
import type { CheckKind, Payload } from '../events.ts';
import type { RunOptions } from '../options.ts';
import { mayFollowFrom } from './review.ts';
import type { SuiteRun } from './suite-runs.ts';
import type { TestReport } from './test-report.ts';

/** A report as its tests' names: `+` passed, `-` failed, `~` skipped; of a kind that gets no canaries. */
function report(...tests: string[]): TestReport {
  const those = (sign: string) =>
    tests.flatMap((name) => (name.startsWith(sign) ? [name.slice(1)] : [])).sort();
  return {
    runner: 'tap',
    passed: those('+'),
    failed: those('-'),
    skipped: those('~'),
    reports: 1,
    problems: [],
  };
}

function ran(exitCode: number, tests: TestReport | null, durationMs = 10): SuiteRun {
  return [
    {
      command: 'npm test',
      exit_code: exitCode,
      timed_out: false,
      duration_ms: durationMs,
      tests,
      output: '',
    },
  ];
}

const green = (...tests: string[]) => ran(0, report(...tests));
const red = (...tests: string[]) => ran(1, report(...tests));

const vitest = (run: SuiteRun): SuiteRun =>
  run.map((result) => ({ ...result, tests: result.tests && { ...result.tests, runner: 'vitest' } }));

const timedOut: SuiteRun = [
  { command: 'npm test', exit_code: null, timed_out: true, duration_ms: 1, tests: null, output: '' },
];

/** What each check comes to, run after run; the last entry holds for all further ones. */
type Checks = Partial<Record<CheckKind, SuiteRun[]>>;

const noChanges = {
  changedLines: [],
  setupChanges: [],
  movedTests: [],
  told: [],
  packageScripts: {},
  changedCode: null,
};

const protectedTest = { path: 'a.test.js', kind: 'test', change: 'modified' } as const;
const settings = { path: '.c8rc', kind: 'configuration', change: 'modified' } as const;

interface Given {
  checks: Checks;
  /** The run has edited `a.test.js`, or settings. */
  editedTest?: boolean | 'settings';
  /** The run has added tests, and changed none. */
  restoredWithoutAdded?: boolean;
  options?: Partial<RunOptions>;
  testCommand?: string;
  iterations?: number;
  /** What a run with canaries comes to; where it is given, the reports are vitest's. */
  baseHasTests?: boolean;
  canaries?: (check: CheckKind, title: string) => SuiteRun;
}

/** The canary's title, which follows from the base tree and the file. */
const top = { folder: '', packages: [], rules: 8 };
const [canary] = canariesIn({ ...report('+a.test.js > one'), runner: 'vitest' }, 'tree-0', top);

function canaryRun(check: CheckKind, run: Given['canaries']): SuiteRun {
  if (!run) throw new Error(`${check} was not expected`);
  return run(check, canary?.title ?? '');
}

/** One iteration in which every role says that all is done, over a change of the tree. */
function play({
  checks,
  editedTest = false,
  restoredWithoutAdded = false,
  options = {},
  testCommand = '',
  iterations = 1,
  canaries,
  baseHasTests = true,
}: Given) {
  const made: string[] = [];
  const world: PureWorld = {
    model: (role, _iteration, attempt) => {
      if (role === 'planner') return textAnswer(plannerOutput({ done_flag: true }));
      if (role === 'tester') return textAnswer(testerOutput({ test_command: testCommand }));
      return attempt === 1 ? toolAnswer('true') : textAnswer(coderOutput());
    },
    tree: (iteration) => `tree-${iteration}`,
    evidenceTrees: (tree) => ({
      restored: editedTest || restoredWithoutAdded ? `${tree}-restored` : tree,
      undone: `${tree}-undone`,
      changes: editedTest ? [editedTest === 'settings' ? settings : protectedTest] : [],
      baseHasTests,
      goPackages: [],
      ...noChanges,
    }),
    check: (check) => {
      if (check === 'baseline_canary' || check === 'canary') {
        made.push(check);
        return canaryRun(check, canaries);
      }
      const runs = checks[check] ?? checks.candidate ?? [];
      const earlier = made.filter((name) => name === check).length;
      made.push(check);
      return runs[Math.min(earlier, runs.length - 1)] ?? [];
    },
  };
  const { events } = playRun(runOptions({ max_iterations: iterations, ...options }), world);
  const verdicts = events.filter((event) => event.event === 'verification_result');
  const payload = verdicts[0]?.payload as Payload<'verification_result'>;
  const gates = events.findLast((event) => event.event === 'gate_evaluated');
  return { checks: made, payload, closing: events.at(-1), verdicts, gates: JSON.stringify(gates?.payload) };
}

describe('a candidate whose tests pass', () => {
  test('is run twice, after the base, and is verified', () => {
    const { checks, payload } = play({ checks: { baseline: [green('+a')], candidate: [green('+a', '+b')] } });
    expect(checks).toEqual(['baseline', 'candidate', 'candidate']);
    expect(payload).toMatchObject({
      verdict: 'verified',
      grade: 'per-test',
      reasons: [],
      newly_passing_tests: ['b'],
      failing_tests: [],
    });
  });

  test('is run once more with the tests of the base where the run has edited some', () => {
    const { checks, payload } = play({
      checks: { baseline: [green('+a')], candidate: [green('+a', '+b')], restored: [green('+a')] },
      editedTest: true,
    });
    expect(checks).toEqual(['baseline', 'candidate', 'candidate', 'restored']);
    expect(payload).toMatchObject({ verdict: 'verified', protected_changes: [protectedTest] });
  });

  test('is judged by the exit code where there is no report, and the grade says so', () => {
    const { payload } = play({ checks: { baseline: [ran(1, null)], candidate: [ran(0, null)] } });
    expect(payload).toMatchObject({ verdict: 'verified', grade: 'exit-code' });
  });
});

describe('is refused', () => {
  const base = [green('+a.test.js > one', '+a.test.js > two')];
  test.each<[string, SuiteRun[], RegExp, number]>([
    [
      'a regression',
      [red('+a.test.js > one', '-a.test.js > two')],
      /^"npm test" .* exited|tests fail that passed at the base .*: "a.test.js > two"$/,
      3,
    ],
    [
      'a missing test',
      [green('+a.test.js > one')],
      /tests of the base are missing .*: "a.test.js > two"$/,
      1,
    ],
    [
      'a new skip',
      [green('+a.test.js > one', '~a.test.js > two')],
      /tests are skipped that ran at the base .*: "a.test.js > two"$/,
      1,
    ],
    [
      'a new test that fails',
      [red('+a.test.js > one', '+a.test.js > two', '-new')],
      /tests fail that the base does not have .*: "new"$/,
      1,
    ],
    ['a report that is not there', [ran(0, null)], /exited with 0 without the test report/, 1],
    [
      'a report with failures beside exit code 0',
      [ran(0, report('+a.test.js > one', '+a.test.js > two', '-c'))],
      /exited with 0, although its report has failed tests/,
      1,
    ],
    [
      'an exit code beside a report without failures',
      [ran(3, report('+a.test.js > one', '+a.test.js > two'))],
      /"npm test" on a fresh checkout exited with 3/,
      1,
    ],
    [
      'a report that is not sound',
      [ran(0, { ...report('+a.test.js > one', '+a.test.js > two'), problems: ['it is cut off'] })],
      /can't be relied on: it is cut off/,
      1,
    ],
    [
      'a new test that comes and goes',
      [
        green('+a.test.js > one', '+a.test.js > two', '+new'),
        red('+a.test.js > one', '+a.test.js > two', '-new'),
      ],
      /tests passed in one run and failed in another .*: "new"$/,
      2,
    ],
    [
      'an exit code that comes and goes',
      [green('+a.test.js > one', '+a.test.js > two'), ran(1, null)],
      /came out differently from run to run/,
      2,
    ],
  ])('%s', (_name, candidate, reason, runs) => {
    const { payload, checks } = play({ checks: { baseline: base, candidate } });
    expect(payload.verdict).toBe('refused');
    expect(
      payload.reasons.some((text) => reason.test(text)),
      payload.reasons.join('\n'),
    ).toBe(true);
    expect(payload.reviewable).toBe(false);
    expect(checks.filter((check) => check === 'candidate')).toHaveLength(runs);
  });

  test('a test that failed at the base and is now skipped or gone', () => {
    const failing = [red('+a', '-b')];
    for (const candidate of [[green('+a', '~b')], [green('+a')]]) {
      expect(play({ checks: { baseline: failing, candidate } }).payload.verdict).toBe('refused');
    }
    expect(play({ checks: { baseline: failing, candidate: [green('+a', '+b')] } }).payload.verdict).toBe(
      'verified',
    );
  });

  test('a time limit', () => {
    const { payload } = play({ checks: { baseline: base, candidate: [timedOut] } });
    expect(payload.reasons[0]).toMatch(/time limit \(--verify-timeout\)/);
  });
});

describe('a flaky test', () => {
  test('that was flaky at the base is reported, and is nobody’s failure', () => {
    const { payload, checks } = play({
      checks: {
        baseline: [green('+a', '+f'), red('+a', '-f')],
        candidate: [red('+a', '-f'), green('+a', '+f')],
      },
    });
    expect(checks).toEqual(['baseline', 'candidate', 'candidate', 'baseline']);
    expect(payload).toMatchObject({ verdict: 'verified', flaky_tests: ['f'], failing_tests: [] });
  });

  test('that only passes at the base is not laundered by asking again', () => {
    const { payload, checks } = play({
      checks: { baseline: [green('+a', '+f')], candidate: [red('+a', '-f'), green('+a', '+f')] },
    });
    expect(checks.filter((check) => check === 'baseline')).toHaveLength(8);
    expect(payload).toMatchObject({ verdict: 'refused', flaky_tests: ['f'] });
    expect(payload.reasons[0]).toMatch(
      /passed in one run and failed in another, and only passed at the base/,
    );
  });

  test('that failed each time on the candidate is looked for in up to eight runs of the base', () => {
    const passes = green('+a', '+f');
    const failsTwice = [red('+a', '-f'), red('+a', '-f'), passes];
    const late = [...Array(7).fill(passes), red('+a', '-f')];
    const { payload, checks } = play({ checks: { baseline: late, candidate: failsTwice } });
    expect(checks.filter((check) => check === 'baseline')).toHaveLength(8);
    expect(payload).toMatchObject({ verdict: 'verified', flaky_tests: ['f'] });
    const never = play({ checks: { baseline: [passes], candidate: failsTwice } });
    expect(never.checks.filter((check) => check === 'baseline')).toHaveLength(8);
    expect(never.payload).toMatchObject({ verdict: 'refused', failing_tests: ['f'] });
  });

  test('that fails on both sides is looked for at the base where anything is mended, and may pass later', () => {
    const [passes, fails] = [green('+a', '+f'), red('+a', '-f')];
    const { payload, checks } = play({
      checks: {
        baseline: [fails, fails, passes],
        candidate: [red('+a', '+new', '-f'), green('+a', '+f', '+new')],
      },
    });
    expect(checks.filter((check) => check === 'baseline')).toHaveLength(3);
    expect(payload).toMatchObject({ verdict: 'verified', flaky_tests: ['f'] });
    const broken = play({
      checks: { baseline: [fails], candidate: [red('+a', '+new', '-f'), green('+a', '+f', '+new')] },
    });
    expect(broken.checks).toEqual(['baseline', 'candidate', ...Array(7).fill('baseline')]);
    expect(broken.payload.reasons.join()).toMatch(/fail as they did at the base/);
    const idle = { baseline: [fails, passes], candidate: [fails] };
    expect(play({ checks: idle }).checks).toEqual(['baseline', 'candidate']);
    const kept = play({ checks: idle, options: { expect: 'no-behaviour-change' } });
    expect(kept.checks.slice(0, 3)).toEqual(['baseline', 'candidate', 'baseline']);
  });

  test('costs no more base runs than five minutes allow', () => {
    const slow = ran(0, report('+a', '+f'), 200_000);
    const { checks } = play({
      checks: { baseline: [slow], candidate: [red('+a', '-f'), green('+a', '+f')] },
    });
    expect(checks.filter((check) => check === 'baseline')).toHaveLength(2);
  });

  test('that fails in every run of the candidate keeps it from exit code 0, which is said', () => {
    const { payload } = play({
      checks: { baseline: [green('+a', '+f'), red('+a', '-f')], candidate: [red('+a', '-f')] },
    });
    expect(payload.verdict).toBe('refused');
    expect(payload.reasons).toEqual([
      '"npm test" on a fresh checkout exited with 0 in no run, with failures of flaky tests alone: "f"',
    ]);
  });
});

describe('tests that the run has edited', () => {
  const given: Given = {
    checks: {
      baseline: [green('+a.test.js > one')],
      candidate: [green('+a.test.js > one')],
      restored: [red('-a.test.js > one')],
    },
    editedTest: true,
  };

  test('and that fail in their base form refuse the candidate, which a person can allow', () => {
    const { payload, closing } = play(given);
    expect(payload).toMatchObject({ verdict: 'refused', reviewable: true });
    expect(payload.reasons[0]).toContain("with the base's tests put back");
    expect(closing?.payload).toMatchObject({ stop_reason: 'max_iterations_reached' });
  });

  test('stop the run as needs_review once they were all that stood in the way twice, measured once', () => {
    const { closing, verdicts } = play({ ...given, iterations: 8 });
    expect(verdicts).toHaveLength(1);
    expect(closing).toMatchObject({
      event: 'loop_stopped',
      payload: { stop_reason: 'needs_review', iteration: 2, phase: 'stopped' },
    });
  });

  test('in a file that a person has allowed to change may go', () => {
    const checks = {
      baseline: [green('+a.test.js > one', '+b.test.js > two')],
      candidate: [green('+b.test.js > two')],
    };
    const options = { allow_changes: ['a.test.js'] };
    expect(play({ checks, options }).payload.verdict).toBe('verified');
    expect(play({ checks, options: { allow_changes: ['b.test.js'] } }).payload.verdict).toBe('refused');
  });

  test('and are gone are reviewable too, unlike tests in other files', () => {
    const missing = { baseline: [green('+a.test.js > one', '+b.test.js > two')] };
    const own = play({ checks: { ...missing, candidate: [green('+b.test.js > two')] }, editedTest: true });
    expect(own.payload.reviewable).toBe(true);
    const other = play({ checks: { ...missing, candidate: [green('+a.test.js > one')] }, editedTest: true });
    expect(other.payload.reviewable).toBe(false);
  });
});

describe('where the base has no tests', () => {
  const checks = {
    baseline: [ran(1, null)],
    candidate: [green('+new.test.js > one')],
    restored: [ran(1, null)],
  };

  test('there is nothing to put back, and the new ones decide', () => {
    const { payload, checks: made } = play({ checks, editedTest: true, baseHasTests: false });
    expect(made).toEqual(['baseline', 'candidate', 'candidate']);
    expect(payload.verdict).toBe('verified');
  });

  test('that could only not be reported, they are put back all the same', () => {
    const { payload } = play({ checks, editedTest: true });
    expect(payload).toMatchObject({ verdict: 'refused', reviewable: true });
  });
});

test('a Go test is reviewable by the test files of its package', () => {
  const goPackages = [{ importPath: 'example.org/sums/inner', folder: 'inner', name: 'inner' }];
  const trees = (path: string) => ({
    restored: '',
    undone: '',
    changes: [{ ...protectedTest, path }],
    baseHasTests: true,
    goPackages,
    ...noChanges,
  });
  const id = 'example.org/sums/inner > TestAdds';
  expect(mayFollowFrom(id, '', trees('inner/sums_test.go'))).toBe(true);
  expect(mayFollowFrom(id, '', trees('outer/sums_test.go'))).toBe(false);
});

describe('proven', () => {
  const options = { evidence: 'proven' } as const;

  test('needs a test that is new or failed before, passes now and fails without the change', () => {
    const { checks, payload, closing } = play({
      checks: { baseline: [green('+a')], candidate: [green('+a', '+b')], undone: [red('+a', '-b')] },
      options,
    });
    expect(checks).toEqual(['baseline', 'candidate', 'candidate', 'undone']);
    expect(payload).toMatchObject({ verdict: 'proven', newly_passing_tests: ['b'] });
    expect(closing?.payload).toMatchObject({
      evidence: { level: 'proven', verdict: 'proven', grade: 'per-test' },
    });
  });

  test.each<[string, Checks, RegExp]>([
    [
      'no test is new',
      { candidate: [green('+a')] },
      /no test that failed or was missing at the base passes now: tests that were there before/,
    ],
    [
      'nothing reports tests',
      { baseline: [ran(0, null)], candidate: [ran(0, null)] },
      /no report on single tests/,
    ],
    [
      'the new test passes without the change',
      { candidate: [green('+a', '+b')], undone: [green('+a', '+b')] },
      /passes also with the change's other files put back/,
    ],
    [
      'the new test is not collected without the change',
      { candidate: [green('+a', '+b')], undone: [green('+a')] },
      /passes also/,
    ],
    [
      'the verification without the change had to be ended',
      {
        candidate: [green('+a', '+b')],
        undone: [timedOut],
      },
      /passes also/,
    ],
  ])('is refused where %s', (_name, checks, reason) => {
    const { payload } = play({ checks: { baseline: [green('+a')], ...checks }, options });
    expect(payload.verdict).toBe('refused');
    expect(payload.reasons.join()).toMatch(reason);
  });

  test('takes a file that can no longer be loaded for tests that fail', () => {
    const undone = [red('+a', '-b.test.js')];
    const checks = { baseline: [green('+a')], candidate: [green('+a', '+b.test.js > b')], undone };
    expect(play({ checks, options }).payload.verdict).toBe('proven');
  });

  test('asks for no new test where no change of behaviour is expected', () => {
    const checks = { baseline: [green('+a')], candidate: [green('+a')] };
    const given = play({ checks, options: { ...options, expect: 'no-behaviour-change' } });
    expect(given.payload.verdict).toBe('proven');
    expect(given.checks).not.toContain('undone');
  });
});

describe('tests that must fail', () => {
  const checks = {
    baseline: [vitest(green('+a.test.js > one'))],
    candidate: [vitest(green('+a.test.js > one'))],
  };
  const failing = (_check: CheckKind, title: string) =>
    vitest(red('+a.test.js > one', `-a.test.js > ${title}`));

  test('are added at the base and then to the candidate, and must fail there too', () => {
    const { checks: made, payload } = play({ checks, canaries: failing });
    expect(made).toEqual(['baseline', 'candidate', 'candidate', 'baseline_canary', 'canary']);
    expect(payload.verdict).toBe('verified');
  });

  test.each<[string, (title: string) => SuiteRun, RegExp]>([
    [
      'pass',
      (title) => vitest(red('+a.test.js > one', `+a.test.js > ${title}`, '-b')),
      /must fail as failed, in "a.test.js"/,
    ],
    ['are not there', () => vitest(red('-a.test.js > one')), /must fail as failed, in "a.test.js"/],
    [
      'fail beside exit code 0',
      (title) => vitest(ran(0, report(`-a.test.js > ${title}`))),
      /exited with 0 although/,
    ],
    ['leave no report', () => ran(1, null), /gives no report once/],
  ])('refuse a candidate where they %s', (_name, candidate, reason) => {
    const { payload } = play({
      checks,
      canaries: (check, title) => (check === 'canary' ? candidate(title) : failing(check, title)),
    });
    expect(payload).toMatchObject({ verdict: 'refused', reviewable: false });
    expect(payload.reasons.join()).toMatch(reason);
  });

  test('are left out where the runner did not collect them at the base', () => {
    const { checks: made, payload } = play({ checks, canaries: () => vitest(green('+a.test.js > one')) });
    expect(made).toEqual(['baseline', 'candidate', 'candidate', 'baseline_canary']);
    expect(payload.verdict).toBe('verified');
  });
});

test('of sealed checks nothing is told but how many fail', () => {
  const options = { sealed: '/sealed', sealed_verify: ['npm test'] };
  const sealed = [red('+x', '-secret one', '-secret two')];
  const checks = { baseline: [green('+a')], candidate: [green('+a')], sealed };
  const { payload } = play({ checks, options });
  expect(payload.reasons).toEqual(['2 sealed checks fail (--sealed)']);
  expect(JSON.stringify(payload)).not.toContain('secret');
  const passing = play({ checks: { ...checks, sealed: [green('+x')] }, options });
  expect(passing.payload.verdict).toBe('verified');
});

describe('tests that could not run at the base', () => {
  const broken = red('-b.test.js', '+a.test.js > one');

  test('are answered by the tests of the file that failed as a whole', () => {
    const { payload } = play({
      checks: { baseline: [broken], candidate: [green('+a.test.js > one', '+b.test.js > two')] },
    });
    expect(payload).toMatchObject({ verdict: 'verified', newly_passing_tests: ['b.test.js > two'] });
  });

  test.each([
    ['no test of the file runs', green('+a.test.js > one')],
    ['all of them are skipped', green('+a.test.js > one', '~b.test.js > two')],
    ['only a file with a longer name has tests', green('+a.test.js > one', '+b.test.jsx > two')],
  ])('are missed where %s', (_, candidate) => {
    const { payload } = play({ checks: { baseline: [broken], candidate: [candidate] } });
    expect(payload).toMatchObject({ verdict: 'refused', failing_tests: ['b.test.js'] });
  });

  test('count as skipped where they are', () => {
    const { payload } = play({ checks: { baseline: [red('-a')], candidate: [green('~a', '+a > one')] } });
    expect(payload.reasons[0]).toContain('tests are skipped that ran at the base');
  });

  const late = { baseline: [ran(1, null)], candidate: [green('+a.test.js > one')] };
  const vitest = (runs: SuiteRun[]) =>
    runs.map((run) =>
      run.map((one) => ({ ...one, tests: one.tests && { ...one.tests, runner: 'vitest' as const } })),
    );

  test('are given a test that must fail once they run, since the base showed none of its own', () => {
    const checks = { ...late, candidate: vitest(late.candidate) };
    const caught = play({
      checks,
      canaries: (_, title) => vitest([red('+a.test.js > one', `-a.test.js > ${title}`)])[0] ?? [],
    });
    expect(caught.checks).toEqual(['baseline', 'candidate', 'candidate', 'canary']);
    expect(caught.payload.verdict).toBe('verified');
    const hidden = play({
      checks,
      canaries: (_, title) => vitest([green('+a.test.js > one', `+a.test.js > ${title}`)])[0] ?? [],
    });
    expect(hidden.payload.reasons[0]).toContain('it hides failures');
  });

  test('are not let go for a report without one test that passed', () => {
    const { payload } = play({ checks: { baseline: [ran(1, null)], candidate: [green()] } });
    expect(payload.reasons[0]).toContain('without one test that passed, although the base has tests');
    const none = play({ checks: { baseline: [ran(1, null)], candidate: [green()] }, baseHasTests: false });
    expect(none.payload.verdict).toBe('verified');
  });
});

describe('tests with names that change from run to run', () => {
  const at = (time: number) => green('+a.test.js > one', `+a.test.js > at ${time}`);

  test('count for nothing, and that is said; the rest of their file counts', () => {
    const { payload, checks } = play({ checks: { baseline: [at(1), at(2)], candidate: [at(3), at(4)] } });
    expect(checks).toEqual(['baseline', 'candidate', 'baseline', 'candidate']);
    expect(payload).toMatchObject({
      verdict: 'verified',
      unsteady_tests: ['a.test.js > at 1', 'a.test.js > at 2'],
      newly_passing_tests: [],
    });
  });

  test('excuse no test whose name stays', () => {
    const { payload } = play({
      checks: { baseline: [at(1), at(2)], candidate: [green('+a.test.js > at 3')] },
    });
    expect(payload).toMatchObject({ verdict: 'refused', failing_tests: ['a.test.js > one'] });
  });
});

describe('tests of files that may change (--allow-changes)', () => {
  const options = { allow_changes: ['a.test.js'] };

  test('are not new because nothing is asked of them', () => {
    const { payload } = play({
      checks: { baseline: [green('+a.test.js > one')], candidate: [green('+a.test.js > one')] },
      options,
    });
    expect(payload).toMatchObject({ verdict: 'verified', newly_passing_tests: [] });
  });

  const proposed = { options: { ...options, verify: [] }, testCommand: 'vitest run' };
  const passing = vitest(green('+a.test.js > one'));
  const same = { baseline: [passing], candidate: [passing] };

  test("show that the tester's own command can be relied on only where they fail without the change", () => {
    const shown = play({
      ...proposed,
      checks: { ...same, undone: [red('-a.test.js > one')] },
      canaries: (_check, title) => vitest(red('+a.test.js > one', `-a.test.js > ${title}`)),
    });
    expect(shown.payload.verdict).toBe('verified');
    const idle = play({ ...proposed, checks: { ...same, undone: same.candidate } });
    expect(idle.payload.reasons[0]).toContain("passes also with the change's other files put back");
  });
});

describe('coverage that falls short where the added tests are taken away', () => {
  const short = (exitCode: number, output: string, ...tests: string[]): SuiteRun =>
    ran(exitCode, report(...tests)).map((result) => ({ ...result, output }));
  const words = 'ERROR: Coverage for lines (80%) does not meet global threshold (100%)';
  const given = (restored: SuiteRun, editedTest: Given['editedTest'] = false): Given => ({
    checks: { baseline: [green('+a')], candidate: [green('+a', '+b')], restored: [restored] },
    restoredWithoutAdded: true,
    editedTest,
  });

  test.each([false, true])('speaks against nothing, an edited test: %s', (editedTest) => {
    expect(play(given(short(1, words, '+a'), editedTest)).payload.verdict).toBe('verified');
  });

  test.each([
    ['something else is said', given(short(1, 'error: no-unused-vars', '+a'))],
    ['a test fails', given(short(1, words, '-a'))],
    ['a test is missing', given(short(1, words, '+c'))],
    ['a test is missing of an edited file', given(short(1, words, '+b'), true)],
    ['settings of the base were changed', given(short(1, words, '+a'), 'settings')],
  ])('is no excuse where %s', (_, one) => {
    expect(play(one).payload.verdict).toBe('refused');
  });
});

describe('a test that must fail and is not even run at the base', () => {
  const vitest = (exitCode: number, tests: TestReport | null) =>
    ran(exitCode, tests === null ? null : { ...tests, runner: 'vitest' });
  const passes = vitest(0, report('+a.test.js > one'));
  const checks = { baseline: [passes], candidate: [passes] };

  test('is said, for then nothing tells whether failures are hidden', () => {
    const linted = play({ checks, canaries: () => vitest(1, null) });
    expect(linted.payload.verdict).toBe('verified');
    expect(linted.gates).toContain('whether failures are hidden was not tried');
  });

  test('is not said of one that ran', () => {
    const seen = play({ checks, canaries: (_, title) => vitest(1, report(`-a.test.js > ${title}`)) });
    expect(seen.payload.verdict).toBe('verified');
    expect(seen.gates).not.toContain('was not tried');
  });
});
