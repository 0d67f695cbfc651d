import { describe, expect, test } from 'vitest';
import { candidateTrees } from '../../test/support/candidate-trees.ts';
import { editsOnce } from '../../test/support/edits-once.ts';
import { exitCodes, type PureWorld, playOn, playRun, runOptions } from '../../test/support/pure-run.ts';
import type { LoggedEvent, NewEvent, Payload } from './events.ts';
import type { RunOptions } from './options.ts';

const change = { path: 'test/sum.test.js', kind: 'test', change: 'modified' } as const;

/** A run whose change passes its own tests, and fails with the base's tests put back as long as those are not allowed. */
function world(allowed: () => boolean): PureWorld {
  return {
    model: editsOnce,
    tree: () => 'tree-1',
    evidenceTrees: (tree) =>
      allowed()
        ? candidateTrees(tree, { undone: 'undone' })
        : candidateTrees(tree, { restored: `${tree}-restored`, undone: 'undone', changes: [change] }),
    check: (check) => exitCodes(['npm test'], check === 'restored' ? 1 : 0),
  };
}

const noModel: PureWorld['model'] = () => {
  throw new Error('a model was asked');
};

function resumed(options: RunOptions, accepted_changes: string[] | null): NewEvent {
  return {
    event: 'loop_resumed',
    payload: { run_id: 'r1', version: '0.0.0', prompts_sha256: '', options, note: null, accepted_changes },
  };
}

const review = (options = runOptions()) =>
  playRun(
    options,
    world(() => false),
  );

/** A log gone on with by a person who allows changes; `allowed` says whether they are the ones in question. */
function accept(earlier: readonly LoggedEvent[], allowed: boolean, options = runOptions()) {
  const glob = allowed ? 'test/**' : 'docs/**';
  const event = resumed({ ...options, allow_changes: [glob] }, [glob]);
  return playOn(earlier, event, { ...world(() => allowed), model: noModel });
}

const closing = ({ events }: { events: LoggedEvent[] }) => events.at(-1)?.payload as Payload<'loop_stopped'>;
const namesAfter = (earlier: readonly LoggedEvent[], events: readonly LoggedEvent[]) =>
  events.slice(earlier.length).map(({ event }) => event);

describe('accepting the changes of a run that needs review', () => {
  test('completes it without a model, on the evidence of a new verdict', () => {
    const { events } = review();
    expect(closing({ events }).stop_reason).toBe('needs_review');
    const accepted = accept(events, true);
    expect(namesAfter(events, accepted.events)).toEqual([
      'loop_resumed',
      'evidence_trees',
      'verification_result',
      'gate_evaluated',
      'iteration_finished',
      'loop_completed',
    ]);
    expect(closing(accepted)).toMatchObject({
      phase: 'completed',
      stop_reason: 'completion_gates_met',
      iteration: 2,
      tests_passed: true,
      evidence: { verdict: 'verified' },
    });
  });

  test('leaves it in need of review where the changes in question are other ones', () => {
    const { events } = review();
    const first = accept(events, false);
    expect(closing(first)).toMatchObject({ stop_reason: 'needs_review', tests_passed: false });
    expect(closing(accept(first.events, true)).phase).toBe('completed');
  });

  test('is not ended by the time limit of the run, however little was left', () => {
    const { events, states } = review();
    const workedMs = (states.at(-1)?.lastEventAt ?? 0) - 1000;
    const options = runOptions({ max_time_ms: workedMs + 1 });
    expect(closing(accept(events, true, options)).phase).toBe('completed');
  });

  test('can be tried again after a verification that could not be carried out', () => {
    const { events } = review();
    const allowed = resumed(runOptions({ allow_changes: ['test/**'] }), ['test/**']);
    const failure: NewEvent = {
      event: 'step_failed',
      payload: { iteration: 2, step: 'verification', error: 'the disk is away' },
    };
    const start = playOn(events, allowed, { ...world(() => true), stopAfterEvents: events.length + 1 });
    const failed = playOn(start.events, failure, { ...world(() => true), model: noModel });
    expect(closing(failed)).toMatchObject({ stop_reason: 'needs_review', phase: 'stopped' });
    expect(closing(accept(failed.events, true)).phase).toBe('completed');
  });

  test('can be done again after it was interrupted', () => {
    const { events } = review();
    const allowed = resumed(runOptions({ allow_changes: ['test/**'] }), ['test/**']);
    const start = playOn(events, allowed, { ...world(() => true), stopAfterEvents: events.length + 1 });
    const stop: NewEvent = { event: 'stop_requested', payload: { signal: 'SIGINT' } };
    const interrupted = playOn(start.events, stop, { ...world(() => true), model: noModel });
    expect(closing(interrupted).stop_reason).toBe('interrupted');
    expect(interrupted.states.at(-1)?.accepting).toBe(true);
    expect(closing(accept(interrupted.events, true)).phase).toBe('completed');
  });

  test('ends the same after a crash in the middle of it', () => {
    const { events } = review();
    const whole = accept(events, true);
    for (let length = events.length + 1; length < whole.events.length; length += 1) {
      const options = runOptions({ allow_changes: ['test/**'] });
      const again = playOn(whole.events.slice(0, length), resumed(options, null), {
        ...world(() => true),
        model: noModel,
      });
      expect(closing(again)).toMatchObject({ phase: 'completed', evidence: { verdict: 'verified' } });
    }
  });
});

test('a run that needs review is gone on with by its roles where nothing was accepted', () => {
  const { events } = review();
  const resumedRun = playOn(
    events,
    resumed(runOptions(), null),
    world(() => false),
  );
  expect(namesAfter(events, resumedRun.events)).toContain('planner_output');
  expect(closing(resumedRun)).toMatchObject({ stop_reason: 'needs_review', iteration: 4 });
});
