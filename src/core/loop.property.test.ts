import fc from 'fast-check';
import { expect, test } from 'vitest';
import { playRun, runOptions, textAnswer, toolAnswer } from '../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput } from '../../test/support/role-outputs.ts';
import type { LoggedEvent, Payload } from './events.ts';
import { foldAll } from './fold/fold.ts';
import type { ModelAnswer, ModelError } from './model/model-wire.ts';
import { isClosed } from './phase.ts';
import { isOpen, workItemStatuses } from './progress/work-item.ts';

const ids = fc.constantFrom('a', 'b', 'c', ' ', 'unknown');
const item = fc.record({
  task_id: ids,
  title: fc.string(),
  status: fc.constantFrom(...workItemStatuses),
  notes: fc.string(),
});
const plan = fc
  .record({ done_flag: fc.constantFrom(true, true, false), tasks: fc.array(item, { maxLength: 4 }) })
  .map(plannerOutput);
const coding = fc
  .record({
    completed_task_ids: fc.array(ids, { maxLength: 3 }),
    pending_task_ids: fc.array(ids, { maxLength: 2 }),
  })
  .map(coderOutput);
const testing = fc
  .record({
    tests_passed: fc.constantFrom(true, true, false),
    follow_up_tasks: fc.array(item, { maxLength: 2 }),
  })
  .map(testerOutput);
const error: fc.Arbitrary<ModelError> = fc.record({
  kind: fc.constantFrom('rate_limited', 'away', 'server_error', 'transport', 'rejected'),
  http_status: fc.constant(null),
  message: fc.string(),
  retry_after_ms: fc.option(fc.nat(100_000)),
  may_be_billed: fc.boolean(),
});
const oddAnswer: fc.Arbitrary<ModelAnswer | ModelError> = fc.oneof(
  error,
  fc.string().map((text) => textAnswer(text)),
  fc.constant(toolAnswer('edit', 'edit')),
);
const tokens = fc.nat(40_000);

/** One random world: a stream of answers for each role, of trees and of exit codes, drawn from in order. */
const world = fc
  .record({
    planner: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.tuple(plan, tokens).map(([output, used]) => textAnswer(output, used)) },
        { weight: 1, arbitrary: oddAnswer },
      ),
      { minLength: 1, maxLength: 8 },
    ),
    coder: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: coding.map((output) => textAnswer(output)) },
        { weight: 2, arbitrary: oddAnswer },
      ),
      { minLength: 1, maxLength: 12 },
    ),
    tester: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: testing.map((output) => textAnswer(output)) },
        { weight: 1, arbitrary: oddAnswer },
      ),
      { minLength: 1, maxLength: 8 },
    ),
    trees: fc.array(fc.constantFrom('tree-0', 'tree-1', 'tree-2', 'tree-3'), { minLength: 1, maxLength: 8 }),
    redTrees: fc.subarray(['tree-1', 'tree-2', 'tree-3']),
    options: fc.record({
      max_iterations: fc.integer({ min: 1, max: 5 }),
      max_retries: fc.integer({ min: 0, max: 2 }),
      max_consecutive_failures: fc.integer({ min: 1, max: 3 }),
      max_no_progress_iterations: fc.integer({ min: 1, max: 3 }),
      max_steps: fc.integer({ min: 1, max: 3 }),
      max_tokens: fc.constantFrom(0, 60_000),
      max_wait_ms: fc.constantFrom(0, 60_000),
      evidence: fc.constantFrom('claimed' as const, 'verified' as const),
      expect: fc.constantFrom('change' as const, 'no-change' as const),
    }),
  })
  .map((drawn) => {
    const next = <Value>(list: Value[]) => {
      let position = 0;
      return () => list[position++ % list.length] as Value;
    };
    const answers = { planner: next(drawn.planner), coder: next(drawn.coder), tester: next(drawn.tester) };
    return {
      drawn,
      play: () =>
        playRun(runOptions(drawn.options), {
          model: (role) => answers[role](),
          tree: next(drawn.trees),
          exitCode: (tree) => (drawn.redTrees.includes(tree) ? 1 : 0),
        }),
    };
  });

