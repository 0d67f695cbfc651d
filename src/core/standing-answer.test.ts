import { describe, expect, test } from 'vitest';
import {
  exitCodes,
  loopResumed,
  type PlayedRun,
  type PureWorld,
  playOn,
  playRun,
  runOptions,
  textAnswer,
  toolAnswer,
} from '../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../test/support/role-outputs.ts';
import type { EventName, LoggedEvent, Payload } from './events.ts';
import type { PlannerOutput, TesterOutput } from './role.ts';

type Said<Output> = (iteration: number) => Partial<Output>;

interface Script {
  planner: Said<PlannerOutput>;
  coder?: Said<Payload<'coder_output'>>;
  tester?: Said<TesterOutput>;
  /** Whether the run changes a test, so that the base's tests fail with it put back. */
  changesTest?: boolean;
  exitCode?: number;
}

const path = 'test/sum.test.js';

/** A world in which the coder makes one tree, and never another. */
function world({ planner, coder, tester, changesTest = false, exitCode = 0 }: Script): PureWorld {
  return {
    model: (role, iteration, attempt) => {
      if (role === 'planner') return textAnswer(plannerOutput(planner(iteration)));
      if (role === 'tester') return textAnswer(testerOutput(tester?.(iteration)));
      return attempt === 1 ? toolAnswer('edit') : textAnswer(coderOutput(coder?.(iteration)));
    },
    tree: () => 'tree-1',
    evidenceTrees: (tree) => ({
      restored: changesTest ? `${tree}-restored` : tree,
      undone: 'undone',
      changes: changesTest ? [{ path, kind: 'test', change: 'modified' }] : [],
      baseHasTests: true,
      goPackages: [],
      packageScripts: {},
      changedCode: null,
      changedLines: [],
      setupChanges: [],
      movedTests: [],
      told: [],
    }),
    check: (check) => exitCodes(['npm test'], check === 'restored' ? 1 : check === 'baseline' ? 0 : exitCode),
  };
}

const play = (script: Script) => playRun(runOptions(), world(script));
const closing = ({ events }: PlayedRun) => events.at(-1)?.payload as Payload<'loop_stopped'>;

function of<Name extends EventName>(events: readonly LoggedEvent[], name: Name): Payload<Name>[] {
  return events.filter((event) => event.event === name).map(({ payload }) => payload as Payload<Name>);
}

/** The iterations in which a role was called. */
const callsOf = ({ events }: PlayedRun, role: string) =>
  of(events, 'role_started').flatMap((started) => (started.role === role ? [started.iteration] : []));

/** Accepts a stopped run; no model answers. */
function accept({ events }: PlayedRun, script: Script): PlayedRun {
  const resumed = loopResumed(runOptions({ allow_changes: ['test/**'] }));
  if (resumed.event !== 'loop_resumed') throw new Error('no resumption');
  const next = { ...resumed, payload: { ...resumed.payload, accepted_changes: ['test/**'] } };
  const model = () => {
    throw new Error('a model was asked');
  };
  return playOn(events, next, { ...world({ ...script, changesTest: false }), model });
}

describe('with nothing open and a tree that the tester and a verdict are content with', () => {
  const later: Script = { planner: (iteration) => ({ done_flag: iteration > 1 }) };

  describe('a run that was killed there goes on with other commands and is measured by them', () => {
    const { events: whole } = play(later);
    const closed = whole.findLastIndex(({ event }) => event === 'iteration_finished');
    const lengths = [closed, closed + 1];
    const goOn = (before: readonly LoggedEvent[], verify: string[], exitCode: number) => {
      const model = () => {
        throw new Error('a model was asked');
      };
      const next = loopResumed({ ...runOptions(), verify });
      const check = (kind: string) => exitCodes(verify, kind === 'baseline' ? 0 : exitCode);
      return playOn(before, next, { ...world(later), model, check, stopAfterEvents: before.length + 20 });
    };

    test.each(lengths)('where they pass, after %i events', (length) => {
      const { events } = goOn(whole.slice(0, length), ['npm run test:all'], 0);
      expect(events.at(-1)?.event).toBe('loop_completed');
      expect(of(events.slice(length), 'verification_result')).toHaveLength(1);
    });

    test.each(lengths)('where they fail, after %i events: the coder is asked', (length) => {
      expect(() => goOn(whole.slice(0, length), ['npm run test:all'], 1)).toThrow('a model was asked');
    });

    test('the control: the same commands complete it without a further verdict', () => {
      const { events } = goOn(whole.slice(0, closed + 1), runOptions().verify, 0);
      expect(events.at(-1)?.event).toBe('loop_completed');
      expect(of(events.slice(closed + 1), 'verification_result')).toHaveLength(0);
    });
  });

  test('neither coder nor tester is called again', () => {
    const run = play(later);
    expect(closing(run)).toMatchObject({ phase: 'completed', iteration: 2, tests_passed: true });
    expect(['planner', 'coder', 'tester'].map((role) => callsOf(run, role))).toEqual([[1, 2], [1], [1]]);
  });

  test('a run goes on the same after a crash at any later event', () => {
    const { events } = play(later);
    const tested = events.findIndex(({ event }) => event === 'tester_output');
    for (let length = tested + 1; length < events.length; length += 1) {
      const again = playOn(events.slice(0, length), loopResumed(runOptions()), world(later));
      expect(closing(again)).toMatchObject({ phase: 'completed', iteration: 2 });
      expect(callsOf(again, 'tester').at(-1)).toBe(1);
    }
  });

  test('an open item calls both all the same', () => {
    const run = play({ planner: () => ({ done_flag: true, tasks: [workItem('a')] }) });
    expect(callsOf(run, 'coder').slice(0, 2)).toEqual([1, 2]);
  });

  test('a refusal that no person can lift calls the coder, who alone can mend it', () => {
    const run = play({ planner: () => ({ done_flag: true }), exitCode: 1 });
    expect(of(run.events, 'verification_result')[0]).toMatchObject({ verdict: 'refused', reviewable: false });
    expect(callsOf(run, 'coder').slice(0, 2)).toEqual([1, 2]);
  });
});

