import { describe, expect, test } from 'vitest';
import {
  loopResumed,
  type PureWorld,
  playOn,
  playRun,
  runOptions,
  textAnswer,
} from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../../test/support/role-outputs.ts';
import type { LoggedEvent, Payload } from '../events.ts';
import type { Role } from '../role.ts';
import type { AgentFailure, AgentReport } from './agent-wire.ts';

const item = workItem('a', { status: 'done' });
const outputs = {
  planner: plannerOutput({ done_flag: true, tasks: [item] }),
  coder: coderOutput({ completed_task_ids: ['a'] }),
  tester: testerOutput(),
};
const done = (role: Role) => JSON.stringify(outputs[role]);

const isCoder = { planner: null, coder: 'mine', tester: null };
const isAll = { planner: 'mine', coder: 'mine', tester: 'mine' };

type Work = Partial<AgentReport> & { tree?: string };

/** A run whose models are content, with an agent that comes to this at each attempt of an iteration's coder. */
function play(
  coder: (attempt: number, iteration: number) => Work,
  options: Parameters<typeof runOptions>[0],
) {
  const world: PureWorld = {
    model: (role) => textAnswer(outputs[role]),
    agent: (role, iteration, attempt) =>
      role === 'coder' ? coder(attempt, iteration) : { answer: done(role) },
  };
  const { events, states } = playRun(runOptions(options), world);
  return { events, states, world, summary: events.at(-1)?.payload as Payload<'loop_stopped'> };
}

const works: Work = { answer: done('coder'), tree: 'tree-1' };

const told = (cost_usd: number | null): Work => ({
  ...works,
  usage: { input_tokens: 1000, cached_input_tokens: 0, output_tokens: 100, cost_usd },
});

function payloads<Name extends LoggedEvent['event']>(events: LoggedEvent[], name: Name): Payload<Name>[] {
  return events.filter((event) => event.event === name).map((event) => event.payload as Payload<Name>);
}

const failing = (kind: AgentFailure): Work => ({
  stop_reason: 'failed',
  failure: { kind, message: `it is ${kind}` },
});

describe('an agent as a role', () => {
  test("does all of the role's work in one step, and what it says completes nothing", () => {
    const { events, summary } = play(() => works, { agents: isAll });
    expect(summary).toMatchObject({ phase: 'completed', usage: { cost_usd: null } });
    expect(payloads(events, 'model_request')).toEqual([]);
    expect(payloads(events, 'agent_request').map(({ role, attempt, tree }) => [role, attempt, tree])).toEqual(
      [
        ['planner', 1, 'tree-0'],
        ['coder', 1, 'tree-0'],
        ['tester', 1, 'tree-1'],
      ],
    );
    // Control: the same words about files that fail their tests.
    const world: PureWorld = {
      model: (role) => textAnswer(outputs[role]),
      agent: (role) => ({ ...works, answer: done(role) }),
      exitCode: () => 1,
    };
    const refused = playRun(runOptions({ agents: isAll, max_iterations: 1 }), world).events.at(-1);
    expect(refused?.payload).toMatchObject({ tests_passed: false, evidence: { verdict: 'refused' } });
  });

  test('a step that a crash has cut off is done anew: the same order, on the tree that it began with', () => {
    const { events, states, world, summary } = play(() => works, { agents: isCoder });
    const at = events.findIndex(({ event }) => event === 'agent_request');
    const cutOff = events.slice(0, at + 1);
    const resumed = playOn(cutOff, loopResumed(runOptions({ agents: isCoder })), world);
    const orders = payloads(resumed.events, 'agent_request');
    expect(orders.map(({ tree }) => tree)).toEqual(['tree-0', 'tree-0']);
    expect(orders[1]?.prompt_sha256).toBe(orders[0]?.prompt_sha256);
    expect(resumed.events.at(-1)?.payload).toMatchObject({ phase: 'completed', branch: summary.branch });
    expect(resumed.states.at(-1)?.tree).toBe(states.at(-1)?.tree);
  });
});

