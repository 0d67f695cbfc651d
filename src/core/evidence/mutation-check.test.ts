import { describe, expect, test } from 'vitest';
import { candidateTrees } from '../../../test/support/candidate-trees.ts';
import { editsOnce } from '../../../test/support/edits-once.ts';
import { playRun, runOptions } from '../../../test/support/pure-run.ts';
import type { CheckKind, CommandResult, Gate, Payload } from '../events.ts';
import type { LineRange } from './line-range.ts';
import { mutationCommand } from './mutation-files.ts';
import type { SuiteRun } from './suite-runs.ts';
import type { TestReport } from './test-report.ts';

const control = 'proofloop-mutation/control.js > 1:27 ArithmeticOperator: a + b -> a - b';

function mutantReport(fields: Partial<TestReport>): TestReport {
  return {
    runner: 'stryker',
    passed: [],
    failed: [control],
    skipped: [],
    reports: 1,
    problems: [],
    ...fields,
  };
}

function ended(fields: Partial<CommandResult>): SuiteRun {
  const command = mutationCommand('');
  return [{ command, exit_code: 0, timed_out: false, duration_ms: 1, tests: null, output: '', ...fields }];
}

const mutants = (killed: string[], survived: string[]) =>
  ended({ tests: mutantReport({ passed: killed, failed: [control, ...survived] }) });

const names = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => `a.js > ${from + at}:1 X: a -> b`);

const changed: LineRange[] = [{ path: 'a.js', from: 1, to: 9 }];

/** One iteration of a run that changes the lines; `runs` are those of the mutation check, the last one for all others. */
function play(runs: SuiteRun[], changedLines = changed, folder = '') {
  const checks: CheckKind[] = [];
  const { events } = playRun(runOptions({ max_iterations: 1, mutation: true, folder }), {
    model: editsOnce,
    tree: (iteration) => `tree-${iteration}`,
    evidenceTrees: (tree) => candidateTrees(tree, { changedLines }),
    check: (check, _tree, earlier) => {
      checks.push(check);
      if (check === 'mutation') return runs[Math.min(earlier, runs.length - 1)] ?? [];
      return [{ ...(ended({})[0] as CommandResult), command: 'npm test' }];
    },
  });
  const verdict = events.find((event) => event.event === 'verification_result');
  const started = events.findLast((event) => event.event === 'check_started');
  const gates = events.find((event) => event.event === 'gate_evaluated')?.payload as { gates: Gate[] };
  return {
    checks,
    started: started?.payload as Payload<'check_started'>,
    result: verdict?.payload as Payload<'verification_result'>,
    gate: gates.gates[0],
  };
}

describe('the mutation check', () => {
  test('is the last one, on the tree that would be delivered', () => {
    const { checks, started, result, gate } = play([mutants(names(4), names(1, 5))]);
    expect(checks).toEqual(['baseline', 'candidate', 'candidate', 'mutation']);
    expect(started).toMatchObject({ tree: 'tree-1', commands: ['node proofloop-mutation/run.mjs'] });
    expect(result).toMatchObject({ verdict: 'verified', reasons: [] });
    expect(gate?.reason).toContain('4 of 5 alterations of the changed lines are noticed');
  });

  test('is not made where no line of the program was changed', () => {
    const { checks, result } = play([mutants([], [])], []);
    expect(checks).not.toContain('mutation');
    expect(result.verdict).toBe('verified');
  });

  test('has nothing to say where the changed lines hold nothing that can be altered', () => {
    const { result, gate } = play([mutants([], [])]);
    expect(result).toMatchObject({ verdict: 'verified', reasons: [] });
    expect(gate?.reason).toContain('; nothing in the changed lines could be altered');
  });

  test('refuses where more than a fifth survives, and names the survivors by file, line and column', () => {
    const survived = [
      'b.js > 2:7 X: a -> b',
      'a.js > 10:2 X: a -> b',
      'a.js > 9:12 X: a -> b',
      'a.js > 9:2 X: a -> b',
    ];
    const { result } = play([mutants(names(15), survived)]);
    expect(result).toMatchObject({ verdict: 'refused', reviewable: false });
    expect(result.reasons).toEqual([
      '4 of 19 small alterations of the changed lines are noticed by no test (--mutation); at most 20 % may be. ' +
        'Unnoticed: "a.js > 9:2 X: a -> b", "a.js > 9:12 X: a -> b", "a.js > 10:2 X: a -> b", "b.js > 2:7 X: a -> b". ' +
        'Add assertions that tell these from the code as it is, or take out what no test needs',
    ]);
    expect(play([mutants(names(16), survived)]).result.verdict).toBe('verified');
  });

  test('knows its control from a folder below the top', () => {
    const inFolder = ended({
      tests: mutantReport({ passed: names(2), failed: [`../../${control}`] }),
    });
    const { started, result } = play([inFolder], changed, 'packages/a');
    expect(started.commands).toEqual(['node ../../proofloop-mutation/run.mjs']);
    expect(result.verdict).toBe('verified');
  });
});