describe('a change of a test that the task orders', () => {
  const blocked: Script = {
    planner: (iteration) => ({
      done_flag: true,
      tasks: [workItem('a', { status: iteration === 1 ? 'pending' : 'blocked' })],
    }),
    coder: (iteration) => ({ completed_task_ids: iteration === 1 ? ['a'] : [] }),
    changesTest: true,
  };

  test('ends in a review, whatever the planner has called blocked, and can be accepted', () => {
    const run = play(blocked);
    expect(closing(run)).toMatchObject({ stop_reason: 'needs_review', pending_tasks: ['a'] });
    const accepted = accept(run, blocked);
    expect(closing(accepted)).toMatchObject({ phase: 'completed', pending_tasks: [], tests_passed: true });
  });

  test('what was blocked for another reason stays blocked when the change is accepted', () => {
    const script: Script = {
      ...blocked,
      planner: (iteration) => ({
        done_flag: true,
        tasks: [workItem('other', { status: 'blocked' }), ...(iteration === 1 ? [workItem('a')] : [])],
      }),
    };
    const run = play(script);
    expect(closing(run).stop_reason).toBe('needs_review');
    expect(closing(accept(run, script))).toMatchObject({ phase: 'stopped', pending_tasks: ['other'] });
  });

  test('is blocked as ever where no verdict is open to review', () => {
    const run = play({ ...blocked, changesTest: false, exitCode: 1 });
    expect(closing(run).stop_reason).toBe('blocked');
  });

  test.each(['planner', 'tester'] as const)(
    'stops the run after one iteration where the %s has named it',
    (role) => {
      const named = { test_changes: [{ path, why: 'the task says so' }] };
      const script: Script = {
        planner: () => ({ done_flag: true, ...(role === 'planner' ? named : {}) }),
        tester: () => (role === 'tester' ? named : {}),
        changesTest: true,
      };
      expect(closing(play(script))).toMatchObject({ stop_reason: 'needs_review', iteration: 1 });
      const other = { test_changes: [{ path: 'test/other.test.js', why: '' }] };
      const otherwise = play({
        ...script,
        planner: () => ({ done_flag: true, ...other }),
        tester: () => ({}),
      });
      expect(closing(otherwise)).toMatchObject({ stop_reason: 'needs_review', iteration: 2 });
    },
  );

  test('can be accepted where a planner was at work when the run stopped', () => {
    const { events } = play(blocked);
    const at = events.findIndex(({ event, payload }) => event === 'role_started' && payload.iteration === 2);
    const stop = { event: 'stop_requested', payload: { signal: 'SIGINT' } } as const;
    const stopped = playOn(events.slice(0, at + 1), stop, world(blocked));
    expect(closing(stopped).stop_reason).toBe('interrupted');
    expect(closing(accept(stopped, blocked))).toMatchObject({ phase: 'completed', iteration: 2 });
  });
});

describe('a tester that is not content', () => {
  const checks = ({ events }: PlayedRun) =>
    of(events, 'check_started').map(({ check, tree }) => [check, tree]);

  test('leaves a tree to be measured once, without a verdict', () => {
    const run = play({
      planner: () => ({ done_flag: true, tasks: [workItem('a')] }),
      tester: () => ({ tests_passed: false, failures: ['sum'] }),
      exitCode: 1,
    });
    expect(checks(run)).toEqual([['candidate', 'tree-1']]);
    expect(of(run.events, 'verification_result')).toEqual([]);
  });

  test('for want of something says what is missing, and not that tests fail', () => {
    const run = play({ planner: () => ({ done_flag: true }), tester: () => ({ missing: ['no help text'] }) });
    const [gate] = of(run.events, 'gate_evaluated')[0]?.gates ?? [];
    expect(gate).toEqual({
      name: 'tests_passed',
      met: false,
      reason: 'the tester found something missing: no help text',
    });
    expect(of(run.events, 'verification_result')).toEqual([]);
  });
});

test('only the planner lifts what it has blocked', () => {
  const run = play({
    planner: (iteration) => ({
      tasks: iteration === 1 ? [workItem('a', { status: 'blocked' }), workItem('b')] : [],
    }),
    coder: () => ({ pending_task_ids: ['a', 'b'] }),
  });
  const [first] = of(run.events, 'iteration_started').slice(1);
  expect(first?.state.tasks.map(({ status }) => status)).toEqual(['blocked', 'pending']);
});
