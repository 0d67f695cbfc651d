import { expect, test } from 'vitest';
import { candidateTrees } from '../../../test/support/candidate-trees.ts';
import { editsOnce } from '../../../test/support/edits-once.ts';
import { loopStarted, playOn, runOptions } from '../../../test/support/pure-run.ts';
import type { CommandResult, NewEvent } from '../events.ts';
import type { ProtectedChange } from '../protected/protection.ts';
import { evidenceRules } from './evidence-rules.ts';

interface Given {
  changes?: readonly ProtectedChange[];
  passed?: readonly string[];
  rules?: number;
}

/** Why a change is not proven on which the tests come to what they came to before, one of them with one assertion more. */
function reasonsAtProven({ changes = [], passed = ['a.test.js > one'], rules = evidenceRules }: Given) {
  const options = runOptions({ max_iterations: 1, evidence: 'proven' });
  const { event, payload } = loopStarted(options);
  const tests = { runner: 'tap' as const, failed: [], skipped: ['~'], reports: 1, problems: [] };
  const result: CommandResult = {
    command: 'npm test',
    exit_code: 0,
    timed_out: false,
    duration_ms: 1,
    tests: { ...tests, passed: [...passed] },
    output: '',
  };
  const { events } = playOn([], { event, payload: { ...payload, evidence_rules: rules } } as NewEvent, {
    model: editsOnce,
    tree: (iteration) => `tree-${iteration}`,
    evidenceTrees: (tree) => candidateTrees(tree, { changes, baseHasTests: passed.length > 0 }),
    check: () => [result],
  });
  const verdicts = events.flatMap((one) => (one.event === 'verification_result' ? [one.payload] : []));
  return verdicts.flatMap(({ reasons }) => reasons);
}

const nothingNew = 'no test that failed or was missing at the base passes now';

test('tests that pass on both sides show nothing of the change, and what would is said', () => {
  expect(reasonsAtProven({})).toEqual([
    `${nothingNew}: tests that were there before and pass on both sides show nothing of the change, even where an assertion was added to them. Add a test with a name of its own, or allow changes to the file of the test that is to show it with --allow-changes, by which its tests count if they fail without the change`,
  ]);
});

test('the test files that were edited are named', () => {
  const changes: ProtectedChange[] = [
    { path: 'pages/[id].test.js', kind: 'test', change: 'modified' },
    { path: 'b.test.js', kind: 'test', change: 'added' },
    { path: '.c8rc', kind: 'configuration', change: 'modified' },
  ];
  expect(reasonsAtProven({ changes }).join()).toContain(
    'or allow changes to "pages/[id].test.js" with --allow-changes',
  );
});

test('nothing of it is said where no test passed before, nor by the rules of older logs', () => {
  expect(reasonsAtProven({ passed: [] })).toEqual([nothingNew]);
  expect(reasonsAtProven({ rules: 6 })).toEqual([nothingNew]);
});
