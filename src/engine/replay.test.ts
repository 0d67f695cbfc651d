import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  loopResumed,
  type PureWorld,
  playOn,
  playRun,
  runOptions,
  textAnswer,
  toolAnswer,
} from '../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../test/support/role-outputs.ts';
import type { LoggedEvent } from '../core/events.ts';
import { replay } from './replay.ts';

/** A run of two iterations, the first refused by the verification, with setups, tool calls and a retry. */
function recordedRun(): LoggedEvent[] {
  const plan = plannerOutput({ done_flag: true, tasks: [workItem('a', { status: 'done' })] });
  const { events } = playRun(runOptions({ setup: ['npm ci'] }), {
    model: (role, iteration, attempt) => {
      if (role === 'planner') return attempt === 1 ? textAnswer('no JSON') : textAnswer(plan);
      if (role === 'tester') return textAnswer(testerOutput());
      return attempt === 1 ? toolAnswer(`edit ${iteration}`, 'check') : textAnswer(coderOutput());
    },
    dependenciesKey: (tree) => (tree === 'tree-2' ? 'dependencies-2' : 'dependencies-0'),
    tree: (iteration) => `tree-${iteration}`,
    exitCode: (tree) => (tree === 'tree-2' ? 0 : 1),
  });
  return events;
}

/** The run with one event's payload changed. */
function tampered(name: LoggedEvent['event'], change: object): LoggedEvent[] {
  const events = recordedRun();
  const at = events.findIndex((event) => event.event === name);
  return events.map((event, index) =>
    index === at ? ({ ...event, payload: { ...event.payload, ...change } } as LoggedEvent) : event,
  );
}

test('a recorded run replays identically, every request among it', () => {
  const events = recordedRun();
  expect(events.at(-1)?.event).toBe('loop_completed');
  const requests = events.filter((event) => event.event === 'model_request').length;
  expect(replay(events)).toEqual({
    events: events.length,
    requestsCompared: requests,
    requestsOfOtherPrompts: 0,
    divergence: null,
  });
});

test('so does every beginning of it', () => {
  const events = recordedRun();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: events.length }), (length) => {
      expect(replay(events.slice(0, length)).divergence).toBeNull();
    }),
  );
});

describe('what was recorded otherwise diverges', () => {
  test.each([
    ['setup_started', { commands: ['true'] }],
    ['gate_evaluated', { gates: [{ name: 'tests_passed', met: true, reason: 'trust me' }] }],
    ['verification_result', { verdict: 'verified', reasons: [] }],
    ['iteration_finished', { fingerprint: '0'.repeat(64) }],
    ['model_request', { request_sha256: '0'.repeat(64) }],
    ['tool_call', { arguments: '{"command":"rm -rf /","timeout_ms":null}' }],
    ['planner_output', { done_flag: false }],
    ['role_retry', { error: 'another one' }],
    ['loop_completed', { iteration: 1 }],
  ] as const)('%s', (name, change) => {
    const { divergence } = replay(tampered(name, change));
    expect(divergence?.event).toBe(name);
    expect(divergence?.recorded).toMatchObject({ payload: change });
    expect(divergence?.replayed).not.toMatchObject({ payload: change });
  });

  test('an event left out', () => {
    const events = recordedRun().filter((event) => event.event !== 'gate_evaluated');
    expect(replay(events).divergence?.event).toBe('iteration_finished');
  });

  test('an answer that the log changed shows in what follows from it', () => {
    const answer = textAnswer(plannerOutput({ done_flag: false }));
    const events = tampered('model_response', { output: answer.output });
    expect(replay(events).divergence).not.toBeNull();
  });
});

test('requests of other prompts are reported as such, not as a divergence', () => {
  const events = tampered('loop_started', { prompts_sha256: 'other' });
  const report = replay(events);
  expect(report.divergence).toBeNull();
  expect(report.requestsCompared).toBe(0);
  expect(report.requestsOfOtherPrompts).toBeGreaterThan(0);
});

describe('what a run does beyond its usual way replays identically', () => {
  const doneFrom = (first: number) => (iteration: number) =>
    plannerOutput({ done_flag: iteration >= first, tasks: [] });
  const changesTest: NonNullable<PureWorld['evidenceTrees']> = (tree) => ({
    restored: `${tree}-restored`,
    undone: 'undone',
    changes: [{ path: 'test/sum.test.js', kind: 'test', change: 'modified' }],
    baseHasTests: true,
    goPackages: [],
    packageScripts: {},
    changedCode: null,
    changedLines: [],
    setupChanges: [],
    movedTests: [],
    told: [],
  });
  const script = (plan: (iteration: number) => object, tester: object): PureWorld => ({
    model: (role, iteration, attempt) => {
      if (role === 'planner') return textAnswer(plan(iteration));
      if (role === 'tester') return textAnswer(tester);
      return attempt === 1 ? toolAnswer('edit') : textAnswer(coderOutput());
    },
    tree: () => 'tree-1',
  });
  const expectSame = (events: LoggedEvent[]) => {
    const report = replay(events);
    expect(report.divergence).toBeNull();
    expect(report.events).toBe(events.length);
  };

  test('an iteration that takes over the tester and the verdict of an earlier one', () => {
    const { events } = playRun(runOptions(), script(doneFrom(2), testerOutput()));
    expect(events.at(-1)?.event).toBe('loop_completed');
    expect(events.filter(({ event }) => event === 'tester_output')).toHaveLength(1);
    expect(events.filter(({ event }) => event === 'planner_output')).toHaveLength(2);
    expectSame(events);
  });

  test('a run whose planner blocked the item that waits for a person, accepted', () => {
    const plan = (iteration: number) =>
      plannerOutput({
        done_flag: true,
        tasks: [workItem('a', { status: iteration === 1 ? 'done' : 'blocked' })],
      });
    const world: PureWorld = {
      ...script(plan, testerOutput()),
      evidenceTrees: changesTest,
      exitCode: (tree) => (tree.endsWith('restored') ? 1 : 0),
    };
    const stopped = playRun(runOptions(), world).events;
    expect(stopped.at(-1)?.payload).toMatchObject({ stop_reason: 'needs_review' });
    const resumed = loopResumed(runOptions({ allow_changes: ['test/**'] }));
    if (resumed.event !== 'loop_resumed') throw new Error('no resumption');
    const next = { ...resumed, payload: { ...resumed.payload, accepted_changes: ['test/**'] } };
    const { events } = playOn(stopped, next, { ...script(plan, testerOutput()), exitCode: () => 0 });
    expect(events.at(-1)?.event).toBe('loop_completed');
    expectSame(events);
  });

  test("the measurement after a tester's no", () => {
    const { events } = playRun(runOptions(), script(doneFrom(1), testerOutput({ tests_passed: false })));
    const names = events.map(({ event }) => event);
    expect(names).toContain('check_started');
    expect(names).not.toContain('verification_result');
    expectSame(events);
    const without = events.filter(({ event }) => event !== 'check_started' && event !== 'check_result');
    expect(replay(without).divergence).not.toBeNull();
  });
});
