import { describe, expect, test } from 'vitest';
import { candidateTrees } from '../../../test/support/candidate-trees.ts';
import { editsOnce } from '../../../test/support/edits-once.ts';
import { playRun, runOptions } from '../../../test/support/pure-run.ts';
import type { CheckKind, CommandResult } from '../events.ts';
import type { ProtectedChange } from '../protected/protection.ts';

interface Given {
  told?: readonly ProtectedChange[];
  /** Files of tests that each run of a check writes. */
  rewritten?: (check: CheckKind) => readonly string[];
}

/** A run in which all is well beside what is given; its verdicts, and the kinds of its events. */
function played({ told = [], rewritten = () => [] }: Given) {
  const { events } = playRun(runOptions({ max_iterations: 2 }), {
    model: editsOnce,
    tree: (iteration) => `tree-${iteration}`,
    evidenceTrees: (tree) => candidateTrees(tree, { undone: tree, told }),
    check: (check) => {
      const result: CommandResult = {
        command: 'npm test',
        exit_code: 0,
        timed_out: false,
        duration_ms: 1,
        tests: null,
        output: '',
        rewritten: [...rewritten(check)],
      };
      return [result];
    },
  });
  const verdicts = events.flatMap(({ event, payload }) => (event === 'verification_result' ? [payload] : []));
  return { verdict: verdicts[0] ?? expect.fail('no verdict'), names: events.map(({ event }) => event) };
}

test('the base is measured before the trees are built that follow from its report', () => {
  const { names } = played({});
  expect(names.indexOf('check_result')).toBeLessThan(names.indexOf('evidence_trees'));
});

describe('files of tests that are written while they run', () => {
  test('refuse a candidate', () => {
    const { verdict } = played({
      rewritten: (check) => (check === 'baseline' ? [] : ['test/a.js', 'test/b.js']),
    });
    expect(verdict).toMatchObject({ verdict: 'refused', reviewable: false });
    expect(verdict.reasons.join()).toContain('written while it ran: "test/a.js", "test/b.js"');
  });

  test('are nobody’s fault where the base writes them too', () => {
    expect(played({ rewritten: () => ['test/a.js'] }).verdict.verdict).toBe('verified');
  });
});

test('a program that looks whether it is tested is for a person to judge', () => {
  const change = {
    path: 'src/a.js',
    kind: 'program',
    change: 'modified',
    line: 3,
    does: 'reads a test',
  } as const;
  const { verdict } = played({ told: [change] });
  expect(verdict).toMatchObject({ verdict: 'refused', reviewable: true, protected_changes: [change] });
  expect(verdict.reasons).toEqual([
    'the program must not look whether it is tested, nor reach for what judges it: src/a.js:3 reads a test',
  ]);
  expect(played({}).verdict.verdict).toBe('verified');
});
