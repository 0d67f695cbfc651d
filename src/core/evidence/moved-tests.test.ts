import { describe, expect, test } from 'vitest';
import { candidateTrees } from '../../../test/support/candidate-trees.ts';
import { editsOnce } from '../../../test/support/edits-once.ts';
import { loopStarted, playOn, runOptions } from '../../../test/support/pure-run.ts';
import type { CheckKind, CommandResult, NewEvent } from '../events.ts';
import type { RunOptions } from '../options.ts';
import { evidenceRules } from './evidence-rules.ts';
import type { SuiteRun } from './suite-runs.ts';

/** Tests of node's runner by their names: `+` passed, `-` failed; an exit code that fits. */
function ran(...tests: string[]): SuiteRun {
  const those = (sign: string) => tests.filter((name) => name.startsWith(sign)).map((name) => name.slice(1));
  const [passed, failed] = [those('+'), those('-')];
  const result: CommandResult = {
    command: 'node --test',
    exit_code: failed.length > 0 ? 1 : 0,
    timed_out: false,
    duration_ms: 10,
    tests: { runner: 'node:test', passed, failed, skipped: [], reports: 1, problems: [] },
    output: '',
  };
  return [result];
}

interface Given {
  base?: SuiteRun;
  candidate?: SuiteRun;
  undone?: SuiteRun;
  options?: Partial<RunOptions>;
  rules?: number;
}

const was = 'a.test.js > one';
const is = 'b.test.js > one';

/** The verdict on a change that has moved `a.test.js` to `b.test.js`, with the base's own put back beside it. */
function judged({
  base = ran(`+${was}`),
  candidate = ran(`+${is}`),
  undone = ran(`+${is}`),
  options = {},
  rules = evidenceRules,
}: Given) {
  const made: CheckKind[] = [];
  const started = loopStarted(runOptions({ max_iterations: 1, verify: ['node --test'], ...options }));
  const first = { ...started, payload: { ...started.payload, evidence_rules: rules } } as NewEvent;
  const { events } = playOn([], first, {
    model: editsOnce,
    tree: (iteration) => `tree-${iteration}`,
    evidenceTrees: (tree) =>
      candidateTrees(tree, {
        restored: `${tree}-restored`,
        movedTests: [{ from: 'a.test.js', to: 'b.test.js' }],
        changes: [{ path: 'a.test.js', kind: 'test', change: 'deleted' }],
      }),
    check: (check, tree) => {
      made.push(check);
      if (check === 'baseline' || check === 'baseline_canary') return base;
      if (check === 'undone') return undone;
      return tree.endsWith('-restored') ? ran(`+${was}`, `+${is}`) : candidate;
    },
  });
  const verdicts = events.flatMap(({ event, payload }) => (event === 'verification_result' ? [payload] : []));
  return { made, verdict: verdicts[0] ?? expect.fail('no verdict') };
}

describe('a test whose file was moved, and that passed at the base', () => {
  test('is not new, and is no coin', () => {
    const { made, verdict } = judged({});
    expect(verdict).toMatchObject({ verdict: 'verified', newly_passing_tests: [] });
    expect(made).not.toContain('repeat');
  });

  test('was new by the rules of older logs', () => {
    const { made, verdict } = judged({ rules: 6 });
    expect(verdict.newly_passing_tests).toEqual([is]);
    expect(made).toContain('repeat');
  });

  test('shows what the change does only where a person has allowed its file to change', () => {
    const options = { evidence: 'proven' } as const;
    const undone = ran(`-${is}`);
    expect(judged({ options, undone }).verdict.verdict).toBe('refused');
    const allowed = { ...options, allow_changes: ['a.test.js'] };
    expect(judged({ options: allowed, undone }).verdict).toMatchObject({
      verdict: 'proven',
      newly_passing_tests: [],
    });
    expect(judged({ options: allowed }).verdict.verdict).toBe('refused');
  });
});

test('a test that failed at the base is new where it passes in a moved file, as is one that was not there', () => {
  const { verdict } = judged({ base: ran(`-${was}`), candidate: ran(`+${is}`, '+b.test.js > two') });
  expect(verdict.newly_passing_tests).toEqual([is, 'b.test.js > two']);
});
