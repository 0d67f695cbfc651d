import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleEvent } from '../../../test/support/event-samples.ts';
import { loopStarted, runOptions } from '../../../test/support/pure-run.ts';
import { workItem } from '../../../test/support/role-outputs.ts';
import type { LoggedEvent, NewEvent } from '../../core/events.ts';
import { foldAll } from '../../core/fold/fold.ts';
import { columnsOf } from '../text/fit-columns.ts';
import { liveCourseOf } from './live-course.ts';
import { type LiveScene, liveLines, type ScreenSize } from './live-lines.ts';
import { runTitle } from './run-title.ts';

/** Events one second apart, from 1970 on. */
function logged(events: readonly NewEvent[]): LoggedEvent[] {
  return events.map((event, index) => ({
    ...event,
    ts: new Date(index * 1000).toISOString(),
    seq: index + 1,
    prev: '',
  }));
}

function given<Name extends NewEvent['event']>(
  event: Name,
  payload: Partial<Extract<NewEvent, { event: Name }>['payload']>,
): NewEvent {
  return { event, payload: { ...sampleEvent(event, 'x').payload, ...payload } } as NewEvent;
}

const started = loopStarted(runOptions({ max_cost_usd: 10, max_iterations: 8 }));
const inCoder = { iteration: 1, role: 'coder' as const, step: 1 };

/** What the live area shows so many seconds after the first of these events. */
function sceneAfter(
  events: readonly NewEvent[],
  seconds: number,
  fields: Partial<LiveScene> = {},
): LiveScene {
  const all = logged(events);
  return {
    state: foldAll(all),
    course: liveCourseOf(all),
    glimpse: null,
    keys: 'q leave',
    now: seconds * 1000,
    openedAt: 0,
    ...fields,
  };
}

/** A run whose coder works on its first iteration; two seconds. */
const begun = [
  started,
  given('iteration_started', { iteration: 1 }),
  given('role_started', { ...inCoder, model: 'm' }),
];

function shown(scene: LiveScene, size: ScreenSize = { columns: 80, rows: 24 }): string[] {
  return liveLines(scene, size).map(({ text }) => text);
}

const command = {
  name: 'shell',
  arguments: JSON.stringify({ command: 'npm test', timeout_ms: null }),
} as const;

