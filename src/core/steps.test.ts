import { expect, test } from 'vitest';
import { type EventName, payloadSchemas } from './events.ts';
import {
  beginsWithLine,
  isFirstOnDisk,
  isFromOutside,
  isIntent,
  isMilestone,
  type StepKind,
  steps,
} from './steps.ts';

const events = Object.keys(payloadSchemas) as EventName[];
const kinds = Object.keys(steps) as StepKind[];

test('an event belongs to one kind of step, and to one side of it', () => {
  const named = Object.values(steps).flatMap(({ intent, outcomes }) => [
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
    'model_request',
    'tool_call',
    'setup_started',
    'check_started',
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
    'iteration_finished',
    'iteration_failed',
    'loop_completed',
    'loop_stopped',
    'loop_failed',
  ]);
});

test('a step without a line of its own begins when all before it is on disk', () => {
  const without = kinds.filter((kind) => !beginsWithLine(kind));
  expect(without).toEqual(['build_trees', 'checkpoint', 'wait', 'end']);
  for (const kind of without) expect(steps[kind].disk).toBe('before');
});