describe('an agent that comes to no answer', () => {
  const attempts = (work: Work, more = {}) => {
    const { events, summary } = play(() => work, {
      agents: isCoder,
      max_iterations: 1,
      max_retries: 2,
      ...more,
    });
    return { made: payloads(events, 'agent_request').length, events, summary };
  };

  test.each<[string, Work]>([
    ['dies', failing('died')],
    ['is silent', failing('silent')],
    ['floods', failing('flooded')],
    ['goes on with tools', failing('steps_used_up')],
    ['answers with an error', failing('error')],
    ['refuses', { stop_reason: 'refusal' }],
    ['is out of tokens', { stop_reason: 'max_tokens' }],
    ['says no JSON', { answer: 'All is well.' }],
  ])('and %s is asked again as often as may be, then the iteration is lost', (_how, work) => {
    const { made, events } = attempts(work);
    expect(made).toBe(3);
    expect(payloads(events, 'role_retry')).toHaveLength(2);
    expect(payloads(events, 'step_failed')).toMatchObject([{ step: 'coder' }]);
  });

  test('is told at its next try what became of the last, whose files stand', () => {
    const { events, states } = play(
      (attempt) => (attempt === 1 ? { ...failing('died'), tree: 'half-done' } : { answer: done('coder') }),
      { agents: isCoder, max_retries: 1 },
    );
    expect(payloads(events, 'agent_request').map(({ tree }) => tree)).toEqual(['tree-0', 'half-done']);
    expect(states.at(-1)?.tree).toBe('half-done');
    expect(events.at(-1)?.payload).toMatchObject({ phase: 'completed' });
  });

  test('has used up tries by each answer that was asked for again within its session', () => {
    expect(attempts({ answer: 'no', repairs: 1 }).made).toBe(2);
    expect(attempts({ answer: 'no', repairs: 2 }).made).toBe(1);
  });

  test.each(['not_started', 'not_understood'] as const)('and is %s is not asked again', (kind) => {
    const { made, events } = attempts(failing(kind));
    expect(made).toBe(1);
    expect(payloads(events, 'step_failed')).toMatchObject([{ error: expect.stringContaining(kind) }]);
  });

  test('and wants a login ends the run', () => {
    const { made, summary } = attempts(failing('not_logged_in'), { max_iterations: 8 });
    expect(made).toBe(1);
    expect(summary.stop_reason).toBe('endpoint_refused');
  });
});

describe("a limit on a run's cost", () => {
  const planning = { agents: isAll, max_iterations: 3 };
  // The planner wants a further iteration until the third.
  const spending = (usage: Work, options: object) => {
    const world: PureWorld = {
      model: (role) => textAnswer(outputs[role]),
      agent: (role, iteration) => ({
        ...usage,
        tree: `tree-${iteration}`,
        answer:
          role === 'planner' ? JSON.stringify({ ...outputs.planner, done_flag: iteration > 2 }) : done(role),
      }),
    };
    const { events } = playRun(runOptions({ ...planning, ...options }), world);
    const summary = events.at(-1)?.payload as Payload<'loop_stopped'>;
    return { calls: payloads(events, 'agent_result').length, summary };
  };

  test('ends it before the next call of an agent that tells its cost', () => {
    const { calls, summary } = spending(told(0.4), { max_cost_usd: 1 });
    expect(summary).toMatchObject({ stop_reason: 'cost_budget_exhausted' });
    expect(calls).toBe(3);
    // Control: without it the same calls go on to the end.
    expect(spending(told(0.4), {})).toMatchObject({ calls: 5, summary: { phase: 'completed' } });
  });

  test('is not felt by one that tells none, whose spend the summary calls unknown', () => {
    const { calls, summary } = spending(told(null), { max_cost_usd: 1 });
    expect({ calls, cost: summary.usage.cost_usd }).toEqual({ calls: 5, cost: null });
  });

  test('in tokens holds where those are told', () => {
    const { calls, summary } = spending(told(null), { max_tokens: 3000 });
    expect(summary).toMatchObject({ stop_reason: 'token_budget_exhausted' });
    expect(calls).toBe(3);
  });
});