function last<Name extends LoggedEvent['event']>(
  events: LoggedEvent[],
  name: Name,
): Payload<Name> | undefined {
  return events.findLast((event) => event.event === name)?.payload as Payload<Name> | undefined;
}

const runs = { numRuns: 400 };

test('every run ends with exactly one closing event', () => {
  fc.assert(
    fc.property(world, ({ play }) => {
      const { events, states } = play();
      const closing = events.filter((event) => /^loop_(completed|stopped|failed)$/.test(event.event));
      expect(closing).toEqual([events.at(-1)]);
      expect(isClosed(states.at(-1)?.phase ?? 'idle')).toBe(true);
    }),
    runs,
  );
});

test('no sequence of outputs, failures and evidence completes a run with a gate unmet', () => {
  let completed = 0;
  fc.assert(
    fc.property(world, ({ drawn, play }) => {
      const { events, states } = play();
      if (events.at(-1)?.event !== 'loop_completed') return;
      completed += 1;
      const state = states.at(-1);
      const iteration = state?.iteration?.number;
      // Each gate again, from the facts and not from `gate_evaluated`.
      expect(last(events, 'planner_output')).toMatchObject({ iteration, done_flag: true });
      expect(last(events, 'tester_output')).toMatchObject({ tests_passed: true });
      expect(state?.items.filter(isOpen)).toEqual([]);
      if (drawn.options.evidence === 'claimed') return;
      expect(drawn.redTrees).not.toContain(state?.tree);
      expect(state?.tree === 'tree-0').toBe(drawn.options.expect === 'no-change');
      const verified = events.filter((event) => event.event === 'verification_result');
      expect(verified.map((event) => event.payload)).toContainEqual(
        expect.objectContaining({ tree: state?.tree, verdict: 'verified' }),
      );
    }),
    { numRuns: 1500 },
  );
  expect(completed).toBeGreaterThan(30);
});

test('items never vanish', () => {
  fc.assert(
    fc.property(world, ({ play }) => {
      let known: string[] = [];
      for (const state of play().states) {
        const now = state.items.map((kept) => kept.task_id);
        expect(now).toEqual(expect.arrayContaining(known));
        known = now;
      }
    }),
    runs,
  );
});

test('the fold of any prefix is valid, and folding again gives the same state', () => {
  fc.assert(
    fc.property(world, fc.nat(), ({ play }, cut) => {
      const { events, states } = play();
      const length = 1 + (cut % events.length);
      expect(foldAll(events.slice(0, length))).toEqual(states[length - 1]);
    }),
    runs,
  );
});

test('the first stop condition that matches at an iteration’s end wins', () => {
  fc.assert(
    fc.property(world, ({ drawn, play }) => {
      const { events, states } = play();
      const closing = events.at(-1) as LoggedEvent;
      const before = states.at(-2);
      const ended = events.at(-2)?.event;
      if (ended !== 'iteration_finished' && ended !== 'iteration_failed') return;
      const gates = last(events, 'gate_evaluated');
      const number = before?.iteration?.number ?? 0;
      const met =
        ended === 'iteration_finished' &&
        gates?.iteration === number &&
        gates.gates.every((gate) => gate.met);
      const expected = met
        ? 'completion_gates_met'
        : ended === 'iteration_finished' && (before?.blockedPlans ?? 0) >= 2
          ? 'blocked'
          : number >= drawn.options.max_iterations
            ? 'max_iterations_reached'
            : (before?.noProgressIterations ?? 0) >= drawn.options.max_no_progress_iterations
              ? 'no_progress_guard_triggered'
              : 'max_consecutive_failures';
      expect((closing.payload as Payload<'loop_stopped'>).stop_reason).toBe(expected);
    }),
    runs,
  );
});

test('each iteration that was started is ended exactly once, but for one that a guard cut short', () => {
  fc.assert(
    fc.property(world, ({ play }) => {
      const { events } = play();
      const started = events.filter((event) => event.event === 'iteration_started').length;
      const ended = events.filter((event) => /^iteration_(finished|failed)$/.test(event.event)).length;
      const cutShort = last(events, 'loop_stopped')?.stop_reason === 'token_budget_exhausted' ? 1 : 0;
      expect(started - ended).toBe(cutShort);
    }),
    runs,
  );
});
