import { expect, test } from 'vitest';
import { playRun, runOptions, textAnswer, toolAnswer } from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../../test/support/role-outputs.ts';
import { summarize } from '../../core/summary.ts';
import { liveCourseOf } from '../live/live-course.ts';
import { liveLines } from '../live/live-lines.ts';
import { summaryHead } from '../summary/summary-text.ts';
import { foldEvents } from './event-fold.ts';
import { gateFold } from './gate-course.ts';
import { headlineOf, reasonNotDone } from './why-not-done.ts';

/** A run whose tests fail, in the middle of its second iteration; with tests that pass, one that is done. */
function playedRun(exitCode: number) {
  const tasks = [workItem('a', { status: 'done' })];
  const { events, states } = playRun(runOptions({ max_iterations: 4 }), {
    model: (role, _iteration, attempt) => {
      if (role === 'planner') return textAnswer(plannerOutput({ done_flag: true, tasks }));
      if (role === 'tester') return textAnswer(testerOutput());
      return attempt === 1 ? toolAnswer('edit') : textAnswer(coderOutput());
    },
    tree: (iteration) => `tree-${iteration}`,
    exitCode: () => exitCode,
  });
  const second = events.findIndex(
    ({ event, payload }) => event === 'role_started' && payload.iteration === 2,
  );
  const count = second === -1 ? events.length : second + 1;
  const state = states[count - 1];
  if (state === undefined) throw new Error('the run has no state');
  return { events: events.slice(0, count), state };
}

function faces(exitCode: number) {
  const { events, state } = playedRun(exitCode);
  const { standings } = foldEvents(gateFold, events);
  const [now, course] = [state.lastEventAt, liveCourseOf(events)];
  const scene = { state, course, glimpse: null, keys: 'q leave', now, openedAt: now };
  const live = [40, 60, 80, 200].map((columns) =>
    liveLines(scene, { columns, rows: 24 })
      .map(({ text }) => text)
      .join('\n'),
  );
  const head = summaryHead(summarize(state), { reason: reasonNotDone(state, standings), writer: null });
  return { live, page: headlineOf(state, standings, false), show: head.slice(0, 2).join('\n') };
}

test('a run that stands still says on the first screen of each face which gate is closed, and why', () => {
  const { live, page, show } = faces(1);
  for (const text of live) expect(text).toMatch(/^gates .*tests_passed/m);
  for (const text of live.slice(1)) expect(text.replaceAll(/\s+/g, ' ')).toContain('"npm test" on a fresh');
  expect(page.reason).toMatch(/^tests_passed: .*"npm test" on a fresh checkout exited with 1/);
  expect(show).toMatch(/\nnot done: tests_passed: .*"npm test" on a fresh checkout exited with 1/);
});

test('and the control: one that is done names none', () => {
  const { live, page, show } = faces(0);
  for (const text of live) expect(text).not.toContain('tests_passed');
  expect(page.reason).toBeNull();
  expect(show).not.toContain('not done');
});