describe('what a run does now', () => {
  test('before its first event, the preparation with its time', () => {
    const scene = sceneAfter([], 12, { state: null });
    expect(shown(scene)[0]).toContain('takes the base, and tries what must work');
    expect(shown(scene)[0]).toContain('(12 s)');
  });

  test('a command with its time, the gates, the items and what is spent', () => {
    const scene = sceneAfter([...begun, given('tool_call', { ...inCoder, ...command })], 65);
    expect(shown(scene)).toEqual([
      'run r1  iteration 1 of 8  1m 5s of 4h',
      'coder     $ npm test (1m 2s)',
      'gates     none was asked yet',
      'items     none yet',
      'spend     $0.00 of $10.00, 0 of 5,000,000 tokens',
      'q leave',
    ]);
  });

  test('of a command that runs for more than five seconds its tests and its last line', () => {
    const glimpse = {
      since: 10_000,
      lastLine: 'ok 12 \u001b[31mred',
      passed: 11,
      failed: 1,
      firstFailed: 'not ok 3 sums',
      open: '',
    };
    const events = [...begun, given('tool_call', { ...inCoder, ...command })];
    expect(shown(sceneAfter(events, 14, { glimpse })).join('\n')).not.toContain('ok 12');
    expect(shown(sceneAfter(events, 16, { glimpse }))).toEqual(
      expect.arrayContaining([
        '          11 passed, 1 failed so far, first not ok 3 sums',
        '          ok 12 red',
      ]),
    );
  });

  test('checks side by side, each as a run of how many, beside the time that the base took', () => {
    const measured = { iteration: 1, tree: 't', commands: ['npm test'] };
    const run = {
      command: 'npm test',
      exit_code: 0,
      timed_out: false,
      duration_ms: 70_000,
      tests: null,
      output: '',
    };
    const scene = sceneAfter(
      [
        ...begun,
        given('check_started', { ...measured, check: 'baseline' }),
        given('check_result', { ...measured, check: 'baseline', cached: false, runs: [[run]] }),
        given('check_started', { ...measured, check: 'candidate' }),
        given('check_started', { ...measured, check: 'canary' }),
      ],
      63,
    );
    expect(shown(scene).filter((line) => line.startsWith('verify'))).toEqual([
      'verify    2 of about 4: the result (58 s; the base took 1m 10s)',
      'verify    3 of about 4: the result with tests th... (57 s; the base took 1m 10s)',
    ]);
  });

  test('the first closed gate with its whole reason, in two rows where one is too short', () => {
    const reason =
      'the verify command exits with 1 on a fresh checkout: "npm test" says that 2 + 3 is not 5 at all';
    const gates = [
      { name: 'tests_passed', met: false, reason },
      { name: 'done_flag', met: false, reason: 'more is needed' },
    ];
    const scene = sceneAfter([...begun, given('gate_evaluated', { iteration: 1, gates })], 1);
    const [first = '', second = ''] = shown(scene).filter((line) => /^gates|^ {10}/.test(line));
    expect(first).toMatch(/^gates {5}0 of 2 met; tests_passed/);
    expect(`${first} ${second.trim()}`).toContain(reason);
    expect(liveLines(scene, { columns: 80, rows: 24 }).find(({ text }) => text === first)?.tone).toBe(
      'alert',
    );
  });

  test('open items by name', () => {
    const tasks = [
      workItem('sum', { title: 'Mend it', status: 'done' }),
      workItem('docs', { title: 'Write' }),
    ];
    const scene = sceneAfter([...begun, given('planner_output', { iteration: 1, tasks })], 1);
    expect(shown(scene)).toContain('items     1 of 2 open: docs Write');
  });
});

describe('a screen', () => {
  test.each([
    [60, 'spend     $0.00 of $10.00, 0 of 5,000,000 tokens'],
    [45, 'spend     $0.00 of $10.00, 0 of 5M tokens'],
    [36, 'spend     $0.00 of $10.00, 0 of 5M'],
  ])('of %i columns tells what is spent as it fits', (columns, line) => {
    expect(shown(sceneAfter([started], 1), { columns, rows: 24 })).toContain(line);
  });

  test('of few rows keeps what it does now and why it is not done', () => {
    const gates = [{ name: 'tests_passed', met: false, reason: 'no' }];
    const scene = sceneAfter(
      [
        ...begun,
        given('gate_evaluated', { iteration: 1, gates }),
        given('tool_call', { ...inCoder, ...command }),
      ],
      1,
    );
    expect(shown(scene, { columns: 80, rows: 4 })).toEqual([
      'coder     $ npm test (0 s)',
      expect.stringMatching('tests_passed'),
    ]);
  });

  test('whatever is told, never holds more than eight lines, nor more than leave room, none wider than it', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({
        unit: fc.constantFrom('\u001b', '[', '2', 'J', ']', '\u0007', '日', '\n', '\u202e', 'a', ' '),
      }),
    );
    fc.assert(
      fc.property(
        hostile,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(100_000),
        (text, columns, rows, seconds) => {
          const gates = [{ name: text, met: false, reason: text }];
          const glimpse = { since: 0, lastLine: text, passed: 3, failed: 1, firstFailed: text, open: '' };
          const events = [
            ...begun,
            given('planner_output', { iteration: 1, tasks: [workItem(text, { title: text })] }),
            given('gate_evaluated', { iteration: 1, gates }),
            given('tool_call', { ...inCoder, name: 'shell', arguments: JSON.stringify({ command: text }) }),
            given('check_started', { iteration: 1, check: 'candidate', tree: 't' }),
          ];
          const scene = sceneAfter(events, seconds, { glimpse });
          const lines = shown(scene, { columns, rows });
          expect(lines.length).toBeLessThanOrEqual(Math.min(8, Math.max(1, rows - 1)));
          for (const line of [...lines, runTitle(scene.state)])
            expect(line).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u);
          for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
