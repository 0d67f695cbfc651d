import { expect, test } from 'vitest';
import { playRun, runOptions, textAnswer, toolAnswer } from '../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../test/support/role-outputs.ts';
import { type EventName, type LoggedEvent, type NewEvent, payloadSchemas } from './events.ts';
import {
  announcedBy,
  beginsWithLine,
  isFirstOnDisk,
  isFromOutside,
  isIntent,
  isMilestone,
  isOutcomeOf,
  type StepKind,
  steps,
} from './steps.ts';

const events = Object.keys(payloadSchemas) as EventName[];
const kinds = Object.keys(steps) as StepKind[];

test('an event belongs to one kind of step, and to one side of it', () => {
  // A check is awaited by a step of its own where it was started with others.
  const { await_check: _awaiting, ...others } = steps;
  const named = Object.values(others).flatMap(({ intent, outcomes }) => [
    ...(intent ? [intent] : []),
    ...outcomes,
  ]);
  expect(named.toSorted()).toEqual([...new Set(named)].toSorted());
  for (const name of named) expect(events).toContain(name);
  expect(named.filter(isFromOutside)).toEqual([]);
});

test('what acts upon the world is on disk first, and so is what no later line would bring there', () => {
  expect(events.filter(isFirstOnDisk)).toEqual([
    'loop_started',
    'loop_resumed',
    'judge_started',
    'model_request',
    'tool_call',
    'agent_request',
    'setup_started',
    'check_started',
    'checks_ahead',
    'judge_finished',
    'loop_completed',
    'loop_stopped',
    'loop_failed',
  ]);
  expect(events.filter((event) => isIntent(event) && isMilestone(event))).toEqual([]);
});

test('the head of the log is kept elsewhere where an iteration or the work of a process begins or ends', () => {
  expect(events.filter(isMilestone)).toEqual([
    'loop_started',
    'loop_resumed',
    'judge_started',
    'iteration_finished',
    'iteration_failed',
    'judge_finished',
    'loop_completed',
    'loop_stopped',
    'loop_failed',
  ]);
});

test('a step without a line of its own begins when all before it is on disk', () => {
  const without = kinds.filter((kind) => !beginsWithLine(kind));
  expect(without).toEqual(['build_trees', 'await_check', 'drop_checks', 'checkpoint', 'wait', 'end']);
  for (const kind of without) expect(steps[kind].disk).toBe('before');
});

/** A run with every kind of step. */
const agents = { planner: 'an agent', coder: null, tester: null };
const { events: log } = playRun(runOptions({ setup: ['npm ci'], agents }), {
  agent: () => ({ answer: JSON.stringify(plannerOutput({ done_flag: true, tasks: [workItem('a')] })) }),
  model: (role, _iteration, attempt) => {
    if (role === 'tester') return textAnswer(testerOutput());
    return attempt === 1 ? toolAnswer('edit') : textAnswer(coderOutput({ completed_task_ids: ['a'] }));
  },
  tree: () => 'tree-1',
});

/** Each announcement of the log with the event after it. */
const announced = log.flatMap((intent, index) => {
  const [kind, outcome] = [announcedBy(intent.event), log[index + 1]];
  return kind && outcome ? [{ kind, intent, outcome }] : [];
});

test('each announced step is followed by an outcome of its kind, at its place', () => {
  expect(new Set(announced.map(({ kind }) => kind))).toEqual(
    // What was started side by side is awaited by steps of their own.
    new Set(kinds.filter((kind) => steps[kind].intent !== null && steps[kind].outcomes.length > 0)),
  );
  for (const { kind, intent, outcome } of announced) {
    expect(isOutcomeOf(kind, intent.payload, outcome)).toBe(true);
  }
});

test('an outcome that stands at another place belongs to another step', () => {
  for (const { kind, intent, outcome } of announced) {
    for (const field of steps[kind].place) {
      const elsewhere = { ...outcome, payload: { ...outcome.payload, [field]: 'elsewhere' } } as LoggedEvent;
      expect(isOutcomeOf(kind, intent.payload, elsewhere)).toBe(false);
    }
    for (const other of announced) {
      if (other.kind !== kind) expect(isOutcomeOf(kind, intent.payload, other.outcome)).toBe(false);
    }
  }
});

test('a step that fails for good says so under its own name', () => {
  const failed = (step: 'coder' | 'tester' | 'setup' | 'verification', iteration = 1): NewEvent => ({
    event: 'step_failed',
    payload: { iteration, step, error: 'no' },
  });
  const inCoder = { iteration: 1, role: 'coder', step: 1, call_id: 'c' };
  expect(isOutcomeOf('run_tool', inCoder, failed('coder'))).toBe(true);
  expect(isOutcomeOf('run_tool', inCoder, failed('tester'))).toBe(false);
  expect(isOutcomeOf('run_tool', inCoder, failed('coder', 2))).toBe(false);
  expect(isOutcomeOf('call_model', inCoder, failed('coder'))).toBe(false);
  expect(isOutcomeOf('check', { iteration: 1 }, failed('verification'))).toBe(true);
  expect(isOutcomeOf('check', { iteration: 1 }, failed('setup'))).toBe(false);
});
