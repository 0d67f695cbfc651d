import fc from 'fast-check';
import { expect, test } from 'vitest';
import { playRun, runOptions, textAnswer, toolAnswer } from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../../test/support/role-outputs.ts';
import { costFold } from './costs.ts';
import { type EventFold, foldEvents, growing } from './event-fold.ts';
import { gateFold } from './gate-course.ts';
import { testFold } from './tests-by-iteration.ts';
import { timelineFold } from './timeline.ts';

const tasks = [workItem('a', { status: 'done' })];
/** Three iterations, the tests of each of which fail. */
const { events } = playRun(runOptions({ max_iterations: 3, max_no_progress_iterations: 9 }), {
  model: (role, _iteration, attempt) => {
    if (role === 'planner') return textAnswer(plannerOutput({ done_flag: true, tasks }), 100);
    if (role === 'tester') return textAnswer(testerOutput());
    return attempt === 1 ? toolAnswer('edit') : textAnswer(coderOutput(), 50);
  },
  tree: (iteration) => `tree-${iteration}`,
  check: (_check, _tree, earlier) => [
    {
      ...{ command: 'npm test', exit_code: 1, timed_out: false, duration_ms: 1, output: '' },
      tests: {
        runner: 'vitest',
        passed: [`one ${earlier}`],
        failed: ['two'],
        skipped: [],
        reports: 1,
        problems: [],
      },
    },
  ],
});

const folds: Record<string, EventFold<unknown>> = {
  timeline: timelineFold,
  costs: costFold,
  gates: gateFold,
  tests: testFold,
} as Record<string, EventFold<unknown>>;

test.each(Object.entries(folds))('%s is at each place what a fold of its own comes to', (_name, fold) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: events.length + 3 }), { maxLength: 8 }), (places) => {
      const after = growing(fold, events);
      for (const place of places) {
        expect(after(place).view).toEqual(foldEvents(fold, events.slice(0, place)));
      }
    }),
    { numRuns: 50 },
  );
});

test.each(Object.entries(folds))(
  '%s has another version wherever what is drawn of it is another',
  (name, fold) => {
    const after = growing(fold, events);
    const drawn = (view: unknown) => JSON.stringify(view, name === 'timeline' ? withoutEnd : namedMaps);
    let [last, text] = [-1, ''];
    let changes = 0;
    for (let place = 0; place <= events.length; place += 1) {
      const { view, version } = after(place);
      const now = drawn(view);
      if (now !== text && place > 1) {
        expect(version, `at event ${place}`).not.toBe(last);
        changes += 1;
      }
      [last, text] = [version, now];
    }
    // Control: something changes, and it is not drawn anew at every event.
    expect(changes).toBeGreaterThan(2);
    expect(last).toBeLessThan(events.length);
  },
);

/** The end of the time that is shown moves with each event. */
const withoutEnd = (key: string, value: unknown) =>
  key === 'to' && typeof value === 'number' ? 'past' : value;

const namedMaps = (_key: string, value: unknown) =>
  value instanceof Map
    ? [...value].map(([name, entry]) => [name, [...entry]])
    : value instanceof Set
      ? [...value]
      : value;

test('events that are added later are taken in', () => {
  const growingEvents = events.slice(0, 3);
  const after = growing(gateFold, growingEvents);
  expect(after(3).view.standings).toEqual([]);
  growingEvents.push(...events.slice(3));
  expect(after(growingEvents.length).view).toEqual(foldEvents(gateFold, events));
});
