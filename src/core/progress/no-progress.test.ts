import { describe, expect, test } from 'vitest';
import { playRun, runOptions, textAnswer, toolAnswer } from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../../test/support/role-outputs.ts';
import { fold } from '../fold/fold.ts';
import type { RunState } from '../state.ts';
import { afterIteration, noUnchangedFailures } from './no-progress.ts';
import type { WorkItem } from './work-item.ts';

interface Close {
  failing: string[];
  items?: WorkItem[];
  measured?: boolean;
}

const open = [workItem('a'), workItem('b')];
const done = [workItem('a', { status: 'done' }), workItem('b')];

/** Measured iterations in a row that closed as the last one did. */
function iterationsAfter(closes: Close[]): number {
  return closes.reduce(
    (unchangedFailures, { failing, items = open, measured = true }) =>
      afterIteration(unchangedFailures, { failingTests: failing, items }, measured),
    noUnchangedFailures,
  ).iterations;
}

test.each<[string, Close[], number]>([
  ['the same tests fail', [{ failing: ['x', 'y'] }, { failing: ['y', 'x'] }, { failing: ['x', 'y'] }], 3],
  ['one test more fails', [{ failing: ['x'] }, { failing: ['x', 'y'] }], 1],
  ['one test fewer fails', [{ failing: ['x', 'y'] }, { failing: ['x'] }], 1],
  ['an item gets done', [{ failing: ['x'] }, { failing: ['x'], items: done }], 1],
  [
    'the items are listed in another order',
    [{ failing: ['x'] }, { failing: ['x'], items: open.toReversed() }],
    2,
  ],
  [
    'one iteration between was not measured',
    [{ failing: ['x'] }, { failing: [], measured: false }, { failing: ['x'] }],
    2,
  ],
  ['all is well between', [{ failing: ['x'] }, { failing: [] }, { failing: ['x'] }], 1],
  ['no test is named', [{ failing: [] }, { failing: [] }], 0],
])('where %s', (_name, closes, expected) => {
  expect(iterationsAfter(closes)).toBe(expected);
});

describe('an iteration that changes files, while the same tests fail', () => {
  /** A run whose coder changes the files in each iteration, until its third iteration is about to be closed. */
  function thirdClose() {
    const { events, states } = playRun(runOptions({ max_iterations: 4 }), {
      model: (role, iteration, attempt) => {
        if (role === 'planner') return textAnswer(plannerOutput({ tasks: [workItem('a')] }));
        if (role === 'tester') return textAnswer(testerOutput());
        return attempt === 1 ? toolAnswer(`edit ${iteration}`) : textAnswer(coderOutput());
      },
      tree: (iteration) => `tree-${iteration}`,
      exitCode: () => 1,
    });
    const at = events.findIndex(
      ({ event, payload }) => event === 'iteration_finished' && payload.iteration === 3,
    );
    const [before, closing] = [states[at - 1], events[at]];
    if (!before || !closing) throw new Error('the run has no third iteration');
    const failing: RunState = { ...before, failingTests: ['x'] };
    return { failing, closing, unchangedFailures: afterIteration(noUnchangedFailures, failing, true) };
  }

  test('is progress as long as it may yet lead somewhere', () => {
    const { failing, closing, unchangedFailures } = thirdClose();
    expect(fold({ ...failing, unchangedFailures }, closing).noProgressIterations).toBe(0);
  });

  test('is none any more when as many have led nowhere as may pass without progress', () => {
    const { failing, closing, unchangedFailures } = thirdClose();
    const stuck = fold({ ...failing, unchangedFailures: { ...unchangedFailures, iterations: 2 } }, closing);
    expect(stuck).toMatchObject({ noProgressIterations: 1, unchangedFailures: { iterations: 3 } });
    // The control: the same close with other failures.
    const other = {
      ...failing,
      failingTests: ['y'],
      unchangedFailures: { ...unchangedFailures, iterations: 2 },
    };
    expect(fold(other, closing).noProgressIterations).toBe(0);
  });
});
