import { describe, expect, test } from 'vitest';
import {
  logged,
  loopResumed,
  loopStarted,
  type PureWorld,
  playOn,
  playRun,
  runOptions,
  textAnswer,
  toolAnswer,
} from '../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../test/support/role-outputs.ts';
import { decide } from './decide.ts';
import type { LoggedEvent, NewEvent, Payload } from './events.ts';
import { foldAll } from './fold/fold.ts';
import type { ModelAnswer, ModelError } from './model/model-wire.ts';
import type { Role } from './role.ts';

type Script = Partial<Record<Role, (iteration: number, attempt: number) => ModelAnswer | ModelError>>;

const finishedItem = workItem('a', { status: 'done' });

/** A model that plans one finished item, edits once an iteration, and passes its own tests. */
function model(script: Script): PureWorld['model'] {
  const roles = {
    planner: () => textAnswer(plannerOutput({ done_flag: true, tasks: [finishedItem] })),
    coder: (_iteration: number, attempt: number) =>
      attempt === 1 ? toolAnswer('edit') : textAnswer(coderOutput()),
    tester: () => textAnswer(testerOutput()),
    ...script,
  };
  return (role, iteration, attempt) => roles[role](iteration, attempt);
}

const changing = (iteration: number) => `tree-${iteration}`;

function play(world: Partial<PureWorld> & { script?: Script } = {}, options = {}) {
  const { script, ...rest } = world;
  const { events, states } = playRun(runOptions(options), {
    model: model(script ?? {}),
    tree: changing,
    ...rest,
  });
  const closing = events.at(-1) as LoggedEvent;
  return {
    events,
    names: events.map((event) => event.event),
    closing,
    summary: closing.payload as Payload<'loop_stopped'>,
    final: states.at(-1),
  };
}

function payloads<Name extends LoggedEvent['event']>(events: LoggedEvent[], name: Name): Payload<Name>[] {
  return events.filter((event) => event.event === name).map((event) => event.payload as Payload<Name>);
}

const unreachable: ModelError = {
  kind: 'away',
  http_status: null,
  message: 'nobody there',
  retry_after_ms: null,
  may_be_billed: false,
};
const rejected: ModelError = {
  kind: 'rejected',
  http_status: 401,
  message: 'wrong key',
  retry_after_ms: null,
  may_be_billed: false,
};

describe('a run that completes', () => {
  test('in one iteration, in the order of the contract', () => {
    const { names, closing, summary } = play();
    expect(names).toEqual([
      'loop_started',
      'iteration_started',
      'role_started',
      'model_request',
      'model_response',
      'planner_output',
      'role_started',
      'model_request',
      'model_response',
      'tool_call',
      'tool_result',
      'model_request',
      'model_response',
      'coder_output',
      'checkpoint',
      'role_started',
      'model_request',
      'model_response',
      'tester_output',
      'check_started',
      'check_result',
      'evidence_trees',
      'check_started',
      'check_result',
      'check_started',
      'check_result',
      'verification_result',
      'gate_evaluated',
      'iteration_finished',
      'loop_completed',
    ]);
    expect(closing.event).toBe('loop_completed');
    expect(summary).toMatchObject({
      phase: 'completed',
      stop_reason: 'completion_gates_met',
      tests_passed: true,
      evidence: { level: 'verified', grade: 'exit-code', verdict: 'verified' },
      branch: 'b',
      artifacts: ['a'],
    });
  });

  test('in the second iteration, once the planner says so', () => {
    const { summary } = play({
      script: {
        planner: (iteration) =>
          textAnswer(plannerOutput({ done_flag: iteration === 2, tasks: [finishedItem] })),
      },
    });
    expect(summary).toMatchObject({ phase: 'completed', iteration: 2 });
  });

  test('a done_flag of an earlier iteration does not count', () => {
    const { summary } = play(
      {
        script: {
          planner: (iteration) =>
            textAnswer(plannerOutput({ done_flag: iteration === 1, tasks: [finishedItem] })),
          tester: (iteration) => textAnswer(testerOutput({ tests_passed: iteration > 1 })),
        },
      },
      { max_iterations: 3 },
    );
    expect(summary.stop_reason).toBe('max_iterations_reached');
  });
});

