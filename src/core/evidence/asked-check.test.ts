import { expect, test } from 'vitest';
import {
  exitCodes,
  loopResumed,
  type PureWorld,
  playOn,
  playRun,
  runOptions,
  textAnswer,
  toolAnswer,
} from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../../test/support/role-outputs.ts';
import { decide } from '../decide.ts';
import { foldAll } from '../fold/fold.ts';
import type { ModelAnswer } from '../model/model-wire.ts';
import type { Role } from '../role.ts';
import { verifyCallsMax } from '../roles/tool-table.ts';
import { verifyAnswer } from '../roles/verify-answer.ts';

const verifyCall = (id: string): ModelAnswer => ({
  ...textAnswer(''),
  output: [{ type: 'function_call', call_id: id, name: 'verify', arguments: '{}' }],
});

/** A run whose `asker` calls verify before it answers, `calls` times, each after an edit. */
function worldOf(asker: Role, calls: number, fields: Partial<PureWorld> = {}): PureWorld {
  const outputs = {
    planner: plannerOutput({ done_flag: true, tasks: [workItem('a', { status: 'done' })] }),
    coder: coderOutput(),
    tester: testerOutput(),
  };
  let edits = 0;
  return {
    model: (role, _iteration, attempt) => {
      if (role !== asker || attempt > 2 * calls) return textAnswer(outputs[role]);
      return attempt % 2 === 1 ? toolAnswer('edit') : verifyCall(`v${attempt}`);
    },
    tool: (role, { name }) => {
      if (role === 'coder' && name === 'shell') edits += 1;
      return { output: '', exitCode: 0, tree: `tree-${edits}` };
    },
    ...fields,
  };
}

const answersOf = ({ events }: ReturnType<typeof playRun>) =>
  events.flatMap((event, index) => {
    if (event.event !== 'tool_call' || event.payload.name !== 'verify') return [];
    const state = foldAll(events.slice(0, index));
    const call = state?.iteration?.roleCall;
    return state && call ? [verifyAnswer(call, state)] : [];
  });

test('each call has the commands run on the files as they are, before it is answered', () => {
  const run = playRun(runOptions(), worldOf('coder', 1, { exitCode: () => 3 }));
  const at = run.events.findIndex(({ event }) => event === 'check_started');
  expect(run.events.slice(at, at + 4).map(({ event }) => event)).toEqual([
    'check_started',
    'check_result',
    'tool_call',
    'tool_result',
  ]);
  expect(run.events[at]?.payload).toMatchObject({
    check: 'candidate',
    tree: 'tree-1',
    commands: ['npm test'],
  });
  expect(answersOf(run)[0]).toMatch(/^npm test: exit code 3/);
});

test('tests that failed are named, those that failed at the base too', () => {
  const tests = (failed: string[]) => ({
    runner: 'vitest' as const,
    passed: ['a > ok'],
    failed,
    skipped: [],
    reports: 1,
    problems: [],
  });
  const check = (kind: string): ReturnType<typeof exitCodes> =>
    exitCodes(['npm test'], 1).map((result) => ({
      ...result,
      output: `${'x'.repeat(9000)}\nlast line`,
      tests: tests(kind === 'baseline' ? ['a > old'] : ['a > new', 'a > old']),
    }));
  const two = worldOf('coder', 1, { check });
  const run = playRun(runOptions({ max_iterations: 2 }), two);
  const [first, second] = answersOf(run);
  expect(first).toContain('1 tests passed, 2 failed');
  expect(first).toContain('failed: a > new\nfailed: a > old\n');
  expect(first).toContain('last line');
  expect(first?.length).toBeLessThan(3500);
  expect(second).toContain('failed: a > new\nfailed: a > old (at the base too)');
});

test('after so many calls it is told instead that none is left', () => {
  const run = playRun(runOptions({ max_iterations: 1 }), worldOf('coder', verifyCallsMax + 1));
  const answers = answersOf(run);
  expect(answers.map((text) => /(No call|\d) of verify left/.exec(text)?.[1] ?? text.slice(0, 7))).toEqual([
    '4',
    '3',
    '2',
    '1',
    'No call',
    'Not run',
  ]);
  const started = run.events.filter((event) => event.event === 'check_started');
  const ofTool = started.filter(({ payload }) => 'tree' in payload && payload.tree !== 'tree-0');
  expect(new Set(ofTool.map(({ payload }) => ('tree' in payload ? payload.tree : ''))).size).toBe(
    verifyCallsMax + 1,
  );
});

test('no other role has it', () => {
  const run = playRun(runOptions({ max_iterations: 1 }), worldOf('planner', 1));
  const at = run.events.findIndex((event) => event.event === 'tool_call' && event.payload.name === 'verify');
  expect(run.events.slice(0, at).map(({ event }) => event)).not.toContain('check_started');
});

test('a process that goes on after the commands ran answers the call without another run', () => {
  const world = worldOf('coder', 1);
  const { events } = playRun(runOptions(), world);
  const at = events.findIndex(({ event }) => event === 'check_result');
  const resumed = playOn(events.slice(0, at + 1), loopResumed(runOptions()), world);
  const after = resumed.events.slice(at + 1).map(({ event }) => event);
  expect(after.slice(0, 3)).toEqual(['loop_resumed', 'tool_call', 'tool_result']);
  const before = foldAll(events.slice(0, at));
  expect(before && decide(before, before.lastEventAt)).toMatchObject({ kind: 'check' });
});
