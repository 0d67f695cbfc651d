import { describe, expect, test } from 'vitest';
import {
  logged,
  type PureWorld,
  playRun,
  runOptions,
  textAnswer,
  toolAnswer,
} from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../../test/support/role-outputs.ts';
import type { LoggedEvent, Payload } from '../events.ts';
import { fold, foldAll } from '../fold/fold.ts';
import { mustSetUp, setupFailure } from './dependency-setup.ts';

const plan = plannerOutput({ done_flag: true, tasks: [workItem('a', { status: 'done' })] });
const options = runOptions({ setup: ['npm ci'], max_iterations: 3, max_no_progress_iterations: 9 });

/** Every iteration's coder leaves another tree, with other dependencies than the base's. */
const world: PureWorld = {
  model: (role, iteration, attempt) => {
    if (role === 'planner') return textAnswer(plan);
    if (role === 'tester') return textAnswer(testerOutput());
    return attempt === 1 ? toolAnswer(`edit ${iteration}`) : textAnswer(coderOutput());
  },
  tree: () => 'tree-1',
  dependenciesKey: (tree) => (tree === 'tree-0' ? 'dependencies-0' : 'dependencies-1'),
};

const namesOf = (events: readonly LoggedEvent[]) => events.map(({ event }) => event);
const payloadsOf = <Name extends LoggedEvent['event']>(events: readonly LoggedEvent[], name: Name) =>
  events.filter(({ event }) => event === name).map(({ payload }) => payload as Payload<Name>);

describe('setup commands', () => {
  test('run for the base before the planner, and for other dependencies before the tester', () => {
    const { events } = playRun(options, world);
    const names = namesOf(events).filter((name) => /setup_started|role_started|checkpoint|loop_/.test(name));
    expect(names).toEqual([
      'loop_started',
      'setup_started',
      'role_started',
      'role_started',
      'checkpoint',
      'setup_started',
      'role_started',
      'loop_completed',
    ]);
    expect(payloadsOf(events, 'setup_started').map((started) => started.dependencies_key)).toEqual([
      'dependencies-0',
      'dependencies-1',
    ]);
  });

  test('run once where the dependencies stay the same, and never where none were given', () => {
    const { dependenciesKey: _, ...sameDependencies } = world;
    expect(payloadsOf(playRun(options, sameDependencies).events, 'setup_started').length).toBe(1);
    expect(payloadsOf(playRun(runOptions(), world).events, 'setup_started')).toEqual([]);
  });

  test('that fail refuse the verification with their reason, and are tried again in the next iteration', () => {
    const { events } = playRun(options, {
      ...world,
      setupExitCode: (key, iteration) => (key === 'dependencies-1' && iteration === 1 ? 7 : 0),
    });
    const [refused, verified] = payloadsOf(events, 'verification_result');
    expect(refused).toMatchObject({
      verdict: 'refused',
      commands: [],
      reasons: [
        'the dependencies of this tree could not be installed: the setup command "npm ci" exited with 7',
      ],
    });
    expect(verified).toMatchObject({ iteration: 2, tree: refused?.tree, verdict: 'verified' });
    expect(events.at(-1)?.event).toBe('loop_completed');
  });

  test('that go on failing never crash the run', () => {
    const { events } = playRun(options, { ...world, setupExitCode: () => 1 });
    expect(payloadsOf(events, 'setup_result').length).toBe(4);
    expect(events.at(-1)).toMatchObject({
      event: 'loop_stopped',
      payload: { stop_reason: 'max_iterations_reached' },
    });
  });

  test('are looked at again by each process that goes on', () => {
    const { events } = playRun(options, { ...world, stopAfterEvents: 6 });
    const state = foldAll(events);
    if (!state) throw new Error('no state');
    expect(mustSetUp(state, 1)).toBe(false);
    const payload = {
      run_id: 'r1',
      version: '',
      prompts_sha256: '',
      note: null,
      accepted_changes: null,
      options,
    };
    const resumed = fold(state, logged({ event: 'loop_resumed', payload }, 7, 60_000));
    expect(mustSetUp(resumed, 1)).toBe(true);
  });

  test.each([
    [{ exit_code: 1, timed_out: false }, 'exited with 1'],
    [{ exit_code: null, timed_out: true }, 'time limit'],
    [{ exit_code: null, timed_out: false }, 'signal'],
  ])('say how they failed: %j', (ending, words) => {
    const [begun] = playRun(options, { ...world, stopAfterEvents: 2 }).states;
    if (!begun) throw new Error('no state');
    const command = { command: 'npm ci', duration_ms: 1, output: '', ...ending };
    const result = {
      iteration: 1,
      tree: '',
      dependencies_key: 'dependencies-0',
      cached: false,
      folders: [],
      commands: [command],
    };
    const state = { ...begun, setups: new Map([['dependencies-0', result]]) };
    expect(setupFailure(state)).toContain(words);
  });
});

describe('without setup commands', () => {
  const verified = (exitCode: number, more: Partial<PureWorld> = {}) =>
    payloadsOf(
      playRun(runOptions(), { ...world, exitCode: () => exitCode, ...more }).events,
      'verification_result',
    )[0];

  test('new dependencies are named as a reason where the verification failed', () => {
    expect(verified(1)?.reasons.join()).toContain('--setup "<command>"');
  });

  test('but do not refuse what passed, and are not named where they did not change', () => {
    expect(verified(0)).toMatchObject({ verdict: 'verified', reasons: [] });
    expect(verified(1, { dependenciesKey: () => 'dependencies-0' })?.reasons.join()).not.toContain('--setup');
  });
});