describe('evidence', () => {
  test("refuses the tester's word where a verify command fails, and names it", () => {
    const { events, summary } = play({ exitCode: () => 1 }, { max_iterations: 1 });
    expect(payloads(events, 'verification_result')[0]).toMatchObject({
      verdict: 'refused',
      reasons: [expect.stringMatching(/^"npm test" .* exited with 1, as it did at the base/)],
    });
    expect(summary).toMatchObject({ tests_passed: false, stop_reason: 'max_iterations_reached' });
  });

  test('takes the same word at level claimed, and says that it is unverified', () => {
    const { names, summary } = play({ exitCode: () => 1 }, { evidence: 'claimed' });
    expect(names).not.toContain('verification_result');
    expect(summary).toMatchObject({
      phase: 'completed',
      evidence: { level: 'claimed', verdict: 'unverified' },
    });
  });

  test('refuses a tree that is the base, without running anything', () => {
    const { events, summary } = play({ tree: () => 'tree-0' }, { max_iterations: 1 });
    expect(payloads(events, 'verification_result')).toMatchObject([{ verdict: 'refused', commands: [] }]);
    expect(summary.tests_passed).toBe(false);
  });

  test('completes on the base where no change is expected, and refuses a changed tree there', () => {
    expect(play({ tree: () => 'tree-0' }, { expect: 'no-change' }).summary.phase).toBe('completed');
    expect(play({}, { expect: 'no-change', max_iterations: 1 }).summary.tests_passed).toBe(false);
  });

  test('refuses where no verify command is known', () => {
    const { events } = play({}, { verify: [], max_iterations: 1 });
    expect(payloads(events, 'verification_result')[0]?.reasons[0]).toContain('--verify');
  });

  test('is measured once for a tree', () => {
    const { events } = play(
      { tree: () => 'tree-1', script: { planner: () => textAnswer(plannerOutput()) } },
      { max_iterations: 2 },
    );
    expect(payloads(events, 'verification_result')).toHaveLength(1);
  });

  test('about an earlier tree does not count for a later one', () => {
    const { summary } = play(
      {
        script: {
          planner: () => textAnswer(plannerOutput({ tasks: [workItem('more')] })),
          tester: (iteration) => textAnswer(testerOutput({ tests_passed: iteration === 1 })),
        },
      },
      { max_iterations: 2 },
    );
    expect(summary.evidence.verdict).toBe('unverified');
  });
});

describe('work items', () => {
  test('that the planner leaves out are kept and keep the gate closed', () => {
    const { events, summary } = play(
      {
        script: {
          planner: (iteration) =>
            textAnswer(
              plannerOutput({
                done_flag: true,
                tasks: iteration === 1 ? [workItem('a'), workItem('b')] : [],
              }),
            ),
        },
      },
      { max_iterations: 2 },
    );
    expect(summary.pending_tasks).toEqual(['a', 'b']);
    expect(payloads(events, 'gate_evaluated').at(-1)?.gates).toContainEqual({
      name: 'no_open_work_items',
      met: false,
      reason: 'open: a (pending), b (pending)',
    });
  });

  test('that do not exist are an error and invent nothing', () => {
    const { summary } = play(
      {
        script: {
          coder: (_iteration, attempt) =>
            attempt === 1 ? toolAnswer('edit') : textAnswer(coderOutput({ completed_task_ids: ['nope'] })),
        },
      },
      { max_iterations: 1 },
    );
    expect(summary.tasks.map((item) => item.task_id)).toEqual(['a']);
    expect(summary.errors).toEqual([
      'iteration 1: the coder reported on an item that does not exist: "nope"',
    ]);
  });

  test('of the tester join as pending, and open a known one again', () => {
    const { summary } = play(
      {
        script: {
          tester: () =>
            textAnswer(
              testerOutput({
                follow_up_tasks: [workItem('a', { status: 'done' }), workItem('new', { status: 'done' })],
              }),
            ),
        },
      },
      { max_iterations: 1 },
    );
    expect(summary.tasks.map((item) => [item.task_id, item.status])).toEqual([
      ['a', 'pending'],
      ['new', 'pending'],
    ]);
  });

  test('all blocked in two plans in a row end the run, without coder and tester', () => {
    const blocked = plannerOutput({ tasks: [workItem('a', { status: 'blocked' })] });
    const { events, summary } = play({ script: { planner: () => textAnswer(blocked) } });
    expect(summary).toMatchObject({ phase: 'stopped', stop_reason: 'blocked', iteration: 2 });
    expect(payloads(events, 'role_started').map((start) => [start.iteration, start.role])).toEqual([
      [1, 'planner'],
      [1, 'coder'],
      [1, 'tester'],
      [2, 'planner'],
    ]);
    expect(payloads(events, 'iteration_finished')).toHaveLength(2);
  });
});

