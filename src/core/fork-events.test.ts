import { expect, test } from 'vitest';
import { playRun, runOptions, textAnswer, toolAnswer } from '../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput } from '../../test/support/role-outputs.ts';
import { foldAll } from './fold/fold.ts';
import { commitAtClose, forkEvents } from './fork-events.ts';

/** A run of two iterations, each of which changes the tree. */
const { events } = playRun(runOptions({ max_iterations: 2, evidence: 'claimed' }), {
  model: (role, _iteration, attempt) => {
    if (role === 'planner') return textAnswer(plannerOutput());
    if (role === 'tester') return textAnswer(testerOutput());
    return attempt === 1 ? toolAnswer('edit') : textAnswer(coderOutput());
  },
  tree: (iteration) => `tree-${iteration}`,
});

const names = { runId: 'fork', branch: 'proofloop/fork', logPath: '/home/runs/fork/loop.jsonl' };

test('a fork begins as its parent did, under its own name, and ends where the iteration closed', () => {
  const copied = forkEvents(events, 1, names) ?? [];
  const end = events.findIndex(({ event }) => event === 'iteration_finished');
  expect(copied.map(({ event }) => event.event)).toEqual(events.slice(0, end + 1).map(({ event }) => event));
  expect(copied.map(({ at }) => at)).toEqual(events.slice(0, end + 1).map(({ ts }) => Date.parse(ts)));
  expect(copied[0]?.event.payload).toMatchObject({
    run_id: 'fork',
    options: { log_path: names.logPath },
    forked_from: { run_id: 'r1', iteration: 1 },
  });
});

test('the state of a fork is that of its parent there, but for its names', () => {
  const copied = forkEvents(events, 1, names) ?? [];
  const lines = copied.map(({ event, at }, index) => ({
    ...event,
    ts: new Date(at).toISOString(),
    seq: index + 1,
    prev: '',
  }));
  const state = foldAll(lines);
  const parent = foldAll(events.slice(0, lines.length));
  expect(state).toMatchObject({
    runId: 'fork',
    tree: parent?.tree,
    items: parent?.items,
    branch: names.branch,
  });
  expect(state?.spending).toEqual(parent?.spending);
});

test('an iteration that was not closed can not be forked', () => {
  expect(forkEvents(events, 3, names)).toBeNull();
  expect(forkEvents(events.slice(0, 5), 1, names)).toBeNull();
});

test('the commit at the close of an iteration is the last one up to there', () => {
  expect([1, 2].map((iteration) => commitAtClose(events, iteration))).toEqual(['commit-1', 'commit-2']);
  expect(commitAtClose(events.slice(0, 2), 1)).toBeNull();
});
