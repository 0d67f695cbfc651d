import { describe, expect, test } from 'vitest';
import { candidateTrees } from '../../test/support/candidate-trees.ts';
import { editsOnce } from '../../test/support/edits-once.ts';
import {
  loopResumed,
  type PureWorld,
  playOn,
  playRun,
  runOptions,
  textAnswer,
} from '../../test/support/pure-run.ts';
import { testerOutput } from '../../test/support/role-outputs.ts';
import type { CheckKind, LoggedEvent } from '../core/events.ts';
import { askedFindings } from '../core/evidence/asked-check.ts';
import type { SuiteRun } from '../core/evidence/suite-runs.ts';
import type { TestReport } from '../core/evidence/test-report.ts';
import type { RunOptions } from '../core/options.ts';
import type { RoleCall, RunState } from '../core/state.ts';
import { replay } from './replay.ts';

function ran(passed: string[], failed: string[] = []): SuiteRun {
  const tests: TestReport = { runner: 'tap', passed, failed, skipped: [], reports: 1, problems: [] };
  const exit_code = failed.length === 0 ? 0 : 1;
  return [{ command: 'npm test', exit_code, timed_out: false, duration_ms: 10, tests, output: '' }];
}

type Came = (check: CheckKind, earlier: number, beside: number) => SuiteRun;

/** The base has one test that passes; the change adds another one, which fails without it. */
const sound: Came = (check) => {
  if (check === 'baseline') return ran(['a']);
  return check === 'undone' ? ran(['a'], ['b']) : ran(['a', 'b']);
};

/** A world in which the coder edits once and everybody is content; something among the tests was edited. */
function worldOf(came: Came, endsFirst: PureWorld['endsFirst']): PureWorld {
  return {
    model: editsOnce,
    tree: (iteration) => `tree-${iteration}`,
    evidenceTrees: (tree) => candidateTrees(tree, { restored: `${tree}-restored` }),
    check: (check, _tree, earlier, beside) => came(check, earlier, beside),
    ...(endsFirst ? { endsFirst } : {}),
  };
}

function play(came: Came, options: Partial<RunOptions> = {}, endsFirst?: PureWorld['endsFirst']) {
  const given = runOptions({ max_iterations: 1, jobs: 6, evidence: 'proven', ...options });
  return told(playRun(given, worldOf(came, endsFirst)).events);
}

/** What was started, ended and dropped, and what it led to; each log replays to the same. */
function told(events: readonly LoggedEvent[]) {
  expect(replay(events).divergence).toBeNull();
  const course = events.flatMap(({ event, payload }) => {
    if (event === 'check_started') return [`${payload.check} alone`];
    if (event === 'checks_ahead') return [`started ${payload.checks.map(({ check }) => check).join(', ')}`];
    if (event === 'checks_dropped') return [`dropped ${payload.checks.map(({ check }) => check).join(', ')}`];
    if (event === 'check_result')
      return [`${payload.check}${payload.beside ? ` beside ${payload.beside}` : ''}`];
    return [];
  });
  const verdict = events.find(({ event }) => event === 'verification_result')?.payload;
  return { events, course, verdict };
}