describe('progress', () => {
  const plans = () => textAnswer(plannerOutput());

  test('A-B-A-B is none', () => {
    const trees = (iteration: number) => (iteration % 2 === 1 ? 'tree-a' : 'tree-b');
    const planner = () => textAnswer(plannerOutput({ tasks: [workItem('more')] }));
    const { summary } = play({ tree: trees, script: { planner } });
    expect(summary).toMatchObject({ stop_reason: 'no_progress_guard_triggered', iteration: 4 });
  });

  test('an iteration that leaves everything as it was is none', () => {
    const { summary } = play({
      tree: () => 'tree-0',
      script: { planner: plans, tester: () => textAnswer(testerOutput({ tests_passed: false })) },
    });
    expect(summary).toMatchObject({ stop_reason: 'no_progress_guard_triggered', iteration: 2 });
  });

  test('words alone are none', () => {
    const talk = (iteration: number) =>
      textAnswer(
        testerOutput({ tests_passed: false, summary: `new words ${iteration}`, failures: [`f${iteration}`] }),
      );
    const { summary } = play({ tree: () => 'tree-0', script: { planner: plans, tester: talk } });
    expect(summary.iteration).toBe(2);
  });

  test('a failed iteration leaves the count as it was', () => {
    const { final, events } = play(
      { tree: () => 'tree-0', script: { planner: (iteration) => (iteration === 2 ? rejected : plans()) } },
      { max_iterations: 5 },
    );
    expect(payloads(events, 'iteration_failed').map((failed) => failed.iteration)).toEqual([2]);
    expect(final?.stopReason).toBe('no_progress_guard_triggered');
    expect(final?.iteration?.number).toBe(3);
  });
});

describe('failures', () => {
  test('in a row end the run as failed', () => {
    const { events, closing, summary } = play({ script: { planner: () => rejected } });
    expect(closing.event).toBe('loop_failed');
    expect(summary).toMatchObject({ phase: 'failed', stop_reason: 'max_consecutive_failures', iteration: 3 });
    expect(payloads(events, 'iteration_failed').map((failed) => failed.consecutive_failures)).toEqual([
      1, 2, 3,
    ]);
    expect(payloads(events, 'role_retry')).toEqual([]);
  });

  test('are forgotten after a good iteration', () => {
    const { summary } = play({
      script: {
        planner: (iteration) =>
          iteration % 2 === 1 ? rejected : textAnswer(plannerOutput({ tasks: [workItem('more')] })),
      },
    });
    expect(summary.stop_reason).toBe('max_iterations_reached');
  });

  test('keep the work that was done', () => {
    const { events } = play({ script: { tester: () => rejected } }, { max_iterations: 1 });
    const checkpoint = payloads(events, 'checkpoint');
    expect(checkpoint).toHaveLength(1);
    expect(events.at(-1)?.event).toBe('loop_stopped');
    expect(events.at(-2)?.event).toBe('iteration_failed');
  });

  test('of the coder after an edit keep the work too', () => {
    const coder = (_iteration: number, attempt: number) => (attempt === 1 ? toolAnswer('edit') : rejected);
    const { names } = play({ script: { coder } }, { max_iterations: 1 });
    expect(names.slice(-4)).toEqual(['step_failed', 'checkpoint', 'iteration_failed', 'loop_stopped']);
  });
});