describe('a control that nothing loads', () => {
  const noticed = ended({ tests: mutantReport({ passed: [...names(9), control], failed: [] }) });

  test('and that is noticed all the same refuses, after one more run', () => {
    const { checks, result } = play([noticed]);
    expect(checks.filter((check) => check === 'mutation')).toHaveLength(2);
    expect(result).toMatchObject({ verdict: 'refused', reviewable: false });
    expect(result.reasons).toEqual([
      expect.stringMatching(/^the verify commands fail as soon as anything is altered/),
    ]);
  });

  test('and that was noticed by chance is run once more', () => {
    expect(play([noticed, mutants(names(9), [])]).result.verdict).toBe('verified');
    expect(play([noticed, mutants([], names(9))]).result.verdict).toBe('refused');
  });

  test('and that is not there shows that nothing was altered', () => {
    const { result } = play([ended({ tests: mutantReport({ passed: names(9), failed: [] }) })]);
    expect(result.reasons).toEqual([expect.stringContaining('found none of the files')]);
  });
});

describe('a mutation check that comes to nothing refuses', () => {
  const sound = mutantReport({ passed: names(9) });

  test.each<[string, Partial<CommandResult>, RegExp]>([
    [
      'for want of StrykerJS',
      { exit_code: 69 },
      /^--mutation needs StrykerJS, .*npm install --save-dev @stryker-mutator\/core$/,
    ],
    ['at the time limit', { exit_code: null, timed_out: true }, /within the time limit \(--verify-timeout\)/],
    [
      'where the tests fail before anything is altered',
      { exit_code: 1, output: '12:00:00 (1) ERROR Stryker There were failed tests in the initial test run.' },
      /before anything is\. A linter/,
    ],
    [
      'with what StrykerJS says',
      {
        exit_code: 1,
        output:
          'INFO a\n12:00:00 (1) ERROR Stryker No input files in /tmp/x-1/a.js: none.\nb (2) ERROR Stryker Mend it.\nINFO b',
      },
      /StrykerJS exited with 1 \(No input files in ...: none\.\)$/,
    ],
    ['by a signal', { exit_code: null }, /was ended by a signal$/],
    ['without a report', { exit_code: 0 }, /exited with 0 \(it left no report\)$/],
    ['with a report of something else', { tests: { ...sound, runner: 'vitest' } }, /it left no report/],
    ['with several reports', { tests: { ...sound, reports: 2 } }, /it left no report/],
    [
      'with a report that is not sound',
      { tests: { ...sound, problems: ['it is cut off'] } },
      /\(it is cut off\)$/,
    ],
    ['with a report beside a failure', { tests: sound, exit_code: 1 }, /exited with 1$/],
  ])('%s', (_name, fields, reason) => {
    const { result, checks } = play([ended(fields)]);
    expect(checks.filter((check) => check === 'mutation')).toHaveLength(1);
    expect(result).toMatchObject({ verdict: 'refused', reviewable: false });
    expect(result.reasons).toEqual([expect.stringMatching(reason)]);
  });
});
