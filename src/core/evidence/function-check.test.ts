import { describe, expect, test } from 'vitest';
import { candidateTrees } from '../../../test/support/candidate-trees.ts';
import { editsOnce } from '../../../test/support/edits-once.ts';
import { playRun, runOptions } from '../../../test/support/pure-run.ts';
import type { Payload } from '../events.ts';
import type { Mutant } from './line-range.ts';
import type { SuiteRun } from './suite-runs.ts';

/** A report of tests by their names: `+` passed, `-` failed; an exit code that fits. */
function ran(...tests: string[]): SuiteRun {
  const those = (sign: string) => tests.filter((name) => name.startsWith(sign)).map((name) => name.slice(1));
  const [passed, failed] = [those('+'), those('-')];
  const report = { runner: 'tap' as const, passed, failed, skipped: [], reports: 1, problems: [] };
  const exit_code = failed.length > 0 ? 1 : 0;
  return [{ command: 'npm test', exit_code, timed_out: false, duration_ms: 10, tests: report, output: '' }];
}

const lines = (path: string) => ({ path, from: 1, to: 3 });
const mutant = (path: string, does: Mutant['does'] = 'is constant'): Mutant => ({
  ...lines(path),
  does,
  tree: `tree-of-${path}`,
});

/** Plays a change of these functions; `failing` says what the new tests come to on each tree. */
function play(mutants: readonly Mutant[], failing: (tree: string) => SuiteRun, hasCode = true) {
  const looked: string[] = [];
  const { events } = playRun(runOptions({ max_iterations: 1, evidence: 'proven' }), {
    model: editsOnce,
    tree: (iteration) => `tree-${iteration}`,
    evidenceTrees: (tree) =>
      candidateTrees(tree, {
        changedCode: { hasCode, functions: mutants.map(({ path }) => lines(path)), mutants },
      }),
    check: (check, tree) => {
      if (check === 'baseline') return ran('+old');
      if (check === 'undone') return ran('+old', '-new');
      if (check !== 'failing') return ran('+old', '+new');
      looked.push(tree);
      return failing(tree);
    },
  });
  const verdict = events.findLast(({ event }) => event === 'verification_result')
    ?.payload as Payload<'verification_result'>;
  return { verdict: verdict.verdict, reasons: verdict.reasons.join(), looked };
}

const noticed = ran('-new');
const unnoticed = ran('+new');

describe('a change is proven', () => {
  test('where the new tests notice each of its functions', () => {
    const { verdict, looked } = play([mutant('a.js'), mutant('b.js')], () => noticed);
    expect(verdict).toBe('proven');
    expect(looked).toEqual(['tree-1', 'tree-of-a.js', 'tree-of-b.js']);
  });

  test('where its one function fails, without a second run of the same', () => {
    const { verdict, looked } = play([mutant('a.js', 'fails')], () => noticed);
    expect([verdict, looked]).toEqual(['proven', ['tree-1']]);
  });
});

describe('a change is not proven', () => {
  test('where no test notices that all of its functions fail', () => {
    const { verdict, reasons, looked } = play([mutant('a.js')], () => unnoticed);
    expect([verdict, looked]).toEqual(['refused', ['tree-1']]);
    expect(reasons).toContain('fail as soon as they are called ("a.js:1")');
  });

  test('where no test notices one of them by itself; all of these are named', () => {
    const { verdict, reasons } = play([mutant('a.js'), mutant('b.js'), mutant('c.js', 'fails')], (tree) =>
      tree === 'tree-1' || tree === 'tree-of-a.js' ? noticed : unnoticed,
    );
    expect(verdict).toBe('refused');
    expect(reasons).toContain('("b.js:1", "c.js:1")');
    expect(reasons).not.toContain('a.js');
  });

  test('where it has no line of code', () => {
    expect(play([], () => noticed, false).reasons).toContain('no line of code');
  });
});