describe('retries', () => {
  const retriesOf = (answer: ModelAnswer | ModelError, options = {}) => {
    const { events } = play({ script: { planner: () => answer } }, { max_iterations: 1, ...options });
    return {
      requests: events.filter((event) => event.event === 'model_response' || event.event === 'model_error')
        .length,
      retries: payloads(events, 'role_retry'),
      error: payloads(events, 'iteration_failed')[0]?.error,
    };
  };

  test.each([
    ['not JSON', textAnswer('sorry'), 'not JSON'],
    ['off the schema', textAnswer({ summary: 1 }), 'schema planner_output'],
    ['an extra field', textAnswer({ ...plannerOutput(), extra: 1 }), 'schema'],
    ['empty', textAnswer('  '), 'empty'],
    [
      'incomplete',
      { ...textAnswer(''), status: 'incomplete' as const, status_reason: 'max_output_tokens' },
      'max_output_tokens',
    ],
    [
      'failed',
      { ...textAnswer(''), status: 'failed' as const, status_reason: 'server_error' },
      'server_error',
    ],
  ])('an answer that is %s is tried again at once, up to the limit', (_name, answer, words) => {
    const { requests, retries, error } = retriesOf(answer);
    expect(requests).toBe(3);
    expect(retries.map((retry) => [retry.attempt, retry.delay_ms, retry.waits])).toEqual([
      [1, 0, false],
      [2, 0, false],
    ]);
    expect(error).toContain(words);
    expect(error).toContain('given up after 3 tries');
  });

  test.each(['server_error', 'transport', 'away', 'rate_limited'] as const)(
    'no retry and no wait is one try: %s',
    (kind) => {
      const error = { ...unreachable, kind };
      expect(retriesOf(error, { max_retries: 0, max_wait_ms: 0 }).requests).toBe(1);
    },
  );

  test('an endpoint that is away is waited for, then given up', () => {
    const { retries, error } = retriesOf(unreachable, { max_retries: 0, max_wait_ms: 10_000 });
    expect(retries.map((retry) => retry.delay_ms)).toEqual([1000, 2000, 4000, 3000]);
    expect(error).toBe('planner: nobody there (given up after 5 tries, 10 s waited)');
  });

  test('Retry-After is obeyed, and given up on where it is longer than what is left', () => {
    const limited: ModelError = { ...unreachable, kind: 'rate_limited', retry_after_ms: 4000 };
    expect(
      retriesOf(limited, { max_retries: 0, max_wait_ms: 10_000 }).retries.map((retry) => retry.delay_ms),
    ).toEqual([4000, 4000]);
  });

  test('an endpoint that always says "at once" uses the allowance up', () => {
    const limited: ModelError = { ...unreachable, kind: 'rate_limited', retry_after_ms: 0 };
    expect(retriesOf(limited, { max_wait_ms: 1000 }).requests).toBeLessThan(12);
  });

  test.each(['rate_limited', 'server_error', 'overloaded', 'away'] as const)(
    'a wait that the endpoint states is slept through, however long, and uses no allowance up: %s',
    (kind) => {
      const stated: ModelError = { ...unreachable, kind, retry_after_ms: 3_600_000 };
      const planner = (_iteration: number, attempt: number) =>
        attempt <= 3 ? stated : textAnswer(plannerOutput());
      const options = { max_retries: 0, max_wait_ms: 1000, max_wait_source: '', max_time_ms: 0 };
      const { events } = play({ script: { planner } }, { max_iterations: 1, ...options });
      expect(payloads(events, 'role_retry')).toMatchObject(
        Array(3).fill({ delay_ms: 3_600_000, waits: true, stated: true }),
      );
      expect(payloads(events, 'planner_output')).toHaveLength(1);
    },
  );

  test("a wait beyond the run's time ends with it, and nothing is asked meanwhile", () => {
    const stated: ModelError = { ...unreachable, kind: 'rate_limited', retry_after_ms: 3_600_000 };
    const { summary, events } = play(
      { script: { planner: () => stated } },
      { max_wait_source: '', max_time_ms: 60_000 },
    );
    expect(summary.stop_reason).toBe('time_limit_reached');
    expect(payloads(events, 'model_request')).toHaveLength(1);
  });

  test('the control: not where the user has given a --max-wait, and then both are named', () => {
    const stated: ModelError = { ...unreachable, kind: 'rate_limited', retry_after_ms: 3_600_000 };
    const { requests, error } = retriesOf(stated, { max_retries: 0, max_wait_ms: 1000 });
    expect(requests).toBe(1);
    expect(error).toContain('(given up after 1 try: it asks to wait 3600 s, and --max-wait leaves 1 s)');
  });

  test('"at once", said again and again, is no wait that is stated', () => {
    const limited: ModelError = { ...unreachable, kind: 'rate_limited', retry_after_ms: 0 };
    expect(retriesOf(limited, { max_wait_ms: 1000, max_wait_source: '' }).requests).toBeLessThan(12);
  });

  test('a server error uses retries first, then waits', () => {
    const error: ModelError = { ...unreachable, kind: 'server_error' };
    expect(retriesOf(error, { max_wait_ms: 1500 }).retries.map((retry) => retry.waits)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test('a broken transport never waits', () => {
    const error: ModelError = { ...unreachable, kind: 'transport' };
    expect(retriesOf(error).retries.map((retry) => retry.waits)).toEqual([false, false]);
  });
});

describe('what the next iteration can not mend', () => {
  const refused: ModelError = {
    ...unreachable,
    kind: 'rejected',
    http_status: 401,
    message: 'm answered 401: no',
    refusal: 'key',
  };

  test('ends the run at once, with its name, in the middle of the role call', () => {
    const { summary, names } = play({
      script: { coder: (_, attempt) => (attempt === 1 ? toolAnswer('edit') : refused) },
    });
    expect(summary).toMatchObject({
      phase: 'stopped',
      stop_reason: 'endpoint_refused',
      refusal: 'key',
      iteration: 1,
    });
    expect(summary.errors).toEqual(['iteration 1: coder: m answered 401: no']);
    expect(names.filter((name) => name === 'model_request')).toHaveLength(3);
    expect(names).not.toContain('iteration_failed');
  });

  test('is asked for again where the run is resumed, in the same conversation', () => {
    const coder = (_iteration: number, attempt: number) => (attempt === 1 ? toolAnswer('edit') : refused);
    const { events } = play({ script: { coder } });
    const { events: later } = playOn(events, loopResumed(runOptions()), { model: model({}), tree: changing });
    expect(later.at(-1)?.payload).toMatchObject({ errors: [] });
    expect(payloads(later, 'tool_result')).toHaveLength(1);
  });

  test.each([
    ['access', true],
    ['not_found', true],
    ['key', false],
    ['quota', false],
    ['certificate', false],
  ] as const)('%s: whether the fallback model is asked first is %s', (refusal, expected) => {
    const options = { fallback_model: 'other', models: { planner: 'm', coder: 'm', tester: 'm' } };
    const { summary, names } = play({ script: { planner: () => ({ ...refused, refusal }) } }, options);
    expect(summary).toMatchObject({ stop_reason: 'endpoint_refused', refusal });
    expect(names.includes('model_fallback')).toBe(expected);
  });

  test('the control: a request that is refused for itself is a failed iteration', () => {
    const { refusal: _, ...error } = { ...refused, http_status: 400 };
    const { summary } = play({ script: { planner: () => error } });
    expect(summary).toMatchObject({ stop_reason: 'max_consecutive_failures', phase: 'failed' });
    expect(summary).not.toHaveProperty('refusal');
  });
});

describe('steps', () => {
  test('beyond the limit are refused: a last answer without tools, else the call fails', () => {
    const { events } = play(
      { script: { coder: () => toolAnswer('again') } },
      { max_steps: 3, max_iterations: 1 },
    );
    expect(payloads(events, 'tool_result')).toHaveLength(3);
    expect(payloads(events, 'iteration_failed')[0]?.error).toContain('asks for tools although none are left');
  });
});

describe('guards act in the middle of an iteration', () => {
  test('tokens', () => {
    const { names, summary } = play(
      { script: { planner: () => textAnswer(plannerOutput(), 50_000) } },
      { max_tokens: 50_000 },
    );
    expect(summary.stop_reason).toBe('token_budget_exhausted');
    expect(names).toContain('planner_output');
    expect(names).not.toContain('coder_output');
  });

  test('money', () => {
    const noRule = { long_context: null, as_of: null };
    const price = { input: 1, cached_input: 0, cache_write: null, output: 1, ...noRule };
    const { summary } = play(
      { script: { planner: () => textAnswer(plannerOutput(), 1_000_000) } },
      { max_cost_usd: 1, prices: { m: price } },
    );
    expect(summary).toMatchObject({ stop_reason: 'cost_budget_exhausted', usage: { cost_usd: 1 } });
  });

  test('time, while waiting too', () => {
    const { summary, events } = play({ script: { planner: () => unreachable } }, { max_time_ms: 60_000 });
    expect(summary.stop_reason).toBe('time_limit_reached');
    expect(Date.parse(events.at(-1)?.ts ?? '')).toBeLessThanOrEqual(63_000);
  });

  test('a budget that the last call used up does not undo completion', () => {
    const { summary } = play(
      { script: { tester: () => textAnswer(testerOutput(), 50_000) } },
      { max_tokens: 50_000 },
    );
    expect(summary.phase).toBe('completed');
  });
});

describe('the first condition that matches wins', () => {
  const failing: Script = { planner: () => rejected };

  test('completion before max iterations', () => {
    expect(play({}, { max_iterations: 1 }).summary.stop_reason).toBe('completion_gates_met');
  });
  test('max iterations before no progress', () => {
    const script = { planner: () => textAnswer(plannerOutput()) };
    expect(play({ tree: () => 'tree-0', script }, { max_iterations: 2 }).summary.stop_reason).toBe(
      'max_iterations_reached',
    );
  });
  test('max iterations before consecutive failures', () => {
    expect(play({ script: failing }, { max_iterations: 3 }).summary.stop_reason).toBe(
      'max_iterations_reached',
    );
  });
  test('no progress before consecutive failures', () => {
    // Two empty iterations with a failure at the second limit of both.
    const script: Script = {
      planner: (iteration) => (iteration === 1 ? textAnswer(plannerOutput()) : rejected),
    };
    const options = { max_no_progress_iterations: 1, max_consecutive_failures: 1 };
    expect(play({ tree: () => 'tree-0', script }, options).summary.stop_reason).toBe(
      'no_progress_guard_triggered',
    );
  });
  test('blocked before max iterations', () => {
    const script = {
      planner: () => textAnswer(plannerOutput({ tasks: [workItem('a', { status: 'blocked' })] })),
    };
    expect(play({ script }, { max_iterations: 2 }).summary.stop_reason).toBe('blocked');
  });
});

describe('resuming', () => {
  const resumed = (events: LoggedEvent[], options = runOptions()): LoggedEvent[] => {
    const event: NewEvent = {
      event: 'loop_resumed',
      payload: {
        run_id: 'r1',
        version: '0.0.0',
        prompts_sha256: '',
        options,
        note: null,
        accepted_changes: null,
      },
    };
    return [...events, logged(event, events.length + 1, 1_000_000)];
  };

  test('a stopped run goes on with its next iteration once the limit is raised', () => {
    const { events } = play({ exitCode: () => 1 }, { max_iterations: 1 });
    const state = foldAll(resumed(events, runOptions({ max_iterations: 2 })));
    expect(state && decide(state, 1_000_000)).toMatchObject({
      kind: 'record',
      event: { event: 'iteration_started', payload: { iteration: 2 } },
    });
  });

  test('a stopped run stops again for the same reason where nothing was raised', () => {
    const { events } = play({ exitCode: () => 1 }, { max_iterations: 1 });
    const state = foldAll(resumed(events, runOptions({ max_iterations: 1 })));
    expect(state && decide(state, 1_000_000)).toMatchObject({
      event: { event: 'loop_stopped', payload: { stop_reason: 'max_iterations_reached' } },
    });
  });

  test('counts start again after a closing event, and stay after a crash', () => {
    const { events } = play({ script: { planner: () => rejected } });
    expect(foldAll(resumed(events))?.consecutiveFailures).toBe(0);
    expect(foldAll(resumed(events.slice(0, -1)))?.consecutiveFailures).toBe(3);
  });

  test('a crash at any event leads to the same next decision as without it', () => {
    const { events } = play({ exitCode: (tree) => (tree === 'tree-2' ? 0 : 1) });
    for (let length = 1; length < events.length; length += 1) {
      const calm = foldAll(events.slice(0, length));
      const crashed = foldAll(resumed(events.slice(0, length)));
      expect(crashed && decide(crashed, 1_000_000).kind).toEqual(calm && decide(calm, 0).kind);
      expect(crashed?.phase).toBe(calm?.phase);
    }
  });

  test('time worked counts over processes, time between them does not', () => {
    const { events } = play({ exitCode: () => 1 }, { max_iterations: 1 });
    const state = foldAll(resumed(events));
    expect(state?.workedMs).toBe((events.length - 1) * 1000);
    expect(state?.processStartedAt).toBe(1_000_000);
  });
});

test('a log that does not begin with loop_started is refused', () => {
  const stray = logged({ event: 'stop_requested', payload: { signal: 'SIGINT' } }, 1, 1);
  expect(() => foldAll([stray])).toThrow('begins with stop_requested');
  const start = loopStarted(runOptions());
  expect(() => foldAll([logged(start, 1, 1), logged(start, 2, 2)])).toThrow('only be the first');
});