describe('checks side by side', () => {
  test('what a sound candidate needs is started as soon as its files are known', () => {
    const { course, verdict } = play(sound);
    expect(course).toEqual([
      'started baseline',
      'started candidate, candidate',
      'started restored, undone',
      'baseline beside 4',
      'candidate beside 3',
      'candidate beside 2',
      'restored beside 1',
      'undone',
    ]);
    expect(verdict).toMatchObject({ verdict: 'proven', newly_passing_tests: ['b'] });
    expect(verdict).toEqual(play(sound, { jobs: 1 }).verdict);
  });

  test('never more than the number that was asked for, and one at a time without another event', () => {
    const two = play(sound, { jobs: 2 });
    expect(two.course.slice(0, 2)).toEqual(['started baseline', 'started candidate']);
    expect(two.course.every((line) => !/beside [2-9]/.test(line))).toBe(true);
    const one = play(sound, { jobs: 1 });
    expect(one.course.filter((line) => line.endsWith('alone'))).toHaveLength(5);
    expect(one.events.some(({ event }) => event === 'checks_ahead')).toBe(false);
  });

  test('the verdict is the same in whatever order they end', () => {
    const { verdict } = play(sound, { jobs: 1 });
    for (let seed = 0; seed < 30; seed += 1) {
      let state = seed;
      const any = (open: readonly unknown[]) => {
        state = (state * 1103515245 + 12345) % 2 ** 31;
        return state % open.length;
      };
      expect(play(sound, {}, any).verdict).toEqual(verdict);
    }
  });

  test('the base is run while the roles work, and what it came to is told between two of their steps', () => {
    const given = runOptions({ max_iterations: 1, jobs: 6, evidence: 'proven' });
    const { events } = playRun(given, { ...worldOf(sound, undefined), endsMeanwhile: true });
    const { course, verdict } = told(events);
    expect(course.slice(0, 3)).toEqual([
      'started baseline',
      'baseline beside 1',
      'started candidate, candidate',
    ]);
    const at = (name: string) => events.findIndex(({ event }) => event === name);
    expect(at('check_result')).toBeLessThan(at('model_request'));
    expect(verdict).toEqual(play(sound, { jobs: 1 }).verdict);
    // The control: one that was begun by nobody is no part of a sound log.
    const forged = events
      .toSpliced(at('checks_ahead'), 1)
      .map((line, index) => ({ ...line, seq: index + 1 }));
    expect(replay(forged).divergence).not.toBeNull();
  });

  test('with one job too, where a network of its own keeps it from the ports of the roles', () => {
    const given = { max_iterations: 1, jobs: 1, evidence: 'proven' } as const;
    const world: PureWorld = { ...worldOf(sound, undefined), endsMeanwhile: true };
    const contained = told(playRun(runOptions({ ...given, sandbox: 'bubblewrap' }), world).events);
    expect(contained.course.slice(0, 3)).toEqual([
      'started baseline',
      'baseline beside 1',
      'candidate alone',
    ]);
    // What is still running when there is something to judge is waited for, and nothing runs beside it.
    const late = told(
      playRun(runOptions({ ...given, sandbox: 'bubblewrap' }), worldOf(sound, undefined)).events,
    );
    expect(late.course.slice(0, 3)).toEqual(['started baseline', 'baseline', 'candidate alone']);
    const uncontained = told(playRun(runOptions({ ...given, sandbox: 'off' }), world).events);
    expect(uncontained.course[0]).toBe('baseline alone');
    expect(contained.verdict).toEqual(uncontained.verdict);
    expect(late.verdict).toEqual(uncontained.verdict);
  });

  test('what was begun for an iteration is told in it, though nothing is verified there', () => {
    const refusing: PureWorld = {
      ...worldOf(sound, undefined),
      model: (role, iteration, attempt, reserved) => {
        if (role !== 'tester') return worldOf(sound, undefined).model(role, iteration, attempt, reserved);
        return textAnswer(testerOutput({ tests_passed: false, failures: ['it fails'] }));
      },
    };
    const options = runOptions({ max_iterations: 2, jobs: 6 });
    const { events } = playRun(options, refusing);
    told(events);
    const names = events.map(({ event }) => event);
    expect(names.lastIndexOf('check_result')).toBeLessThan(names.lastIndexOf('iteration_finished'));
    const ofBase = events.filter(
      ({ event, payload }) => event === 'check_result' && payload.check === 'baseline',
    );
    expect(ofBase).toHaveLength(1);
  });

  const lastOf = (open: readonly unknown[]) => open.length - 1;

  test.each<{ name: string; came: Came; verdict: string }>([
    {
      name: 'a regression that a second run shows too ends all others',
      came: (check) => (check === 'candidate' ? ran(['b'], ['a']) : sound(check, 0, 0)),
      verdict: 'refused',
    },
    {
      name: 'a test that fails beside others alone is measured again by itself, and nobody is blamed',
      came: (check, earlier, beside) =>
        check === 'candidate' && beside > 0 && earlier === 0
          ? ran(['b'], ['a'])
          : sound(check, earlier, beside),
      verdict: 'proven',
    },
    {
      name: 'what fails by itself too is refused',
      came: (check, earlier, beside) =>
        check === 'candidate' && earlier % 2 === 0 ? ran(['b'], ['a']) : sound(check, earlier, beside),
      verdict: 'refused',
    },
    {
      name: "a failure with the base's tests put back is looked at again by itself",
      came: (check, earlier, beside) =>
        check === 'restored' && beside > 0 ? ran(['b'], ['a']) : sound(check, earlier, beside),
      verdict: 'proven',
    },
    {
      name: 'and holds where that fails as well',
      came: (check, earlier, beside) =>
        check === 'restored' ? ran(['b'], ['a']) : sound(check, earlier, beside),
      verdict: 'refused',
    },
  ])('$name', ({ came, verdict }) => {
    for (const order of [undefined, lastOf]) {
      const played = play(came, {}, order);
      expect(played.verdict, played.course.join('\n')).toMatchObject({ verdict });
    }
  });

  test('a role that asks later is told what counts, and not what failed beside others alone', () => {
    const came: Came = (check, earlier, beside) =>
      check === 'candidate' && beside > 0 && earlier === 0
        ? ran(['b'], ['a'])
        : sound(check, earlier, beside);
    const options = runOptions({ max_iterations: 1, jobs: 6, evidence: 'proven' });
    const state = playRun(options, worldOf(came, undefined)).states.at(-1);
    if (!state) return expect.fail('nothing was played');
    const asks = (from: RunState) => askedFindings({ turns: [] } as unknown as RoleCall, from);
    expect(asks(state)).toMatchObject({ kind: 'measured', run: [{ exit_code: 0 }] });
    // The control: had it failed by itself, it would be told.
    const alone = { ...state, runsBeside: new Set<SuiteRun>() };
    expect(asks(alone)).toMatchObject({ kind: 'measured', run: [{ exit_code: 1 }] });
  });

  test('what is dropped does not count, and nothing runs when the verdict falls', () => {
    const { events, course } = play((check) =>
      check === 'candidate' ? ran(['b'], ['a']) : sound(check, 0, 0),
    );
    expect(course.some((line) => line.startsWith('dropped'))).toBe(true);
    const started = events.flatMap(({ event, payload }) => (event === 'checks_ahead' ? payload.checks : []));
    const ended = events.flatMap(({ event, payload }) => (event === 'checks_dropped' ? payload.checks : []));
    const came = events.filter(({ event }) => event === 'check_result');
    expect(started.length).toBe(ended.length + came.length);
  });

  test('a process that goes on after a crash measures what had come to nothing, and nothing else', () => {
    const { events, verdict } = play(sound);
    const options = runOptions({ max_iterations: 1, jobs: 6, evidence: 'proven' });
    for (const [index, { event }] of events.entries()) {
      if (event !== 'checks_ahead' && event !== 'check_result') continue;
      const resumed = playOn(events.slice(0, index + 1), loopResumed(options), worldOf(sound, undefined));
      const after = told(resumed.events);
      expect(after.verdict).toEqual(verdict);
      expect(after.course.filter((line) => /^(candidate|baseline|restored|undone)/.test(line))).toHaveLength(
        5,
      );
    }
  });

  test('a result of a check that was not started is no part of a sound log', () => {
    const { events } = play(sound);
    const at = events.findIndex(({ event }) => event === 'check_result');
    const forged = events.map((line, index) =>
      index === at ? ({ ...line, payload: { ...line.payload, tree: 'another' } } as LoggedEvent) : line,
    );
    expect(replay(forged).divergence?.seq).toBe(at + 1);
  });
});
