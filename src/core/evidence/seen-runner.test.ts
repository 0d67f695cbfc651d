import { expect, test } from 'vitest';
import { candidateTrees } from '../../../test/support/candidate-trees.ts';
import { playRun, runOptions, textAnswer, toolAnswer } from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput } from '../../../test/support/role-outputs.ts';
import type { CheckKind, Payload } from '../events.ts';
import type { Runner } from '../runners/runner-table.ts';
import type { SuiteRun } from './suite-runs.ts';

interface Given {
  testCommand?: string;
  runner?: Runner;
  /** Whether the test fails once the change's other files are put back. */
  failsWithout?: boolean;
  hasReport?: boolean;
}

/** A repository without any known test; the change brings one, and the tester says how it is run. */
function play({
  testCommand = 'vitest run',
  runner = 'vitest',
  failsWithout = true,
  hasReport = true,
}: Given) {
  const made: CheckKind[] = [];
  const ran = (exit_code: number, passed: string[]): SuiteRun => {
    const tests = { runner, passed, failed: [], skipped: [], reports: 1, problems: [] };
    const reported = passed.length === 0 || !hasReport ? null : tests;
    return [
      { command: testCommand, exit_code, timed_out: false, duration_ms: 1, tests: reported, output: '' },
    ];
  };
  const { events } = playRun(runOptions({ max_iterations: 1, verify: [] }), {
    model: (role, _iteration, attempt) => {
      if (role === 'planner') return textAnswer(plannerOutput({ done_flag: true }));
      if (role === 'tester') return textAnswer(testerOutput({ test_command: testCommand }));
      return attempt === 1 ? toolAnswer('true') : textAnswer(coderOutput());
    },
    tree: () => 'tree-1',
    evidenceTrees: (tree) => candidateTrees(tree, { baseHasTests: false }),
    check: (check) => {
      made.push(check);
      if (check === 'baseline' || (check === 'undone' && failsWithout)) return ran(1, []);
      return ran(0, ['new.test.js > new']);
    },
  });
  const payload = events.find(({ event }) => event === 'verification_result')
    ?.payload as Payload<'verification_result'>;
  return { verdict: payload.verdict, made };
}

test("a tester's command suffices with a new test of its runner that fails without the change", () => {
  const { verdict, made } = play({});
  expect(verdict).toBe('verified');
  expect(made.filter((check) => check === 'undone')).toHaveLength(1);
});

test.each<[string, Given]>([
  ['exits with 0', { hasReport: false }],
  ['prints what is in a file', { testCommand: 'cat result.tap' }],
  ['is more than the runner', { testCommand: 'sh make.sh; vitest run' }],
  ['has a report in a format that anything prints', { runner: 'tap' }],
  ['has the report of another runner', { runner: 'jest' }],
  ['has a test that passes without the change', { failsWithout: false }],
])('one does not that %s', (_name, given) => {
  expect(play(given).verdict).toBe('refused');
});
